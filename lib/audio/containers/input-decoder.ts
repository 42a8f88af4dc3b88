import { failure } from '../../errors.js'
import { TruncationDetector } from './truncation.js'
import { Downmixer, type SampleEncoding } from '../pcm/downmixer.js'
import { bytesOf, samples } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'
import type { Container } from './sniff.js'
import { WavReader } from './wav.js'

/** Further decoding of the output: none (`null`), or ffmpeg with these input arguments. */
export type Route = null | readonly string[]

/** Decoder of one kind of input, or the part of it before ffmpeg. Pure. */
export interface InputDecoder {
  /** Further decoding of the output; known before the first output. */
  readonly route: Route
  /** Takes the next bytes; returns the output that is ready. */
  push(bytes: Uint8Array): Uint8Array
  /** Returns the rest after the last bytes. Throws when the input cannot be decoded. */
  flush(): Uint8Array
  /** Description of the data missing at the end of the input, if any is. */
  missingData(decodedSeconds: number): string | undefined
  /** Error that explains why ffmpeg has no output. */
  readonly failure?: Error | undefined
  /** Description of the damage within the input, if there is any. */
  readonly damage?: string | undefined
  /** True when the output may be many times as large as the input. */
  readonly expands?: boolean
  /** Releases memory outside the heap of JavaScript; called once, at the end or earlier. */
  close?(): void
}

/** Format of raw samples. */
export interface RawFormat {
  /** Encoding of a sample. */
  readonly encoding: SampleEncoding
  /** Sample rate, in Hz. */
  readonly sampleRate: number
  /** Channels, interleaved. */
  readonly channels: number
}

const EMPTY = Buffer.alloc(0)

/** Converts raw samples to s16le mono at another rate. */
class Converter {
  readonly #downmixer: Downmixer
  readonly #resampler: ResamplerCore

  constructor({ encoding, sampleRate, channels }: RawFormat, to: number) {
    this.#downmixer = new Downmixer(encoding, channels)
    this.#resampler = new ResamplerCore(sampleRate, to)
  }

  push(bytes: Uint8Array): Uint8Array {
    return bytesOf(this.#resampler.push(samples(this.#downmixer.push(bytes))))
  }

  flush(): Uint8Array {
    return bytesOf(this.#resampler.flush())
  }
}

/** Raw samples without a header. */
export class PcmInputDecoder implements InputDecoder {
  readonly route = null
  readonly #converter: Converter

  constructor(from: RawFormat, sampleRate: number) {
    this.#converter = new Converter(from, sampleRate)
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#converter.push(bytes)
  }

  flush(): Uint8Array {
    return this.#converter.flush()
  }

  // Raw samples have no declared length, and half a frame at the end is inaudible.
  missingData(): undefined {}
}

/** WAV file: samples are converted here; other codecs go to ffmpeg with a header of known form. */
export class WavInputDecoder implements InputDecoder {
  readonly #wav = new WavReader()
  readonly #sampleRate: number
  #converter: Converter | undefined
  #route: Route = null
  #hasHeader = false

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  get route(): Route {
    return this.#route
  }

  push(bytes: Uint8Array): Uint8Array {
    const payload = this.#wav.push(bytes)
    if (payload.length === 0) return payload
    const header = this.#hasHeader ? undefined : this.#begin()
    if (this.#converter) return this.#converter.push(payload)
    return header ? Buffer.concat([header, payload]) : payload
  }

  flush(): Uint8Array {
    this.#wav.flush()
    return this.#converter?.flush() ?? EMPTY
  }

  missingData(): string | undefined {
    const { missingBytes, declaredBytes } = this.#wav
    return missingBytes > 0 ? `it has ${declaredBytes - missingBytes} of ${declaredBytes} bytes` : undefined
  }

  #begin(): Buffer | undefined {
    this.#hasHeader = true
    const { encoding, sampleRate, channels, fmt } = this.#wav.format!
    if (encoding === 'other') {
      this.#route = ['-f', 'wav']
      return streamedHeader(fmt)
    }
    this.#converter = new Converter({ encoding, sampleRate, channels }, this.#sampleRate)
    return undefined
  }
}

/** File whose decoder depends on its first bytes. */
export class SniffingDecoder implements InputDecoder {
  readonly #choose: (held: Buffer, ended: boolean) => InputDecoder | undefined
  #buffered = EMPTY
  #decoder: InputDecoder | undefined

  /** @param choose Returns the decoder for the bytes so far; undefined while it needs more, never when they are all. */
  constructor(choose: (held: Buffer, ended: boolean) => InputDecoder | undefined) {
    this.#choose = choose
  }

  get route(): Route {
    return this.#decoder?.route ?? null
  }

  get failure(): Error | undefined {
    return this.#decoder?.failure
  }

  get damage(): string | undefined {
    return this.#decoder?.damage
  }

  get expands(): boolean {
    return this.#decoder === undefined || this.#decoder.expands === true
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#decoder?.push(bytes) ?? this.#decide(bytes, false)
  }

  flush(): Uint8Array {
    const held = this.#decoder ? EMPTY : this.#decide(EMPTY, true)
    return Buffer.concat([held, this.#decoder!.flush()])
  }

  missingData(decodedSeconds: number): string | undefined {
    return this.#decoder?.missingData(decodedSeconds)
  }

  close(): void {
    this.#decoder?.close?.()
  }

  #decide(bytes: Uint8Array, ended: boolean): Uint8Array {
    const held = this.#buffered = Buffer.concat([this.#buffered, bytes])
    this.#decoder = this.#choose(held, ended)
    if (!this.#decoder) return EMPTY
    this.#buffered = EMPTY
    return this.#decoder.push(held)
  }
}

/** Everything else: the bytes pass unchanged to ffmpeg. */
export class FfmpegInputDecoder implements InputDecoder {
  readonly route: Route
  readonly #truncation: TruncationDetector

  constructor(container: Container) {
    this.route = ['-f', container]
    this.#truncation = new TruncationDetector(container)
  }

  get failure(): Error | undefined {
    return this.#truncation.indexIsLate ? failure('STENO_AUDIO_NEEDS_SEEK', {}) : undefined
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#truncation.push(bytes)
    if (this.#truncation.isUnrecoverable) throw failure('STENO_AUDIO_NEEDS_SEEK', {})
    return bytes
  }

  flush(): Uint8Array {
    return EMPTY
  }

  missingData(decodedSeconds: number): string | undefined {
    return this.#truncation.missingData(decodedSeconds)
  }
}

/** WAV header without optional chunks, its lengths unknown. */
function streamedHeader(fmt: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(fmt.length)
  const unknown = Buffer.alloc(4, 0xff)
  return Buffer.concat([
    Buffer.from('RIFF'), unknown, Buffer.from('WAVEfmt '), length, fmt, Buffer.from('data'), unknown,
  ])
}

import { failure } from '../../errors.js'
import { TruncationDetector } from './truncation.js'
import { Downmixer, type SampleEncoding } from '../pcm/downmixer.js'
import { bytesOf, samples } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'
import type { Container } from './sniff.js'
import { WavReader } from './wav.js'

/** What is still to be done to the bytes of a track: nothing (`null`), or a decoder with these input arguments. */
export type Route = null | readonly string[]

/** One kind of input: takes its bytes, gives those to decode, and says how. Pure. */
export interface InputDecoder {
  /** Known before the first bytes are given. */
  readonly route: Route
  push(bytes: Uint8Array): Uint8Array
  /** Says that no more bytes come; gives the last, throws when the input cannot be decoded. */
  flush(): Uint8Array
  /** What is missing at the end of the input, in words. */
  missingData(decodedSeconds: number): string | undefined
  /** The fault that explains why a decoder gave nothing. */
  readonly failure?: Error | undefined
  /** What in the middle of the input could not be read, in words. */
  readonly damage?: string | undefined
  /** True when a few bytes may become many times as many here. */
  readonly expands?: boolean
  /** Gives back memory that is not Node.js's own; called once at the end, however it came. */
  close?(): void
}

/** How bare samples are stored. */
export interface RawFormat {
  readonly encoding: SampleEncoding
  /** Frames a second, in Hz. */
  readonly sampleRate: number
  readonly channels: number
}

const EMPTY = Buffer.alloc(0)

/** Samples of one form to another: mixed to one channel, at another rate. */
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

/** Samples without a header. */
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

  // Raw samples have no promised length, and half a frame at the end is no loss that can be heard.
  missingData(): undefined {}
}

/** A WAV file: read here whatever its rate; codecs go to a decoder behind a header of known form. */
export class WavInputDecoder implements InputDecoder {
  readonly #wav = new WavReader()
  readonly #sampleRate: number
  #converter: Converter | undefined
  #route: Route = null
  #began = false

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  get route(): Route {
    return this.#route
  }

  push(bytes: Uint8Array): Uint8Array {
    const payload = this.#wav.push(bytes)
    if (payload.length === 0) return payload
    const header = this.#began ? undefined : this.#begin()
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
    this.#began = true
    const { encoding, sampleRate, channels, fmt } = this.#wav.format!
    if (encoding === 'other') {
      this.#route = ['-f', 'wav']
      return streamedHeader(fmt)
    }
    this.#converter = new Converter({ encoding, sampleRate, channels }, this.#sampleRate)
    return undefined
  }
}

/** A file whose first bytes must be seen before it is known who reads it. */
export class SniffingDecoder implements InputDecoder {
  readonly #choose: (held: Buffer, ended: boolean) => InputDecoder | undefined
  #buffered = EMPTY
  #decoder: InputDecoder | undefined

  /** @param choose Gives the track for the bytes so far, undefined while it needs more; never when they are all. */
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

/** Everything else: the bytes as they are, for a decoder. */
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

/** A WAV header without the parts that vary, its lengths left open. */
function streamedHeader(fmt: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(fmt.length)
  const open = Buffer.alloc(4, 0xff)
  return Buffer.concat([
    Buffer.from('RIFF'), open, Buffer.from('WAVEfmt '), length, fmt, Buffer.from('data'), open,
  ])
}

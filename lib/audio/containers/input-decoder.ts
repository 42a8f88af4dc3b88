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
  missing(decodedSeconds: number): string | undefined
  /** The fault that explains why a decoder gave nothing. */
  readonly fault?: Error | undefined
  /** What in the middle of the input could not be read, in words. */
  readonly damage?: string | undefined
  /** True when a few bytes may become many times as many here. */
  readonly expands?: boolean
  /** Gives back memory that is not Node.js's own; called once at the end, however it came. */
  close?(): void
}

/** How bare samples are stored. */
export interface SampleForm {
  readonly encoding: SampleEncoding
  /** Frames a second, in Hz. */
  readonly sampleRate: number
  readonly channels: number
}

const NOTHING = Buffer.alloc(0)

/** Samples of one form to another: mixed to one channel, at another rate. */
class Samples {
  readonly #mixer: Downmixer
  readonly #resampler: ResamplerCore

  constructor({ encoding, sampleRate, channels }: SampleForm, to: number) {
    this.#mixer = new Downmixer(encoding, channels)
    this.#resampler = new ResamplerCore(sampleRate, to)
  }

  push(bytes: Uint8Array): Uint8Array {
    return bytesOf(this.#resampler.push(samples(this.#mixer.push(bytes))))
  }

  flush(): Uint8Array {
    return bytesOf(this.#resampler.flush())
  }
}

/** Samples without a header. */
export class PcmInputDecoder implements InputDecoder {
  readonly route = null
  readonly #samples: Samples

  constructor(from: SampleForm, sampleRate: number) {
    this.#samples = new Samples(from, sampleRate)
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#samples.push(bytes)
  }

  flush(): Uint8Array {
    return this.#samples.flush()
  }

  // Raw samples have no promised length, and half a frame at the end is no loss that can be heard.
  missing(): undefined {}
}

/** A WAV file: read here whatever its rate; codecs go to a decoder behind a header of known form. */
export class WavInputDecoder implements InputDecoder {
  readonly #wav = new WavReader()
  readonly #sampleRate: number
  #samples: Samples | undefined
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
    if (this.#samples) return this.#samples.push(payload)
    return header ? Buffer.concat([header, payload]) : payload
  }

  flush(): Uint8Array {
    this.#wav.flush()
    return this.#samples?.flush() ?? NOTHING
  }

  missing(): string | undefined {
    const { missing, declared } = this.#wav
    return missing > 0 ? `it has ${declared - missing} of ${declared} bytes` : undefined
  }

  #begin(): Buffer | undefined {
    this.#began = true
    const { encoding, sampleRate, channels, fmt } = this.#wav.format!
    if (encoding === 'other') {
      this.#route = ['-f', 'wav']
      return streamedHeader(fmt)
    }
    this.#samples = new Samples({ encoding, sampleRate, channels }, this.#sampleRate)
    return undefined
  }
}

/** A file whose first bytes must be seen before it is known who reads it. */
export class SniffingDecoder implements InputDecoder {
  readonly #choose: (held: Buffer, ended: boolean) => InputDecoder | undefined
  #held = NOTHING
  #track: InputDecoder | undefined

  /** @param choose Gives the track for the bytes so far, undefined while it needs more; never when they are all. */
  constructor(choose: (held: Buffer, ended: boolean) => InputDecoder | undefined) {
    this.#choose = choose
  }

  get route(): Route {
    return this.#track?.route ?? null
  }

  get fault(): Error | undefined {
    return this.#track?.fault
  }

  get damage(): string | undefined {
    return this.#track?.damage
  }

  get expands(): boolean {
    return this.#track === undefined || this.#track.expands === true
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#track?.push(bytes) ?? this.#decide(bytes, false)
  }

  flush(): Uint8Array {
    const held = this.#track ? NOTHING : this.#decide(NOTHING, true)
    return Buffer.concat([held, this.#track!.flush()])
  }

  missing(decodedSeconds: number): string | undefined {
    return this.#track?.missing(decodedSeconds)
  }

  close(): void {
    this.#track?.close?.()
  }

  #decide(bytes: Uint8Array, ended: boolean): Uint8Array {
    const held = this.#held = Buffer.concat([this.#held, bytes])
    this.#track = this.#choose(held, ended)
    if (!this.#track) return NOTHING
    this.#held = NOTHING
    return this.#track.push(held)
  }
}

/** Everything else: the bytes as they are, for a decoder. */
export class FfmpegInputDecoder implements InputDecoder {
  readonly route: Route
  readonly #extent: TruncationDetector

  constructor(container: Container) {
    this.route = ['-f', container]
    this.#extent = new TruncationDetector(container)
  }

  get fault(): Error | undefined {
    return this.#extent.indexIsLate ? failure('STENO_AUDIO_NEEDS_SEEK', {}) : undefined
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#extent.push(bytes)
    if (this.#extent.isUnrecoverable) throw failure('STENO_AUDIO_NEEDS_SEEK', {})
    return bytes
  }

  flush(): Uint8Array {
    return NOTHING
  }

  missing(decodedSeconds: number): string | undefined {
    return this.#extent.missing(decodedSeconds)
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

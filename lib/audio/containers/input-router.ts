import { failure } from '../../errors.js'
import { Id3Skipper } from './id3.js'
import { sniff, type Container } from './sniff.js'
import {
  FfmpegInputDecoder, PcmInputDecoder, SniffingDecoder, WavInputDecoder, type Route, type RawFormat, type InputDecoder,
} from './input-decoder.js'

/** Options of an `InputRouter`. */
export interface InputRouterOptions {
  /** Format of the input; `undefined` to detect it. */
  readonly container: Container | 'pcm' | 'opus-packets' | undefined
  /** Sample rate of the output, in Hz. */
  readonly sampleRate: number
  /** Format of raw samples. */
  readonly input: RawFormat
  /** Decoders of Opus. */
  readonly opus: OpusDecoders
}

/** Creates decoders of Opus that need no child process; `undefined` while more bytes are needed to choose one. */
export interface OpusDecoders {
  fromPackets(sampleRate: number): InputDecoder
  fromOgg(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined
  fromWebm(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined
}

const EMPTY = Buffer.alloc(0)

/**
 * First half of a decoder: detects the format of the input, and decodes it or passes it on for ffmpeg. Pure. Throws
 * STENO_AUDIO_EMPTY, STENO_AUDIO_UNREADABLE, STENO_AUDIO_NEEDS_SEEK.
 */
export class InputRouter {
  readonly #options: InputRouterOptions
  readonly #tags = new Id3Skipper()
  #buffered = EMPTY
  #bytesIn = 0
  #decoder: InputDecoder | undefined
  /** True when there is no container, and so no tag before it. */
  readonly #isHeaderless: boolean

  constructor(options: InputRouterOptions) {
    this.#options = options
    const { container, input, sampleRate, opus } = options
    if (container === 'pcm') this.#decoder = new PcmInputDecoder(input, sampleRate)
    if (container === 'opus-packets') this.#decoder = opus.fromPackets(sampleRate)
    this.#isHeaderless = this.#decoder !== undefined
  }

  /** True when any bytes have come. */
  get hasInput(): boolean {
    return this.#bytesIn > 0
  }

  /** Further decoding of the output; known before the first output. */
  get route(): Route {
    return this.#decoder?.route ?? null
  }

  /** True when the output may be many times as large as the input. */
  get expands(): boolean {
    return this.#decoder ? this.#decoder.expands === true : this.#options.container === undefined
  }

  /** Error that explains why ffmpeg has no output. */
  get failure(): Error | undefined {
    return this.#decoder?.failure
  }

  /** Takes the next bytes; returns the output, often none at first. */
  push(bytes: Uint8Array): Uint8Array {
    this.#bytesIn += bytes.length
    if (this.#isHeaderless) return this.#decoder!.push(bytes)
    return this.#identify(this.#tags.push(bytes), false)
  }

  /** Returns the rest after the last bytes. */
  flush(): Uint8Array {
    if (this.#bytesIn === 0) throw failure('STENO_AUDIO_EMPTY', {})
    const rest = this.#isHeaderless ? EMPTY : this.#identify(this.#tags.flush(), true)
    return Buffer.concat([rest, this.#decoder!.flush()])
  }

  /** Description of the damage within the input; undefined when none is known. */
  get damage(): string | undefined {
    return this.#decoder?.damage
  }

  /** Releases memory; no other method may be called afterwards. */
  close(): void {
    this.#decoder?.close?.()
  }

  /** Description of the data missing at the end of the input; undefined when none is known to be. */
  missingData(decodedSeconds: number): string | undefined {
    return this.#decoder!.missingData(decodedSeconds)
  }

  #identify(bytes: Uint8Array, ended: boolean): Uint8Array {
    if (this.#decoder) return this.#decoder.push(bytes)
    const held = this.#buffered = Buffer.concat([this.#buffered, bytes])
    const container = this.#options.container as Container | undefined ?? sniff(held, ended)
    if (container === undefined) return EMPTY
    if (container === null) throw failure('STENO_AUDIO_UNREADABLE', { detail: describe(held) })

    this.#decoder = this.#open(container, held)
    this.#buffered = EMPTY
    return this.#decoder.push(held)
  }

  #open(container: Container, held: Buffer): InputDecoder {
    const { sampleRate, opus } = this.#options
    const isBigEndian = held.toString('latin1', 0, 4) === 'RIFX'
    if (container === 'wav' && !isBigEndian) return new WavInputDecoder(sampleRate)
    if (container === 'ogg') return new SniffingDecoder((...first) => opus.fromOgg(sampleRate, ...first))
    if (container === 'matroska') return new SniffingDecoder((...first) => opus.fromWebm(sampleRate, ...first))
    return new FfmpegInputDecoder(container)
  }
}

/** Kind of an unknown input. Its content is not quoted: it may be a file of secrets that was named by mistake. */
function describe(bytes: Buffer): string {
  if (bytes.length === 0) return 'it contains nothing but a tag'
  const isText = bytes.subarray(0, 64).every(byte => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))
  return isText ? 'it is text' : 'it is binary data of an unknown format'
}

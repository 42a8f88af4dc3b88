import { failure } from '../../errors.js'
import { Id3Skipper } from './id3.js'
import { sniff, type Container } from './sniff.js'
import {
  FfmpegInputDecoder, PcmInputDecoder, SniffingDecoder, WavInputDecoder, type Route, type RawFormat, type InputDecoder,
} from './input-decoder.js'

/** What the input of a decoder is known to be. */
export interface InputRouterOptions {
  /** What to expect; `undefined` to find out. */
  readonly container: Container | 'pcm' | 'opus-packets' | undefined
  /** Frames a second that the decoder shall give, in Hz. */
  readonly sampleRate: number
  /** Form of raw samples. */
  readonly input: RawFormat
  /** Who reads Opus: in packets, and in the containers that often hold nothing else. */
  readonly opus: OpusDecoders
}

/** Ways to read Opus without a child; `undefined` while the bytes so far do not tell whether it can be done. */
export interface OpusDecoders {
  fromPackets(sampleRate: number): InputDecoder
  fromOgg(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined
  fromWebm(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined
}

const EMPTY = Buffer.alloc(0)

/**
 * The first half of a decoder, pure: takes the bytes of any input, finds out what they are, and gives what is to be
 * decoded together with the way to do it. Throws STENO_AUDIO_EMPTY, STENO_AUDIO_UNREADABLE, STENO_AUDIO_NEEDS_SEEK.
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

  /** Whether any bytes have come. */
  get hasInput(): boolean {
    return this.#bytesIn > 0
  }

  /** Known before the first bytes are given. */
  get route(): Route {
    return this.#decoder?.route ?? null
  }

  /** True when what comes next may become many times as much here. */
  get expands(): boolean {
    return this.#decoder ? this.#decoder.expands === true : this.#options.container === undefined
  }

  /** The fault that explains why a decoder gave nothing. */
  get failure(): Error | undefined {
    return this.#decoder?.failure
  }

  /** Takes the next bytes, gives those to decode (often none at first). */
  push(bytes: Uint8Array): Uint8Array {
    this.#bytesIn += bytes.length
    if (this.#isHeaderless) return this.#decoder!.push(bytes)
    return this.#identify(this.#tags.push(bytes), false)
  }

  /** Says that no more bytes come; gives the last to decode. */
  flush(): Uint8Array {
    if (this.#bytesIn === 0) throw failure('STENO_AUDIO_EMPTY', {})
    const rest = this.#isHeaderless ? EMPTY : this.#identify(this.#tags.flush(), true)
    return Buffer.concat([rest, this.#decoder!.flush()])
  }

  /** What in the middle of the input could not be read, in words; undefined when nothing is known to be. */
  get damage(): string | undefined {
    return this.#decoder?.damage
  }

  /** Gives memory back; nothing may be called after it. */
  close(): void {
    this.#decoder?.close?.()
  }

  /** What is missing at the end of the input, in words; undefined when nothing is known to be. */
  missingData(decodedSeconds: number): string | undefined {
    return this.#decoder!.missingData(decodedSeconds)
  }

  #identify(bytes: Uint8Array, ended: boolean): Uint8Array {
    if (this.#decoder) return this.#decoder.push(bytes)
    const held = this.#buffered = Buffer.concat([this.#buffered, bytes])
    const container = this.#options.container as Container | undefined ?? sniff(held, ended)
    if (container === undefined) return EMPTY
    if (container === null) throw failure('STENO_AUDIO_UNREADABLE', { detail: `it begins with ${preview(held)}` })

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

function preview(held: Buffer): string {
  return held.length === 0 ? 'nothing but a tag' : JSON.stringify(held.toString('latin1', 0, 16))
}

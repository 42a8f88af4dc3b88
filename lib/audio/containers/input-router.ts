import { failure } from '../../errors.js'
import { TagSkipper } from './id3.js'
import { sniff, type Container } from './sniff.js'
import {
  FfmpegInputDecoder, PcmInputDecoder, SniffingDecoder, WavInputDecoder, type Route, type SampleForm, type InputDecoder,
} from './input-decoder.js'

/** What the input of a decoder is known to be. */
export interface InputRouterOptions {
  /** What to expect; `undefined` to find out. */
  readonly container: Container | 'pcm' | 'opus-packets' | undefined
  /** Frames a second that the decoder shall give, in Hz. */
  readonly sampleRate: number
  /** Form of raw samples. */
  readonly input: SampleForm
  /** Who reads Opus: in packets, and in the containers that often hold nothing else. */
  readonly opus: OpusTracks
}

/** Ways to read Opus without a child; `undefined` while the bytes so far do not tell whether it can be done. */
export interface OpusTracks {
  packets(sampleRate: number): InputDecoder
  ogg(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined
  webm(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined
}

const NOTHING = Buffer.alloc(0)

/**
 * The first half of a decoder, pure: takes the bytes of any input, finds out what they are, and gives what is to be
 * decoded together with the way to do it. Throws STENO_AUDIO_EMPTY, STENO_AUDIO_UNREADABLE, STENO_AUDIO_NEEDS_SEEK.
 */
export class InputRouter {
  readonly #options: InputRouterOptions
  readonly #tags = new TagSkipper()
  #held = NOTHING
  #seen = 0
  #track: InputDecoder | undefined
  /** True when there is no container, and so no tag before it. */
  readonly #isBare: boolean

  constructor(options: InputRouterOptions) {
    this.#options = options
    const { container, input, sampleRate, opus } = options
    if (container === 'pcm') this.#track = new PcmInputDecoder(input, sampleRate)
    if (container === 'opus-packets') this.#track = opus.packets(sampleRate)
    this.#isBare = this.#track !== undefined
  }

  /** Whether any bytes have come. */
  get isBegun(): boolean {
    return this.#seen > 0
  }

  /** Known before the first bytes are given. */
  get route(): Route {
    return this.#track?.route ?? null
  }

  /** True when what comes next may become many times as much here. */
  get expands(): boolean {
    return this.#track ? this.#track.expands === true : this.#options.container === undefined
  }

  /** The fault that explains why a decoder gave nothing. */
  get fault(): Error | undefined {
    return this.#track?.fault
  }

  /** Takes the next bytes, gives those to decode (often none at first). */
  push(bytes: Uint8Array): Uint8Array {
    this.#seen += bytes.length
    if (this.#isBare) return this.#track!.push(bytes)
    return this.#identify(this.#tags.push(bytes), false)
  }

  /** Says that no more bytes come; gives the last to decode. */
  flush(): Uint8Array {
    if (this.#seen === 0) throw failure('STENO_AUDIO_EMPTY', {})
    const rest = this.#isBare ? NOTHING : this.#identify(this.#tags.flush(), true)
    return Buffer.concat([rest, this.#track!.flush()])
  }

  /** What in the middle of the input could not be read, in words; undefined when nothing is known to be. */
  get damage(): string | undefined {
    return this.#track?.damage
  }

  /** Gives memory back; nothing may be called after it. */
  close(): void {
    this.#track?.close?.()
  }

  /** What is missing at the end of the input, in words; undefined when nothing is known to be. */
  shortfall(decodedSeconds: number): string | undefined {
    return this.#track!.missing(decodedSeconds)
  }

  #identify(bytes: Uint8Array, ended: boolean): Uint8Array {
    if (this.#track) return this.#track.push(bytes)
    const held = this.#held = Buffer.concat([this.#held, bytes])
    const container = this.#options.container as Container | undefined ?? sniff(held, ended)
    if (container === undefined) return NOTHING
    if (container === null) throw failure('STENO_AUDIO_UNREADABLE', { detail: `it begins with ${preview(held)}` })

    this.#track = this.#open(container, held)
    this.#held = NOTHING
    return this.#track.push(held)
  }

  #open(container: Container, held: Buffer): InputDecoder {
    const { sampleRate, opus } = this.#options
    const isBigEndian = held.toString('latin1', 0, 4) === 'RIFX'
    if (container === 'wav' && !isBigEndian) return new WavInputDecoder(sampleRate)
    if (container === 'ogg') return new SniffingDecoder((...first) => opus.ogg(sampleRate, ...first))
    if (container === 'matroska') return new SniffingDecoder((...first) => opus.webm(sampleRate, ...first))
    return new FfmpegInputDecoder(container)
  }
}

function preview(held: Buffer): string {
  return held.length === 0 ? 'nothing but a tag' : JSON.stringify(held.toString('latin1', 0, 16))
}

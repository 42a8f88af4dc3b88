import { failure } from '../errors.js'
import { TagSkipper } from './id3.js'
import { sniff, type Container } from './sniff.js'
import { ContainerTrack, PcmTrack, WavTrack, type Route, type Track } from './tracks.js'

/** What the input of a decoder is known to be. */
export interface IntakeOptions {
  /** What to expect; `undefined` to find out. */
  readonly container: Container | 'pcm' | undefined
  /** Frames a second that the decoder shall give, in Hz. */
  readonly sampleRate: number
  /** Form of raw samples. */
  readonly input: { readonly sampleRate: number; readonly channels: number }
}

const NOTHING = Buffer.alloc(0)

/**
 * The first half of a decoder, pure: takes the bytes of any input, finds out what they are, and gives what is to be
 * decoded together with the way to do it. Throws STENO_AUDIO_EMPTY, STENO_AUDIO_UNREADABLE, STENO_AUDIO_NEEDS_SEEK.
 */
export class Intake {
  readonly #options: IntakeOptions
  readonly #tags = new TagSkipper()
  #held = NOTHING
  #seen = 0
  #track: Track | undefined

  constructor(options: IntakeOptions) {
    this.#options = options
    if (options.container === 'pcm') this.#track = new PcmTrack(options.input, options.sampleRate)
  }

  /** Whether any bytes have come. */
  get isBegun(): boolean {
    return this.#seen > 0
  }

  /** Known before the first bytes are given. */
  get route(): Route {
    return this.#track?.route ?? null
  }

  /** The fault that explains why a decoder gave nothing. */
  get fault(): Error | undefined {
    return this.#track?.fault
  }

  /** Takes the next bytes, gives those to decode (often none at first). */
  push(bytes: Uint8Array): Uint8Array {
    this.#seen += bytes.length
    if (this.#options.container === 'pcm') return this.#track!.push(bytes)
    return this.#identify(this.#tags.push(bytes), false)
  }

  /** Says that no more bytes come; gives the last to decode. */
  flush(): Uint8Array {
    if (this.#seen === 0) throw failure('STENO_AUDIO_EMPTY', {})
    const rest = this.#options.container === 'pcm' ? NOTHING : this.#identify(this.#tags.flush(), true)
    this.#track!.flush()
    return rest
  }

  /** What is missing at the end of the input, in words; undefined when nothing is known to be. */
  shortfall(decodedSeconds: number): string | undefined {
    return this.#track!.shortfall(decodedSeconds)
  }

  #identify(bytes: Uint8Array, ended: boolean): Uint8Array {
    if (this.#track) return this.#track.push(bytes)
    const held = this.#held = Buffer.concat([this.#held, bytes])
    const container = this.#options.container ?? sniff(held, ended)
    if (container === undefined) return NOTHING
    if (container === null) throw failure('STENO_AUDIO_UNREADABLE', { detail: `it begins with ${preview(held)}` })

    this.#track = this.#open(container, held)
    this.#held = NOTHING
    return this.#track.push(held)
  }

  #open(container: Container | 'pcm', held: Buffer): Track {
    const isBigEndian = held.toString('latin1', 0, 4) === 'RIFX'
    if (container === 'wav' && !isBigEndian) return new WavTrack(this.#options.sampleRate)
    return new ContainerTrack(container as Container)
  }
}

function preview(held: Buffer): string {
  return held.length === 0 ? 'nothing but a tag' : JSON.stringify(held.toString('latin1', 0, 16))
}

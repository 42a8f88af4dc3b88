import { joined, samples } from '../../audio/pcm/pcm.js'
import { EnergyVad, VAD_WINDOW_MS } from '../../audio/vad/vad.js'

/** Limits of the segments of a `SegmentCutter`. */
export interface SegmentLimits {
  /** Shortest segment, except for the last one, in ms. */
  readonly minPart: number
  /** Longest segment, in ms. */
  readonly maxPart: number
}

/** Next samples of a segment. */
export interface SegmentChunk {
  /** Samples. */
  readonly audio: Int16Array
  /** True when the segment ends with them. */
  readonly ends: boolean
}

/** Pause that ends a segment which has just become long enough: sentences end at shorter ones. */
const LONG_PAUSE_MS = 1000
/** Pause that ends a segment which is nearly too long: the closure of a stop consonant is shorter. */
const SHORT_PAUSE_MS = 100
/** Without a pause a segment ends at the quietest place within this time before its longest duration. */
const TAIL_MS = 2000
/** Duration of such a place. */
const QUIET_MS = 50

const inFrames = (ms: number): number => Math.ceil(ms / VAD_WINDOW_MS)

/**
 * Cuts samples into segments at pauses: every sample is in exactly one, however the input is cut. The longer a segment
 * has become, the shorter a pause ends it. A cut lies in the middle of the pause, so that no word loses its onset.
 *
 * @example
 * ```ts
 * const cutter = new SegmentCutter(16_000, { minPart: 30_000, maxPart: 60_000 })
 * const chunks = [...cutter.push(new Uint8Array(3_200_000)), ...cutter.flush()]
 * chunks.filter(({ ends }) => ends).length // 3: of 100 s, segments of 30.5, 30.5, 30.5 and 8.5 s
 * ```
 */
export class SegmentCutter {
  readonly #vad: EnergyVad
  readonly #frameSize: number
  readonly #min: number
  readonly #max: number
  readonly #tail: number
  #carry: Int16Array = new Int16Array(0)
  #chunks: SegmentChunk[] = []
  #released: Int16Array[] = []
  /** Frames that may still become part of the next segment, oldest first. */
  #undecided: Int16Array[] = []
  /** Number of frames of the segment, those that are undecided included. */
  #age = 0
  /** Number of consecutive frames of silence up to now. */
  #silence = 0

  /** @param sampleRate Sample rate, in Hz. */
  constructor(sampleRate: number, { minPart, maxPart }: SegmentLimits) {
    this.#vad = new EnergyVad(sampleRate)
    this.#frameSize = Math.floor(sampleRate * VAD_WINDOW_MS / 1000)
    this.#min = inFrames(minPart)
    this.#max = inFrames(maxPart)
    this.#tail = Math.max(this.#min, this.#max - inFrames(TAIL_MS))
  }

  /** Takes whole s16le samples, which are copied; returns those whose segment is decided. */
  push(audio: Uint8Array): SegmentChunk[] {
    const fresh = samples(new Uint8Array(audio))
    const input = this.#carry.length > 0 ? joined([this.#carry, fresh]) : fresh
    const whole = input.length - input.length % this.#frameSize
    for (let at = 0; at < whole; at += this.#frameSize) this.#processFrame(input.subarray(at, at + this.#frameSize))
    this.#carry = input.subarray(whole)
    return this.#takeChunks()
  }

  /** Ends the input; returns the rest. */
  flush(): SegmentChunk[] {
    this.#undecided.push(this.#carry)
    this.#release(0)
    return this.#takeChunks()
  }

  #takeChunks(): SegmentChunk[] {
    this.#addChunk(false)
    const chunks = this.#chunks
    this.#chunks = []
    return chunks
  }

  #processFrame(frame: Int16Array): void {
    const voice = this.#vad.push(frame)
    this.#undecided.push(frame)
    this.#age++
    this.#silence = voice || this.#age <= this.#min ? 0 : this.#silence + 1
    if (this.#silence >= this.#endingPause()) this.#cut(this.#silence >> 1)
    else if (this.#age >= this.#max) this.#cut(this.#quietest())
    else this.#release(this.#age > this.#tail ? this.#age - this.#tail : this.#silence)
  }

  /** Number of frames of silence that end a segment of this age. */
  #endingPause(): number {
    const share = Math.min(1, (this.#age - this.#min) / Math.max(1, this.#tail - this.#min))
    return inFrames(LONG_PAUSE_MS - share * (LONG_PAUSE_MS - SHORT_PAUSE_MS))
  }

  /** Number of undecided frames after the quietest place among them. */
  #quietest(): number {
    const levels = this.#undecided.map(frame => frame.reduce((sum, sample) => sum + sample * sample, 0))
    const width = Math.min(inFrames(QUIET_MS), levels.length)
    let quietest = 0
    let minLevel = Infinity
    for (let from = 0; from + width <= levels.length; from++) {
      const level = levels.slice(from, from + width).reduce((sum, one) => sum + one)
      if (level >= minLevel) continue
      quietest = from
      minLevel = level
    }
    return levels.length - quietest - (width + 1 >> 1)
  }

  /** Ends the segment `after` frames before the last one. */
  #cut(after: number): void {
    this.#release(after)
    this.#addChunk(true)
    this.#age = after
    this.#silence = 0
    if (this.#age <= this.#min) this.#release(0)
  }

  /** Adds all undecided frames but the newest `keep` to the segment. */
  #release(keep: number): void {
    const from = Math.max(0, this.#undecided.length - keep)
    this.#released.push(...this.#undecided.splice(0, from))
  }

  #addChunk(ends: boolean): void {
    const audio = joined(this.#released)
    this.#released = []
    if (audio.length > 0) this.#chunks.push({ audio, ends })
  }
}

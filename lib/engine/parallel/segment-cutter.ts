import { joined, samples } from '../../audio/pcm/pcm.js'
import { EnergyVad, VAD_FRAME_MS } from '../../audio/vad/vad.js'

/** Where a `SegmentCutter` cuts; times in ms. */
export interface SegmentLimits {
  /** No part but the last is shorter. */
  readonly minPart: number
  /** No part is longer. */
  readonly maxPart: number
}

/** Samples of a part that follow those before; `ends` when the part ends with them. */
export interface SegmentChunk {
  readonly audio: Int16Array
  readonly ends: boolean
}

/** The pause that ends a part which has just become long enough: sentences end at shorter ones. */
const LONG_PAUSE_MS = 1000
/** The pause that ends a part which is nearly too long: the closure of a stop is shorter. */
const SHORT_PAUSE_MS = 100
/** Without a pause a part ends at the quietest place of its last so many ms. */
const TAIL_MS = 2000
/** How long such a place is. */
const QUIET_MS = 50

const inFrames = (ms: number): number => Math.ceil(ms / VAD_FRAME_MS)

/**
 * Cuts samples into parts at pauses, pure: every sample is in exactly one, however the input is cut. The longer a part
 * has become, the shorter a pause ends it. A cut lies in the middle of the pause, so that no word loses its onset.
 *
 * @example
 * ```ts
 * const cutter = new SegmentCutter(16_000, { minPart: 30_000, maxPart: 60_000 })
 * const pieces = [...cutter.push(new Uint8Array(3_200_000)), ...cutter.flush()] // 100 s: parts of 30.5, 30.5, 30.5 and 8.5 s
 * ```
 */
export class SegmentCutter {
  readonly #vad: EnergyVad
  readonly #frameSize: number
  readonly #min: number
  readonly #max: number
  readonly #tail: number
  #carry: Int16Array = new Int16Array(0)
  #pieces: SegmentChunk[] = []
  #released: Int16Array[] = []
  /** Frames of which it is open in which part they are, oldest first. */
  #held: Int16Array[] = []
  /** Frames of the part, those that are held included. */
  #age = 0
  /** Frames of silence in a row, up to now. */
  #silence = 0

  /** @param sampleRate In Hz. */
  constructor(sampleRate: number, { minPart, maxPart }: SegmentLimits) {
    this.#vad = new EnergyVad(sampleRate)
    this.#frameSize = Math.floor(sampleRate * VAD_FRAME_MS / 1000)
    this.#min = inFrames(minPart)
    this.#max = inFrames(maxPart)
    this.#tail = Math.max(this.#min, this.#max - inFrames(TAIL_MS))
  }

  /** Takes whole s16le samples, of which it makes a copy; gives what is decided. */
  push(audio: Uint8Array): SegmentChunk[] {
    const fresh = samples(new Uint8Array(audio))
    const input = this.#carry.length > 0 ? joined([this.#carry, fresh]) : fresh
    const whole = input.length - input.length % this.#frameSize
    for (let at = 0; at < whole; at += this.#frameSize) this.#take(input.subarray(at, at + this.#frameSize))
    this.#carry = input.subarray(whole)
    return this.#taken()
  }

  /** Says that no more samples come; gives the rest. */
  flush(): SegmentChunk[] {
    this.#held.push(this.#carry)
    this.#release(0)
    return this.#taken()
  }

  #taken(): SegmentChunk[] {
    this.#conclude(false)
    const pieces = this.#pieces
    this.#pieces = []
    return pieces
  }

  #take(frame: Int16Array): void {
    const voice = this.#vad.push(frame)
    this.#held.push(frame)
    this.#age++
    this.#silence = voice || this.#age <= this.#min ? 0 : this.#silence + 1
    if (this.#silence >= this.#endingPause()) this.#cut(this.#silence >> 1)
    else if (this.#age >= this.#max) this.#cut(this.#quietest())
    else this.#release(this.#age > this.#tail ? this.#age - this.#tail : this.#silence)
  }

  /** How many frames of silence end a part of this age. */
  #endingPause(): number {
    const share = Math.min(1, (this.#age - this.#min) / Math.max(1, this.#tail - this.#min))
    return inFrames(LONG_PAUSE_MS - share * (LONG_PAUSE_MS - SHORT_PAUSE_MS))
  }

  /** How many of the frames that are held come after the quietest place among them. */
  #quietest(): number {
    const levels = this.#held.map(frame => frame.reduce((sum, sample) => sum + sample * sample, 0))
    const width = Math.min(inFrames(QUIET_MS), levels.length)
    let [best, least] = [0, Infinity]
    for (let from = 0; from + width <= levels.length; from++) {
      const level = levels.slice(from, from + width).reduce((sum, one) => sum + one)
      if (level < least) [best, least] = [from, level]
    }
    return levels.length - best - (width + 1 >> 1)
  }

  /** Ends the part so many frames ago. */
  #cut(after: number): void {
    this.#release(after)
    this.#conclude(true)
    this.#age = after
    this.#silence = 0
    if (this.#age <= this.#min) this.#release(0)
  }

  /** Lets all go but the newest so many frames. */
  #release(but: number): void {
    const from = Math.max(0, this.#held.length - but)
    this.#released.push(...this.#held.splice(0, from))
  }

  #conclude(ends: boolean): void {
    const audio = joined(this.#released)
    this.#released = []
    if (audio.length > 0) this.#pieces.push({ audio, ends })
  }
}

import { OPUS_RATE } from './packet.js'

const FRAMES_PER_MS = OPUS_RATE / 1000
const DEFAULT_NS_PER_TICK = 1_000_000
/** Less is the jitter of a recorder; the decoder of other containers mends no less either. */
const MIN_GAP_MS = 100
/** Blocks that come so much earlier, or later, than the sound before them ends tell of another clock. */
const MAX_BACKWARD_MS = 80
const MAX_GAP_MS = 600_000
/** So that a few bytes do not become hours: a block that holds next to nothing stands for half a second. */
const GAP_MS_PER_BYTE = 100

/** Tells from the timestamps of WebM blocks where sound is missing between them: pauses, lost packets, damage. */
export class GapDetector {
  #msPerTick = DEFAULT_NS_PER_TICK / 1e6
  #clusterTimestamp = 0
  /** What the timestamp of the first block would be had its clock never been set. */
  #start: number | undefined
  /** Sound since then, at 48 kHz, silence included. */
  #frames = 0
  /** How much silence there may be, in ms. */
  #allowance = MAX_GAP_MS

  /** @param content Of the element that says how many ns a tick is. */
  set timestampScale(content: Buffer) {
    this.#msPerTick = (numberOf(content) || DEFAULT_NS_PER_TICK) / 1e6
  }

  /** @param content Of the element that says when the cluster begins. */
  set clusterTimestamp(content: Buffer) {
    this.#clusterTimestamp = numberOf(content)
  }

  /**
   * How much silence lies before a block, in frames at 48 kHz; it counts as given.
   * @param content The block, of a track with a number below 128.
   */
  gapBefore(content: Buffer): number {
    if (content.length < 3) return 0
    const time = (this.#clusterTimestamp + content.readInt16BE(1)) * this.#msPerTick
    const end = (this.#start ??= time) + this.#frames / FRAMES_PER_MS
    const ahead = time - end
    this.#allowance = Math.min(MAX_GAP_MS, this.#allowance + content.length * GAP_MS_PER_BYTE)
    if (ahead < -MAX_BACKWARD_MS || ahead > this.#allowance) {
      this.#start += ahead
      return 0
    }
    if (ahead < MIN_GAP_MS) return 0
    const gap = Math.round(ahead * FRAMES_PER_MS)
    this.#frames += gap
    this.#allowance -= ahead
    return gap
  }

  /** Sound that came. @param frames At 48 kHz. */
  add(frames: number): void {
    this.#frames += frames
  }
}

function numberOf(content: Buffer): number {
  return content.length > 0 && content.length <= 6 ? content.readUIntBE(0, content.length) : 0
}

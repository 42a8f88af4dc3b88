import { OPUS_RATE } from './packet.js'

const FRAMES_PER_MS = OPUS_RATE / 1000
const DEFAULT_NS_PER_TICK = 1_000_000
/** Shorter gaps are the jitter of a recorder; ffmpeg does not fill them in other containers either. */
const MIN_GAP_MS = 100
/**
 * A block earlier by more than this, or later by more than `MAX_GAP_MS`, than the end of the last has another clock.
 */
const MAX_BACKWARD_MS = 80
const MAX_GAP_MS = 600_000
/** Limit on silence, so that a few bytes do not become hours: a nearly empty block adds half a second. */
const GAP_MS_PER_BYTE = 100

/** Detects audio missing between WebM blocks by their timestamps: pauses, lost packets, damage. */
export class GapDetector {
  #msPerTick = DEFAULT_NS_PER_TICK / 1e6
  #clusterTimestamp = 0
  /** Timestamp of the first block, in ms, corrected by all changes of the clock since. */
  #start: number | undefined
  /** Audio since the first block, in frames at 48 kHz, silence included. */
  #frames = 0
  /** Most silence that may be inserted, in ms. */
  #allowance = MAX_GAP_MS

  /** @param content Content of the element TimestampScale: ns per tick. */
  set timestampScale(content: Buffer) {
    this.#msPerTick = (numberOf(content) || DEFAULT_NS_PER_TICK) / 1e6
  }

  /** @param content Content of the element Timestamp of a cluster. */
  set clusterTimestamp(content: Buffer) {
    this.#clusterTimestamp = numberOf(content)
  }

  /**
   * Returns the silence to insert before a block, in frames at 48 kHz, and counts it as audio.
   * @param content Content of the block, of a track with a number below 128.
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

  /** Counts audio. @param frames Duration in frames at 48 kHz. */
  add(frames: number): void {
    this.#frames += frames
  }
}

function numberOf(content: Buffer): number {
  return content.length > 0 && content.length <= 6 ? content.readUIntBE(0, content.length) : 0
}

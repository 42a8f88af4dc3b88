import type { Rules } from './profiles.js'

/** What decides how long a cue stays: its first and last word, its width, and what comes after it. */
export interface Said {
  /** When its first word is said, ms. */
  readonly start: number
  /** When its last word has been said, ms. */
  readonly end: number
  /** Units of width of its text. */
  readonly width: number
  /** When the next cue starts, ms; `Infinity` if that is far away. */
  readonly next: number
}

/**
 * When a cue goes, ms: after its last word and as long as its reader needs, never into the next cue, and close to it
 * rather than with a flicker of nothing between the two. What starts later than `hold` after its last word does not
 * matter to it, so that a cue may leave when that time has passed.
 */
export function endOf({ start, end, width, next }: Said, rules: Rules): number {
  const { minDuration, maxDuration, minGap, closeGaps, hold, tail, targetSpeed } = rules
  const held = Math.max(end, end + hold - minGap)
  const read = Math.max(end + tail, start + minDuration, Math.ceil(start + 1000 * width / targetSpeed))
  const wanted = Math.min(read, held, start + maxDuration)
  // A word that is said for longer than a cue may stay is no reason to stay.
  if (next >= end + hold) return Math.max(wanted, start + 1)
  const room = Math.min(next - minGap, start + maxDuration)
  return Math.max(next - wanted < closeGaps ? room : Math.min(wanted, room), start + 1)
}

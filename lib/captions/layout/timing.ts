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
 * rather than with a flicker of nothing between the two. What starts later than `maxLinger` after its last word does not
 * matter to it, so that a cue may leave when that time has passed.
 */
export function endOf({ start, end, width, next }: Said, rules: Rules): number {
  const { minDuration, maxDuration, minGap, chainGapsBelow, maxLinger, linger, targetReadingSpeed, maxReadingSpeed } = rules
  const longest = start + maxDuration
  const read = Math.max(end + linger, start + minDuration, Math.ceil(start + 1000 * width / targetReadingSpeed))
  const wanted = Math.min(read, Math.max(end, end + maxLinger - minGap), longest)
  if (next >= end + maxLinger) {
    // A word that follows just after the hold would flicker, so what is no more than comfort ends well before.
    const needed = Math.max(end + maxLinger - chainGapsBelow, start + minDuration, Math.ceil(start + 1000 * width / maxReadingSpeed))
    return Math.max(Math.min(wanted, Math.max(end, needed)), start + 1)
  }
  const room = Math.min(next - minGap, longest)
  return Math.max(next - wanted < chainGapsBelow ? room : Math.min(wanted, room), start + 1)
}

import type { Rules } from './profiles.js'

/** Times and width of a cue that its end depends on. */
export interface CueTiming {
  /** Start of its first word, in ms. */
  readonly start: number
  /** End of its last word, in ms. */
  readonly end: number
  /** Units of width of its text. */
  readonly width: number
  /** Start of the next cue, in ms; `Infinity` if none is near. */
  readonly next: number
}

/**
 * End of a cue on the screen, in ms: after its last word and as long as its reader needs, never within the next cue,
 * and chained to that rather than with a short gap that flickers. What starts later than `maxLinger` after the last
 * word makes no difference, so that a cue can be emitted once that time has passed.
 */
export function cueEnd({ start, end, width, next }: CueTiming, rules: Rules): number {
  const { minDuration, maxDuration, minGap, chainGapsBelow, maxLinger, linger } = rules
  const latest = start + maxDuration
  const lastLinger = end + maxLinger
  const comfortable = Math.max(end + linger, start + minDuration, readingEnd(start, width, rules.targetReadingSpeed))
  const wanted = Math.min(comfortable, Math.max(end, lastLinger - minGap), latest)
  if (next >= lastLinger) {
    // A word right after `maxLinger` would leave a short gap, so a cue that is only comfortable ends well before.
    const needed = Math.max(
      lastLinger - chainGapsBelow,
      start + minDuration,
      readingEnd(start, width, rules.maxReadingSpeed),
    )
    return Math.max(Math.min(wanted, Math.max(end, needed)), start + 1)
  }
  const limit = Math.min(next - minGap, latest)
  return Math.max(next - wanted < chainGapsBelow ? limit : Math.min(wanted, limit), start + 1)
}

function readingEnd(start: number, width: number, speed: number): number {
  return Math.ceil(start + 1000 * width / speed)
}

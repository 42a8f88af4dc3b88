import type { Cue, CueWord } from '../../types.js'
import { sanitizeLine } from './sanitize.js'

/** Part of a line from the beginning of one word to the beginning of the next. */
export interface TimedRun {
  /** Text of the run. */
  readonly text: string
  /** Start of its word, integer ms; absent where it is not known. */
  readonly start?: number
}

/** Splits the lines of a cue before each of their words; the runs of a line joined are the line. */
export function timedRunsOf({ lines, words }: Cue): TimedRun[][] {
  return lines.map((line, i) => splitLine(line, words?.[i] ?? []))
}

/**
 * A word that is not found in order has no run of its own: its text stays with the word before it. What precedes the
 * first word, such as a dash, stays with that word.
 */
function splitLine(line: string, words: readonly CueWord[]): TimedRun[] {
  const found: { at: number; start: number }[] = []
  let from = 0
  for (const { text, start } of words) {
    const shown = sanitizeLine(text)
    const at = shown === '' ? -1 : line.indexOf(shown, from)
    if (at < 0 || !Number.isFinite(start)) continue
    found.push({ at: found.length === 0 ? 0 : at, start: Math.round(start) })
    from = at + shown.length
  }
  if (found.length === 0) return [{ text: line }]
  return found.map(({ at, start }, i) => ({ text: line.slice(at, found[i + 1]?.at), start }))
}

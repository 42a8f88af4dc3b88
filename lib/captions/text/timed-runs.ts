import { cleanLine } from './sanitize.js'
import type { Cue, CueWord } from '../../types.js'

/** A stretch of a line that begins with a word. */
export interface Piece {
  readonly text: string
  /** When its word is begun, integer ms; absent where that is not known. */
  readonly start?: number
}

/** The lines of a cue cut at its words; the texts of a line put together are the line. */
export function piecesOf({ lines, words }: Cue): Piece[][] {
  return lines.map((line, i) => cut(line, words?.[i] ?? []))
}

/**
 * A word that is not found where it should be has no piece of its own: its text stays with the word before it. What
 * stands before the first word, such as a dash, stays with that word.
 */
function cut(line: string, words: readonly CueWord[]): Piece[] {
  const found: { at: number; start: number }[] = []
  let from = 0
  for (const { text, start } of words) {
    const shown = cleanLine(text)
    const at = shown === '' ? -1 : line.indexOf(shown, from)
    if (at < 0 || !Number.isFinite(start)) continue
    found.push({ at: found.length === 0 ? 0 : at, start: Math.round(start) })
    from = at + shown.length
  }
  if (found.length === 0) return [{ text: line }]
  return found.map(({ at, start }, i) => ({ text: line.slice(at, found[i + 1]?.at), start }))
}

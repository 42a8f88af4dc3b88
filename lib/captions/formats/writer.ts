import { checkOption } from '../../option-checks.js'
import { cleanLine } from '../text/sanitize.js'
import type { Cue } from '../../types.js'

/** A format on its way out, cue by cue; the pieces put together are the file. */
export interface CueWriter {
  /** What stands before the first cue. */
  readonly header: string
  /** The text of a cue, `''` for one that shows nothing. Cues come in the order of their starts. */
  readonly cue: (cue: Cue) => string
  /** What stands after the last cue. */
  readonly end: () => string
}

/** What a format has to say: how it writes a cue that is known to be sound. */
interface Parts {
  readonly header?: string
  readonly cue: (cue: Cue) => string
  readonly end?: () => string
}

/**
 * Makes the writer of a format. Cues reach it clean (see `soundCue()`), starts never going back: one that would start
 * before the cue before it starts with that.
 */
export function cueWriter({ header = '', cue: write, end = () => '' }: Parts): CueWriter {
  let last = 0
  return {
    header,
    cue(cue) {
      const sound = soundCue(cue, last)
      if (sound === undefined) return ''
      last = sound.start
      return write(sound)
    },
    end,
  }
}

/** A whole file: the cues are put in the order of their starts, of those that start together the longest first. */
export function writeAll({ header, cue, end }: CueWriter, cues: readonly Cue[]): string {
  return header + cues.toSorted(inOrder).map(cue).join('') + end()
}

/** The order in which WebVTT (section 5.1, text track cue order) has them shown. */
function inOrder(a: Cue, b: Cue): number {
  return a.start - b.start || Math.max(b.end, b.start + 1) - Math.max(a.end, a.start + 1)
}

/**
 * A cue that every format can write: integer ms that are not negative, at least 1 ms long, clean lines without empty
 * ones; `undefined` if it shows nothing.
 *
 * Errors: STENO_BAD_OPTION for what is no cue or has a time that is no number.
 *
 * @param earliest When it may start at the earliest, in ms.
 */
export function soundCue(cue: Cue, earliest = 0): Cue | undefined {
  checkCue(cue)
  const start = Math.max(earliest, Math.round(cue.start))
  const end = Math.max(start + 1, Math.round(cue.end))
  const kept = cue.lines.map((line, i) => ({ line: cleanLine(line), words: cue.words?.[i] ?? [] }))
    .filter(({ line }) => line !== '')
  if (kept.length === 0) return undefined
  return {
    ...cue, start, end, lines: kept.map(({ line }) => line), ...cue.words && { words: kept.map(({ words }) => words) },
  }
}

function checkCue(cue: Cue): void {
  const sound = Array.isArray(cue?.lines) && cue.lines.every(line => typeof line === 'string')
    && isTime(cue.start) && isTime(cue.end)
  checkOption(sound, 'chunk', 'a Cue with finite times', cue)
}

function isTime(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) <= Number.MAX_SAFE_INTEGER
}

import type { Cue } from '../../types.js'
import { checkCue } from '../layout/caption-input.js'
import { sanitizeLine } from '../text/sanitize.js'

/** Longest name of a speaker, in UTF-16 units; it is repeated in each cue. */
const MAX_SPEAKER_LENGTH = 200

/** Writes cues as text of one format; the texts joined are the file. */
export interface CueWriter {
  /**
   * Text of a cue, `''` for one without visible text. Cues come in the order of their starts; the first text begins
   * with the header of the file. Errors: STENO_BAD_OPTION for anything but a cue.
   */
  readonly write: (cue: Cue) => string
  /** Text after the last cue, with the header if there was no cue. */
  readonly end: () => string
}

/** Parts of a format, for `cueWriter()`. */
export interface FormatSpec {
  /** Text before the first cue. */
  readonly header?: string
  /** Text of a cue that `normalizeCue()` has returned. */
  readonly cue: (cue: Cue) => string
  /** Text after the last cue. */
  readonly footer?: () => string
}

/**
 * Writer of a format. Cues reach the format normalized, and their starts never decrease: a cue that would start before
 * the previous one starts with it.
 */
export function cueWriter({ header = '', cue: format, footer = () => '' }: FormatSpec): CueWriter {
  let lastStart = 0
  let pendingHeader = header
  const withHeader = (text: string): string => {
    const whole = pendingHeader + text
    pendingHeader = ''
    return whole
  }
  return {
    write(cue) {
      const normalized = normalizeCue(cue, lastStart)
      if (normalized === undefined) return ''
      lastStart = normalized.start
      return withHeader(format(normalized))
    },
    end: () => withHeader(footer()),
  }
}

/** Order of cues in WebVTT (text track cue order): by start; of those that start together, the longest first. */
export function byStart(a: Cue, b: Cue): number {
  return a.start - b.start || Math.max(b.end, b.start + 1) - Math.max(a.end, a.start + 1)
}

/**
 * Normalizes a cue for every format: times in integer ms, not negative, at least 1 ms long; sanitized lines, none of
 * them empty; a sanitized speaker of limited length. Returns `undefined` for a cue without visible text.
 *
 * Errors: STENO_BAD_OPTION for anything but a cue with finite times.
 *
 * @param minStart Earliest start, in ms.
 */
export function normalizeCue(cue: Cue, minStart = 0): Cue | undefined {
  checkCue(cue)
  const start = Math.max(minStart, Math.round(cue.start))
  const end = Math.max(start + 1, Math.round(cue.end))
  const visible = cue.lines.map((line, i) => ({ line: sanitizeLine(line), words: cue.words?.[i] ?? [] }))
    .filter(({ line }) => line !== '')
  if (visible.length === 0) return undefined
  const lines = visible.map(({ line }) => line)
  return {
    ...cue, start, end, lines,
    ...cue.speaker !== undefined && { speaker: sanitizeLine(cue.speaker.slice(0, MAX_SPEAKER_LENGTH)) },
    ...cue.words && { words: visible.map(({ words }) => words) },
  }
}

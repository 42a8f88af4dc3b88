import { checkBoolean, checkOptions, integer, type OptionChecks } from '../../option-checks.js'
import { separatorBetween } from '../../text/spacing.js'
import type { Cue } from '../../types.js'
import type { CaptionInput } from '../layout/caption-input.js'
import { joinLines, sanitizeLine } from '../text/sanitize.js'
import { type CaptionFormat, formatCaptions } from './caption-format.js'
import { type CueWriter, cueWriter } from './writer.js'

/** Options of plain text. */
export interface TextOptions {
  /**
   * Shortest pause that begins a new paragraph, in ms, 1 or more; another speaker begins one, too. Default: no
   * paragraphs, a line for each sentence.
   */
  readonly paragraph?: number
  /** Names of the speakers before what they say. Default false. */
  readonly speakers?: boolean
}

const checks: OptionChecks<TextOptions> = {
  paragraph: integer(1, Number.MAX_SAFE_INTEGER),
  speakers: checkBoolean,
}

/** Plain text, without layout. */
export const textFormat: CaptionFormat<TextOptions> = { checks, writer: textWriter, hasLayout: false }

/**
 * Formats cues or results as plain text: a line for each cue or final, or paragraphs with an empty line between them.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatText } from 'stenopipe'
 *
 * const cues = [
 *   { start: 0, end: 900, lines: ['One.'] },
 *   { start: 900, end: 1800, lines: ['Two.'] },
 *   { start: 9000, end: 9900, lines: ['Three.'] },
 * ]
 * formatText(cues, { paragraph: 2000 }) // One. Two.\n\nThree.\n
 * ```
 */
export function formatText(cues: Iterable<CaptionInput>, options: TextOptions = {}): string {
  return formatCaptions('formatText()', textFormat, cues, options)
}

/** Writer of plain text. Errors: STENO_BAD_OPTION. */
export function textWriter(options: TextOptions = {}): CueWriter {
  checkOptions(options, checks)
  const { paragraph, speakers = false } = options
  let previous: Cue | undefined
  return cueWriter({
    cue(cue) {
      const last = previous
      previous = cue
      const isNew = last === undefined || last.speaker !== cue.speaker
        || cue.start - last.end >= (paragraph ?? Infinity)
      const name = speakers && isNew ? sanitizeLine(cue.speaker ?? '') : ''
      const text = (name === '' ? '' : `${name}: `) + joinLines(cue.lines)
      if (paragraph === undefined) return `${text}\n`
      if (isNew) return (last ? '\n\n' : '') + text
      return separatorBetween(last.lines.at(-1)!, text) + text
    },
    footer: () => paragraph !== undefined && previous ? '\n' : '',
  })
}

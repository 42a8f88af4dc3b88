import { checkInteger } from '../../option-checks.js'
import { cleanLine, joinLines } from '../text/sanitize.js'
import { separatorBetween } from '../../text/spacing.js'
import type { Cue } from '../../types.js'
import { checkSwitch } from './vtt-options.js'
import { type CueWriter, cueWriter, writeAll } from './writer.js'

/** How plain text is set. */
export interface TextOptions {
  /** The pause that begins a new paragraph, in ms, 1 or more; one begins with another speaker, too. Default: a line each. */
  readonly paragraph?: number
  /** Whether a paragraph begins with its speaker's name. Default false. */
  readonly speakers?: boolean
}

/**
 * Plain text of cues (or sentences, as cues of one line): a line for each, or paragraphs with an empty line between.
 *
 * Errors: STENO_BAD_OPTION for an option or a cue that is none.
 *
 * @example
 * ```ts
 * formatText([
 *   { start: 0, end: 900, lines: ['One.'] }, { start: 900, end: 1800, lines: ['Two.'] }, { start: 9000, end: 9900, lines: ['Three.'] },
 * ], { paragraph: 2000 }) // One. Two.\n\nThree.\n
 * ```
 */
export function formatText(cues: readonly Cue[], options: TextOptions = {}): string {
  return writeAll(textWriter(options), cues)
}

/** Plain text, cue by cue. Errors: STENO_BAD_OPTION, at once. */
export function textWriter({ paragraph, speakers = false }: TextOptions = {}): CueWriter {
  if (paragraph !== undefined) checkInteger('paragraph', paragraph, 1, Number.MAX_SAFE_INTEGER)
  checkSwitch('speakers', speakers)
  let before: Cue | undefined
  return cueWriter({
    cue(cue) {
      const last = before
      before = cue
      const isNew = last === undefined || last.speaker !== cue.speaker || (paragraph !== undefined && cue.start - last.end >= paragraph)
      const name = speakers && isNew ? cleanLine(cue.speaker ?? '') : ''
      const text = (name === '' ? '' : `${name}: `) + joinLines(cue.lines)
      if (paragraph === undefined) return `${text}\n`
      if (isNew) return (last ? '\n\n' : '') + text
      return separatorBetween(last.lines.at(-1)!, text) + text
    },
    end: () => paragraph !== undefined && before ? '\n' : '',
  })
}

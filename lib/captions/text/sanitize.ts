import { removeControls } from '../../text/safe-text.js'
import { separatorBetween } from '../../text/spacing.js'

const SPACES = / {2,}/g
const NOT_ASCII = /[^ -~]/
const BLANK = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u

/** U+2060, invisible; separates characters that a reader would otherwise parse as markup. */
export const WORD_JOINER = '\u2060'

/**
 * Sanitizes text to one line that is safe in every format: line breaks and tabs become spaces, runs of spaces one
 * space, none at the ends; control characters, bidi embeddings, overrides and isolates, byte order marks and
 * noncharacters are removed; a lone surrogate becomes U+FFFD. Everything else stays. Text without a visible character
 * becomes `''`.
 *
 * @example
 * ```ts
 * sanitizeLine('one\r\n\r\n two\u0000') // 'one two'
 * ```
 */
export function sanitizeLine(text: string): string {
  if (!NOT_ASCII.test(text)) return text.replaceAll(SPACES, ' ').trim()
  const line = removeControls(text).replaceAll(SPACES, ' ').trim()
  return BLANK.test(line) ? '' : line
}

/**
 * Joins lines to running text, with a space between two lines where their scripts write one.
 *
 * @example
 * ```ts
 * joinLines(['now and', 'then']) // 'now and then'
 * joinLines(['今天天气', '很好']) // '今天天气很好'
 * ```
 */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => text + separatorBetween(text, line) + line, '')
}

import { separatorBetween } from '../../text/spacing.js'

const LINE_BREAKS = /[\t-\r\u0085\u2028\u2029]+/g
const LONE_SURROGATES = /\p{Cs}/gu
// Bidi embeddings, overrides and isolates: a line break may separate one from its end, and it then reverses all that
// follows. The marks (U+200E, U+200F, U+061C) stay: they affect no more than their neighbours.
const REMOVED = /[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF\p{Noncharacter_Code_Point}]/gu
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
  const line = text.replaceAll(LINE_BREAKS, ' ').replaceAll(LONE_SURROGATES, '\uFFFD').replaceAll(REMOVED, '')
    .replaceAll(SPACES, ' ').trim()
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

import { separatorBetween } from '../../text/spacing.js'

const BREAKS = /[\t-\r\u0085\u2028\u2029]+/g
const LONE_SURROGATES = /\p{Cs}/gu
// Embeddings, overrides and isolates are cut apart when text is laid out, and one without its end turns round all that
// follows. The marks (U+200E, U+200F, U+061C) stay: they say the same and reach no further than their neighbours.
const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF\p{Noncharacter_Code_Point}]/gu
const SPACES = / {2,}/g
const NOT_PLAIN = /[^ -~]/
const BLANK = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]*$/u

/** Parts what a reader would take for markup, and is not seen: U+2060, the word joiner. */
export const JOINER = '\u2060'

/**
 * Text as one line that no format can trip over: line breaks and tabs as spaces, spaces single, none at the ends;
 * without control characters, unpaired bidi controls, byte order marks and noncharacters; a lone surrogate as U+FFFD.
 * Everything else stays as it is. What shows nothing gives `''`.
 *
 * @example
 * ```ts
 * cleanLine('one\r\n\r\n two\u0000') // 'one two'
 * ```
 */
export function cleanLine(text: string): string {
  if (!NOT_PLAIN.test(text)) return text.replaceAll(SPACES, ' ').trim()
  const line = text.replaceAll(BREAKS, ' ').replaceAll(LONE_SURROGATES, '\uFFFD').replaceAll(UNSEEN, '')
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

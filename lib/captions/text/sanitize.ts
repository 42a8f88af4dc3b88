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

// Scripts written without spaces; Korean has them.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303F\uFF01-\uFF60]/u

/** Whether the first character of a text belongs to a script written without spaces. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test([...text.slice(0, 2)][0] ?? '')
}

/** What stands between two texts that follow one another: a space, unless both sides are of a script without spaces. */
export function joint(left: string, right: string): '' | ' ' {
  const last = [...left.slice(-2)].at(-1)
  const first = [...right.slice(0, 2)][0]
  return last === undefined || first === undefined || (UNSPACED.test(last) && UNSPACED.test(first)) ? '' : ' '
}

/**
 * Lines put together as running text, with the joints their scripts want.
 *
 * @example
 * ```ts
 * joinLines(['now and', 'then']) // 'now and then'
 * joinLines(['今天天气', '很好']) // '今天天气很好'
 * ```
 */
export function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => text + joint(text, line) + line, '')
}

import { CLOSING_MARKS, endsSentence } from '../../text/sentence-ends.js'

/** Semicolons, colons and dashes, with the quotes and brackets that may close after them. */
const CLAUSE_END = new RegExp(`[;:\\u2014\\u2013\\uff1b\\uff1a][${CLOSING_MARKS}]*$`, 'u')
/** Commas of all scripts, in the same way. */
const COMMA = new RegExp(`[,\\u060c\\u3001\\uff0c][${CLOSING_MARKS}]*$`, 'u')
const CLOSING_QUOTE_OR_BRACKET = /["\u201d\u00bb)\]\u300d\u300f\uff09]$/u

/** Characters that never begin a line (JIS X 4051, UAX #14 strict). */
const NOT_FIRST = new RegExp(`^[${[
  '\\p{Pe}\\p{Pf}\\p{M}', // closing punctuation, combining marks
  '!%,.:;?', // ASCII
  '\\u2025\\u2026', // leaders
  '\\u00b0\\u2030\\u2032\\u2033', // degree, per mille, prime, double prime
  '\\u203c\\u2047-\\u2049', // double exclamation and question marks
  '\\u3001\\u3002\\uff61\\uff64', // ideographic comma and full stop, full and half width
  '\\uff01\\uff05\\uff0c\\uff0e\\uff1a\\uff1b\\uff1f', // full-width ! % , . : ; ?
  '\\u30fb', // katakana middle dot
  '\\u3005\\u303b\\u309d\\u309e\\u30fd\\u30fe', // iteration marks
  '\\u309b\\u309c\\u30fc', // voiced sound marks, mark of length
  '\\u301c\\uff5e', // wave dashes
  '\\u3041\\u3043\\u3045\\u3047\\u3049\\u3063\\u3083\\u3085\\u3087\\u308e\\u3095\\u3096', // small hiragana
  '\\u30a1\\u30a3\\u30a5\\u30a7\\u30a9\\u30c3\\u30e3\\u30e5\\u30e7\\u30ee\\u30f5\\u30f6', // small katakana
  '\\u31f0-\\u31ff', // small katakana of Ainu
  '\\u200d\\u2060', // joiners
].join('')}]`, 'u')

/** Characters that never end a line. */
const NOT_LAST = new RegExp(`[${[
  '\\p{Ps}\\p{Pi}\\u201e\\u201a', // opening punctuation
  '\\u00a1\\u00bf', // inverted marks
  '$\\u00a3\\u20ac\\u00a5\\uff04\\uffe5', // currency signs
  '#@',
  '\\u200d\\u2060', // joiners
].join('')}]$`, 'u')

/** Kind of the last mark of a text; `none` for a letter or a mark without influence on a break. */
export type Ending = 'sentence' | 'clause' | 'comma' | 'closing' | 'none'

/** Classifies the end of a text by its last mark. */
export function endingOf(text: string): Ending {
  if (isPlainLetter(text.charCodeAt(text.length - 1))) return 'none'
  if (endsSentence(text)) return 'sentence'
  if (CLAUSE_END.test(text)) return 'clause'
  if (COMMA.test(text)) return 'comma'
  return CLOSING_QUOTE_OR_BRACKET.test(text) ? 'closing' : 'none'
}

/** True when no line may end with `before` and the next begin with `after`. */
export function isBreakProhibited(before: string, after: string): boolean {
  if (isPlainLetter(before.charCodeAt(before.length - 1)) && isPlainLetter(after.charCodeAt(0))) return false
  return NOT_FIRST.test(after) || NOT_LAST.test(before)
}

/** True for a-z, A-Z, Cyrillic, kanji and Hangul without their rare ranges, which need no closer look. */
function isPlainLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 0x410 && code <= 0x44f)
    || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)
}

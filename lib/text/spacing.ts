import { trailingStart } from './trailing.js'

/** Letters of the scripts that write no space between words, for a character class. */
export const UNSPACED_LETTERS = [
  '\\p{Script=Han}',
  '\\p{Script=Hiragana}',
  '\\p{Script=Katakana}',
  '\\u30fc', // the mark of length, which hiragana and katakana share
  '\\p{Script=Thai}',
  '\\p{Script=Lao}',
  '\\p{Script=Khmer}',
  '\\p{Script=Myanmar}',
].join('')

/** Punctuation that fills or ends a full-width column, and full-width forms, for a character class. */
const FULL_WIDTH = [
  '\\u3001-\\u303f', // CJK symbols and punctuation without the ideographic space
  '\\uff01-\\uff60', // full-width forms
  '\\uff61-\\uff65', // half-width forms of CJK punctuation
].join('')

const UNSPACED = `[${UNSPACED_LETTERS}${FULL_WIDTH}]`

/** Matches a text with a character of a script that writes no space between words, or its punctuation. */
export const UNSPACED_SCRIPT = new RegExp(UNSPACED, 'u')

/** Marks that end a sentence, a clause or a phrase and have their white space inside their own column. */
const ENDS_WITH_PAUSE = /[\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f]$/

const STARTS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u')
const ENDS_UNSPACED = new RegExp(`${UNSPACED}$`, 'u')

/** UTF-16 units at the end of a text that hold its last character with its combining marks. */
const LAST_CHARACTER = 16

/** True when the first character of a text belongs to a script that writes no space between words. */
export function startsUnspaced(text: string): boolean {
  return STARTS_UNSPACED.test(text)
}

/** True when the last character of a text belongs to a script that writes no space between words. */
export function endsUnspaced(text: string): boolean {
  const last = text.slice(-LAST_CHARACTER)
  return ENDS_UNSPACED.test(last) || ENDS_UNSPACED.test(last.slice(0, trailingStart(last, /\p{M}/u)))
}

/**
 * True when a space separates two texts that follow one another: always, unless both sides of the seam are written
 * without spaces (Han, kana, Thai, Lao, Khmer, Myanmar and their punctuation), the left text ends with a full-width
 * stop, comma or colon, or one text is empty.
 *
 * @example
 * ```ts
 * needsSpaceBetween('now and', 'then') // true
 * needsSpaceBetween('你好', 'OK') // true
 * needsSpaceBetween('你好，', 'OK') // false
 * needsSpaceBetween('今天天气', '很好') // false
 * ```
 */
export function needsSpaceBetween(left: string, right: string): boolean {
  if (left === '' || right === '' || ENDS_WITH_PAUSE.test(left.slice(-1))) return false
  return !(endsUnspaced(left) && startsUnspaced(right))
}

/** The separator of two texts that follow one another: a space or nothing, see `needsSpaceBetween()`. */
export function separatorBetween(left: string, right: string): '' | ' ' {
  return needsSpaceBetween(left, right) ? ' ' : ''
}

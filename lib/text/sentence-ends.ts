/** Marks that end a sentence, for a character class. */
export const SENTENCE_MARKS = [
  '.!?',
  '\\u2026', // ellipsis
  '\\u061f\\u06d4', // Arabic question mark and full stop
  '\\u0964', // danda
  '\\u3002\\uff61', // ideographic full stop, full and half width
  '\\uff01\\uff0e\\uff1f', // full-width ! . ?
].join('')

/** Quotes and brackets that may close after a mark, for a character class. */
export const CLOSING_MARKS = [
  '"\'',
  '\\u2019\\u201d', // curly quotes
  '\\u00bb\\u203a', // guillemets
  ')\\]',
  '\\u300d\\u300f', // corner brackets
  '\\u300b\\u3011', // double angle and lenticular brackets
  '\\uff09', // full-width )
].join('')

const SENTENCE_END = new RegExp(`[${SENTENCE_MARKS}][${CLOSING_MARKS}]*$`, 'u')

/**
 * True when the last mark of a text, quotes and brackets aside, is one that ends sentences. A full stop may still be
 * that of an abbreviation.
 *
 * @example
 * ```ts
 * endsSentence('It rained.”') // true
 * endsSentence('It rained,') // false
 * ```
 */
export function endsSentence(text: string): boolean {
  return SENTENCE_END.test(text)
}

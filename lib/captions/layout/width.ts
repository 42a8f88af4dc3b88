import { eastAsianWidth } from 'get-east-asian-width'
import type { Language } from './languages/language.js'

/** Text in which every UTF-16 unit is one character of one column: most of what alphabets write. */
const NARROW = new RegExp(`^[${[
  '\\u0020-\\u007e', // ASCII
  '\\u00a0-\\u02ff', // Latin
  '\\u0370-\\u0482\\u048a-\\u0590', // Greek, Cyrillic, Armenian
  '\\u2010-\\u2027\\u202f\\u20ac', // punctuation, narrow space, euro
].join('')}]*$`)

/** Characters that combine with the one before or after them. */
const COMBINING = new RegExp(`[${[
  '\\p{M}',
  '\\u200b-\\u200f\\u2060-\\u2064', // joiners and other invisible characters
  '\\ufe00-\\ufe0f', // variation selectors
  '\\u{1f1e6}-\\u{1f1ff}', // regional indicators, two to a flag
  '\\u{1f3fb}-\\u{1f3ff}', // skin tones
  '\\u{e0020}-\\u{e007f}', // tags of flags
  '\\u1100-\\u11ff', // Hangul jamo
].join('')}]`, 'u')

/** Characters shown as an emoji whatever the width of their first code point: emoji presentation, and flags. */
const EMOJI = /\ufe0f|^[\u{1f1e6}-\u{1f1ff}]{2}/u

/** Text of common full-width characters only. */
const FULL_WIDTH = new RegExp(`^[${[
  '\\u3001-\\u3029', // punctuation and numerals
  '\\u3041-\\u3096\\u30a1-\\u30ff', // kana
  '\\u3400-\\u9fff', // Han
  '\\uac00-\\ud7a3', // Hangul
  '\\uff01-\\uff60', // full-width forms
].join('')}]+$`)

const INVISIBLE = /^[\u00ad\p{Cf}\p{M}]+$/u

let graphemes: Intl.Segmenter | undefined

/** Graphemes of a text: a letter with its combining marks, an emoji with its parts. */
export function charactersOf(text: string): string[] {
  if (!COMBINING.test(text)) return [...text]
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}

/**
 * Width of a text in units: 1 a character; for zh, ja and ko 1 a full-width character and 0.5 any other, by East Asian
 * Width. Characters are graphemes; invisible ones have no width.
 *
 * @example
 * ```ts
 * widthOf('今天 5 月', 'zh') // 4.5
 * ```
 */
export function widthOf(text: string, language: Language): number {
  const narrow = spaceWidthOf(language)
  if (NARROW.test(text)) return text.length * narrow
  if (FULL_WIDTH.test(text)) return text.length
  let width = 0
  for (const character of charactersOf(text)) {
    if (INVISIBLE.test(character)) continue
    width += narrow === 1 || isWide(character) ? 1 : narrow
  }
  return width
}

function isWide(character: string): boolean {
  return eastAsianWidth(character.codePointAt(0)!) === 2 || EMOJI.test(character)
}

/** Units of width of a space or another narrow character: 0.5 where lines are counted in full-width characters. */
export function spaceWidthOf(language: Language): number {
  return language === 'zh' || language === 'ja' || language === 'ko' ? 0.5 : 1
}

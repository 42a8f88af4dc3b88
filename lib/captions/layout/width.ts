import type { Language } from './profiles.js'

/** Text in which every UTF-16 unit is one character of one column: most of what alphabets write. */
const PLAIN = /^[\u0020-\u007e\u00a0-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u202f\u20ac]*$/

/** What joins into one character with what stands before it, or after it. */
const JOINED = /[\p{M}\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}\u1100-\u11ff]/u

/** East Asian Width W and F (UAX #11), in ranges that also take in what is not assigned between them. */
const WIDE = /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

/** Text of nothing but common full-width characters. */
const SOLID = /^[\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff60]+$/

const INVISIBLE = /^[\u00ad\p{Cf}\p{M}]+$/u

let graphemes: Intl.Segmenter | undefined

/** Characters as a reader counts them: a letter with its marks, an emoji with its parts. */
export function charactersOf(text: string): string[] {
  if (!JOINED.test(text)) return [...text]
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}

/**
 * How much of a line text takes: 1 a character; for zh, ja and ko 1 a full-width character and 0.5 any other, by
 * East Asian Width. Characters are graphemes, and what is not seen takes nothing.
 *
 * @example
 * ```ts
 * widthOf('今天 5 月', 'zh') // 4.5
 * ```
 */
export function widthOf(text: string, language: Language): number {
  const halves = isWide(language)
  if (PLAIN.test(text)) return halves ? text.length / 2 : text.length
  if (SOLID.test(text)) return text.length
  let width = 0
  for (const character of charactersOf(text)) {
    if (INVISIBLE.test(character)) continue
    width += halves && !WIDE.test(character) ? 0.5 : 1
  }
  return width
}

/** Whether lines are counted in full-width characters. */
export function isWide(language: Language): boolean {
  return language === 'zh' || language === 'ja' || language === 'ko'
}

/** Ends of sentences, with the quotes and brackets that may close after them. */
const SENTENCE_END = /[.!?\u2026\u061f\u06d4\u0964\u3002\uff01\uff1f\uff0e\uff61]["'\u2019\u201d\u00bb\u203a)\]\u300d\u300f\uff09]*$/u
const CLAUSE_END = /[;:\u2014\u2013\uff1b\uff1a]["'\u2019\u201d\u00bb)\]\u300d\u300f\uff09]*$/u
const COMMA = /[,\u060c\u3001\uff0c]["'\u2019\u201d\u00bb)\]\u300d\u300f\uff09]*$/u
const CLOSED = /["\u201d\u00bb)\]\u300d\u300f\uff09]$/u

/** Never first on a line: closing marks, small kana, marks of length and repetition (JIS X 4051, UAX #14 strict). */
const NOT_FIRST = /^[\p{Pe}\p{Pf}\p{M}!%,.:;?\u2026\u2025\u00b0\u2030\u2032\u2033\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\u203c\u2047-\u2049\u3005\u303b\u30fc\u301c\uff5e\u309b-\u309e\u30fd\u30fe\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6\u31f0-\u31ff\uff05\uff61\uff64\u200d\u2060]/u
/** Never last on a line: opening marks, currency signs and what joins on. */
const NOT_LAST = /[\p{Ps}\p{Pi}\u201e\u201a\u00a1\u00bf$\u00a3\u20ac\u00a5\uff04\uffe5#@\u200d\u2060]$/u

/** How a stretch of text ends: what its last mark says about the place after it. */
export type Ending = 'sentence' | 'clause' | 'comma' | 'closed' | 'open'

/** What the marks at the end of a text say. */
export function endingOf(text: string): Ending {
  const last = text.charCodeAt(text.length - 1)
  if (isPlainLetter(last)) return 'open'
  if (SENTENCE_END.test(text)) return 'sentence'
  if (CLAUSE_END.test(text)) return 'clause'
  if (COMMA.test(text)) return 'comma'
  return CLOSED.test(text) ? 'closed' : 'open'
}

/** Whether a line may not begin with `after` if the one before ends with `before`. */
export function isForbidden(before: string, after: string): boolean {
  const [last, first] = [before.charCodeAt(before.length - 1), after.charCodeAt(0)]
  if (isPlainLetter(last) && isPlainLetter(first)) return false
  return NOT_FIRST.test(after) || NOT_LAST.test(before)
}

/** a-z, A-Z, Cyrillic, kanji and Hangul without their rare corners: they carry no rule. */
function isPlainLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 0x410 && code <= 0x44f)
    || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)
}

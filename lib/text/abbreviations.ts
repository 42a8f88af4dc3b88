import { trailingStart } from './trailing.js'

/** Words that are written with a full stop within a sentence, in lower case without the last stop. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  en: 'mr mrs ms dr prof st sr jr vs etc e.g i.e no approx dept gen capt lt col rev hon',
  de: 'z.b d.h u.a bzw ca dr prof nr str evtl ggf usw inkl hr fr st abs vgl',
  fr: 'm mm mme mlle dr pr st ste etc p.ex cf art',
  ru: 'г гг т.е т.д т.п др пр им ул руб тыс млн млрд см стр рис',
}

const sets = new Map<string, ReadonlySet<string>>()

function abbreviationsOf(language: string): ReadonlySet<string> {
  const known = Object.hasOwn(ABBREVIATIONS, language) ? language : 'en'
  let set = sets.get(known)
  if (!set) {
    set = new Set(ABBREVIATIONS[known]!.split(' '))
    sets.set(known, set)
  }
  return set
}

/**
 * A word as word lists have it: without the marks around it, in lower case, with a straight apostrophe.
 *
 * @example
 * ```ts
 * bareWord('(Don’t!') // "don't"
 * ```
 */
export function bareWord(word: string): string {
  const isBare = /^[a-zа-яё]+$/.test(word)
  const trimmed = isBare ? word
    : word.slice(0, trailingStart(word, /[^\p{L}\p{N}'’]/u)).replace(/^[^\p{L}\p{N}]+/u, '').toLowerCase()
  return trimmed.includes('’') ? trimmed.replaceAll('’', "'") : trimmed
}

/** A French word without what is elided before it: “un” of “qu'un”. The word is bare. */
export function withoutElision(word: string): string {
  return word.slice(word.lastIndexOf("'") + 1)
}

/** Abbreviations that are words as well, and then end sentences: “No. 5”, but “No.” */
const BEFORE_NUMBERS: ReadonlySet<string> = new Set(['no', 'art'])

/**
 * True for a word whose full stop belongs to it: a common abbreviation of the language, or an initial such as “J.”
 *
 * @param language One of en, de, fr and ru; for any other the English list is used.
 * @param next Word that follows. Where it is known, “No.” is an abbreviation only before a number.
 *
 * @example
 * ```ts
 * isAbbreviation('Dr.', 'en') // true
 * isAbbreviation('home.', 'en') // false
 * ```
 */
export function isAbbreviation(word: string, language: string, next?: string): boolean {
  if (!word.endsWith('.')) return false
  const bare = language === 'fr' ? withoutElision(bareWord(word)) : bareWord(word)
  if (next !== undefined && BEFORE_NUMBERS.has(bare) && !/^\p{N}/u.test(next)) return false
  return abbreviationsOf(language).has(bare) || /^\p{Lu}\.$/u.test(word)
}

/** True for a text that ends with a single letter and its full stop, as “z. B.” and “U.S.” do. */
export function endsWithInitial(text: string): boolean {
  return /(?:^|\.)\p{L}\.$/u.test(text)
}

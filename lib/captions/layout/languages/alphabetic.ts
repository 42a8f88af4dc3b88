import type { Sides } from '../break-penalty.js'
import type { Language } from '../profiles.js'
import { smallWordsOf } from '../function-words.js'

const HELD = 30
const NAME = 22
const NUMBER = 24
const ADJECTIVE = 16
const NEUTRAL = 10
const PREPOSITION = 6
const JOINER = 4

/** Endings by which an adjective is told well enough to keep it with its noun. */
const ADJECTIVES: Readonly<Partial<Record<Language, RegExp>>> = {
  de: /^\p{Ll}+(?:e|en|er|es|em)$/u,
  ru: /(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ыми|ими|ых|их|ую|юю)$/u,
  fr: /(?:eux|euse|ique|aux|ive|if)$/u,
  en: /(?:ous|ful|ical|ive|less|able|ible)$/u,
}

/** What it costs to break between two words of a language with an alphabet. */
export function alphabeticCost({ before, after }: Sides, language: Language): number {
  const words = smallWordsOf(language)
  const left = language === 'fr' ? afterElision(bare(before)) : bare(before)
  const right = bare(after)
  if (before.endsWith('.') && (words.abbreviations.has(left) || /^\p{Lu}$/u.test(before.slice(0, -1)))) return HELD
  // Of two small words in a row the second begins the phrase.
  if (words.holders.has(left) && /[\p{L}'’]$/u.test(before)) return words.holders.has(right) ? HELD - 3 : HELD
  if (/\d$/.test(before)) return NUMBER
  if (words.joiners.has(right)) return JOINER
  return words.prepositions.has(right) ? PREPOSITION : betweenNouns(before, after, language)
}

function betweenNouns(before: string, after: string, language: Language): number {
  if (isName(before, after, language)) return NAME
  return isAdjective(before, after, language) ? ADJECTIVE : NEUTRAL
}

/** French elides small words: what counts in “qu'un” is “un”. */
function afterElision(word: string): string {
  return word.slice(word.lastIndexOf("'") + 1)
}

/** A word as the lists have it: without marks, in lower case, with a straight apostrophe. */
function bare(word: string): string {
  const trimmed = /^[a-zа-яё]+$/.test(word) ? word : word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}'’]+$/gu, '').toLowerCase()
  return trimmed.includes('’') ? trimmed.replaceAll('’', "'") : trimmed
}

/** Two capitals in a row are most often a name; German writes every noun so. */
function isName(before: string, after: string, language: Language): boolean {
  return language !== 'de' && /^\p{Lu}\p{Ll}/u.test(before) && /^\p{Lu}/u.test(after)
}

function isAdjective(before: string, after: string, language: Language): boolean {
  if (language === 'de' && !/^\p{Lu}/u.test(after)) return false
  return ADJECTIVES[language]?.test(before) ?? false
}

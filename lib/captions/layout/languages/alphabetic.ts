import { bareWord, isAbbreviation, withoutElision } from '../../../text/abbreviations.js'
import type { BreakContext } from './break-context.js'
import { functionWordsOf } from './function-words.js'
import type { Language } from './language.js'

/** Penalties, 0 to 90. */
const KEEP_WITH_NEXT = 30
const NAME = 22
const NUMBER = 24
const ADJECTIVE = 16
const NEUTRAL = 10
const PREPOSITION = 6
const CLAUSE = 4

/** Endings that distinguish an adjective well enough to keep it with its noun. */
const ADJECTIVES: Readonly<Partial<Record<Language, RegExp>>> = {
  de: /^\p{Ll}+(?:e|en|er|es|em)$/u,
  ru: /(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ыми|ими|ых|их|ую|юю)$/u,
  fr: /(?:eux|euse|ique|aux|ive|if)$/u,
  en: /(?:ous|ful|ical|ive|less|able|ible)$/u,
}

/** Penalty of a break between two words of a language with an alphabet. */
export function alphabeticPenalty({ before, after }: BreakContext, language: Language): number {
  if (isAbbreviation(before, language)) return KEEP_WITH_NEXT
  const words = functionWordsOf(language)
  const left = language === 'fr' ? withoutElision(bareWord(before)) : bareWord(before)
  const right = bareWord(after)
  if (words.keepWithNext.has(left) && /[\p{L}'’]$/u.test(before)) {
    // Of two function words in a row the second begins the phrase.
    return words.keepWithNext.has(right) ? KEEP_WITH_NEXT - 3 : KEEP_WITH_NEXT
  }
  if (/\d$/.test(before)) return NUMBER
  if (words.clauseOpeners.has(right)) return CLAUSE
  return words.prepositions.has(right) ? PREPOSITION : betweenContentWords(before, after, language)
}

function betweenContentWords(before: string, after: string, language: Language): number {
  if (isName(before, after, language)) return NAME
  return isAdjective(before, after, language) ? ADJECTIVE : NEUTRAL
}

/** Two capitals in a row are usually a name, except in German, which capitalises every noun. */
function isName(before: string, after: string, language: Language): boolean {
  return language !== 'de' && /^\p{Lu}\p{Ll}/u.test(before) && /^\p{Lu}/u.test(after)
}

function isAdjective(before: string, after: string, language: Language): boolean {
  if (language === 'de' && !/^\p{Lu}/u.test(after)) return false
  return ADJECTIVES[language]?.test(before) ?? false
}

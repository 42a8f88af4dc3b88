import type { Language, Sentence, Word } from '../../lib/index.js'
import { heldOut } from './held-out.js'
import { scripts } from './scripts.js'

/** Scripts: those that the layout was tuned on, and those held out. */
export const corpora = { tuned: scripts, 'held out': heldOut } as const

/** Name of a set of scripts. */
export type Corpus = keyof typeof corpora

/** Duration of a word and of each of its letters, in ms, at the normal rate (150 to 170 English words per minute). */
const DURATIONS: Readonly<Record<Language, readonly [word: number, letter: number]>> = {
  en: [90, 52], de: [90, 48], fr: [80, 52], ru: [90, 57], zh: [0, 210], ja: [0, 130], ko: [40, 175],
}

/** Pseudo-random numbers from 0 to 1 (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/**
 * Generates the finals of a script: words (characters for zh and ja) with natural durations, short pauses after commas,
 * longer ones after sentences and some hesitations. A pause of 700 ms or more ends a final.
 *
 * @param rate Speech rate: 1 is normal, 1.5 is faster by half.
 */
export function talk(language: Language, rate = 1, seed = 7, corpus: Corpus = 'tuned'): Sentence[] {
  const random = randomNumbers(seed)
  const between = (min: number, max: number): number => (min + random() * (max - min)) / rate
  const sentences: Sentence[] = []
  let clock = 500
  let text = ''
  let words: Word[] = []
  const close = (): void => {
    if (words.length > 0)
      sentences.push({
        sentenceId: sentences.length + 1,
        beginTime: words[0]!.beginTime,
        endTime: words.at(-1)!.endTime,
        text: text.trim(),
        words,
      })
    text = ''
    words = []
  }
  for (const { word, punctuation, space } of wordsOf(corpora[corpus][language], language)) {
    const beginTime = Math.round(clock)
    clock += durationOf(word, language) * between(0.8, 1.2)
    text += (space ? ' ' : '') + word + withFrenchSpace(punctuation, language)
    words.push({ text: word, punctuation, beginTime, endTime: Math.round(clock) })
    const pause = between(...pauseAfter(punctuation, random))
    clock += pause
    if (SENTENCE_END.test(punctuation) && pause >= 700) close()
  }
  close()
  return sentences
}

const SENTENCE_END = /[.?!。？！]/

/** Shortest and longest pause after a word, in ms. */
function pauseAfter(punctuation: string, random: () => number): [min: number, max: number] {
  if (SENTENCE_END.test(punctuation)) return [400, 1100]
  if (/[,，、:;]/.test(punctuation)) return [150, 420]
  return random() < 0.03 ? [200, 600] : [0, 30]
}

/** Punctuation as it is written: French has a space before marks of two parts. */
function withFrenchSpace(punctuation: string, language: Language): string {
  return (/^[?!:;»]$/.test(punctuation) && language === 'fr' ? ' ' : '') + punctuation
}

function* wordsOf(text: string, language: Language): Generator<{ word: string; punctuation: string; space: boolean }> {
  const script = text.replaceAll(/\s+/g, language === 'zh' || language === 'ja' ? '' : ' ')
  const pattern =
    language === 'zh' || language === 'ja'
      ? /([\p{L}\p{N}])([^\p{L}\p{N}]*)/gu
      : /(\S*[\p{L}\p{N}])((?: ?[^\p{L}\p{N}\s]+)*)(?=\s|$)/gu
  for (const match of script.matchAll(pattern)) {
    yield { word: match[1]!, punctuation: match[2]!.trim(), space: language !== 'zh' && language !== 'ja' }
  }
}

function durationOf(word: string, language: Language): number {
  const [own, letter] = DURATIONS[language]
  return own + letter * lettersOf(word, language)
}

/** Letters of a word; in Japanese a kanji counts as two morae and a small kana as half of one. */
function lettersOf(word: string, language: Language): number {
  if (language === 'ja' && /\p{Script=Han}/u.test(word)) return 2
  return /[ゃゅょっ]/.test(word) ? 0.5 : [...word].length
}

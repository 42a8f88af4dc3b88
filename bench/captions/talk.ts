import type { Language, Sentence, Word } from '../../lib/index.js'
import { heldOut } from './held-out.js'
import { scripts } from './scripts.js'

/** What is said: the talks that the layout was tuned on, and those that it was not. */
export const corpora = { tuned: scripts, 'held out': heldOut } as const

export type Corpus = keyof typeof corpora

/** How long a word takes: ms for itself and for each of its letters, at a normal rate (150 to 170 words a minute of English). */
const PACE: Readonly<Record<Language, readonly [own: number, letter: number]>> = {
  en: [90, 52], de: [90, 48], fr: [80, 52], ru: [90, 57], zh: [0, 210], ja: [0, 130], ko: [40, 175],
}

/** Numbers that look like chance and are the same each time (a linear congruential generator). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/**
 * A script as it would be recognised: words (characters for zh and ja) with times of natural length, short pauses after
 * commas, longer ones after sentences, now and then a hesitation; a new final where a pause is 700 ms or longer.
 *
 * @param rate 1 is normal, 1.5 half as fast again.
 */
export function talk(language: Language, rate = 1, seed = 7, corpus: Corpus = 'tuned'): Sentence[] {
  const random = chance(seed)
  const between = (least: number, most: number): number => (least + random() * (most - least)) / rate
  const sentences: Sentence[] = []
  let [clock, text, words] = [500, '', [] as Word[]]
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
    clock += lengthOf(word, language) * between(0.8, 1.2)
    text += (space ? ' ' : '') + word + marked(punctuation, language)
    words.push({ text: word, punctuation, beginTime, endTime: Math.round(clock) })
    const ends = /[.?!。？！]/.test(punctuation)
    const pause = ends
      ? between(400, 1100)
      : /[,，、:;]/.test(punctuation)
        ? between(150, 420)
        : random() < 0.03
          ? between(200, 600)
          : between(0, 30)
    clock += pause
    if (ends && pause >= 700) close()
  }
  close()
  return sentences
}

/** French parts its marks of two parts from the word. */
function marked(punctuation: string, language: Language): string {
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

function lengthOf(word: string, language: Language): number {
  const [own, letter] = PACE[language]
  // A Japanese kanji is read as two morae, more or less; small kana are half of one.
  const letters = language === 'ja' && /\p{Script=Han}/u.test(word) ? 2 : /[ゃゅょっ]/.test(word) ? 0.5 : [...word].length
  return own + letter * letters
}

import { checkOption, checkInteger, checkText } from '../option-checks.js'
import { endsSentence } from '../text/sentence-ends.js'
import { separatorBetween, UNSPACED_LETTERS } from '../text/spacing.js'
import { trailingStart } from '../text/trailing.js'
import type { Word } from '../types.js'

/** A scripted word, on the clock of the task's audio. */
export interface ScriptedWord {
  /** Text without punctuation. */
  readonly text: string
  /** Start, integer ms from the task's first byte of audio. */
  readonly beginTime: number
  /** End, integer ms; the word is recognised when that much audio has arrived. */
  readonly endTime: number
  /** Punctuation after the word. Default: none. */
  readonly punctuation?: string
}

/** A scripted sentence. */
export interface ScriptedSentence {
  /** Words in order of time, at least one. */
  readonly words: readonly ScriptedWord[]
}

/** Speech that the emulator recognises in each task, in order of time. */
export type Script = readonly ScriptedSentence[]

/** Speech rate of `scriptFromText()`. */
export interface SpeechRate {
  /** Duration of a word, in ms. Default 300. */
  readonly wordDuration?: number
  /** Gap between two words of a sentence, in ms. Default 50. */
  readonly wordGap?: number
  /** Pause between two sentences, in ms. Default 800. */
  readonly sentencePause?: number
}

/** Tokens of text without white space: a character of an unspaced script with its marks, or a run of anything else. */
const TOKENS = new RegExp(`[${UNSPACED_LETTERS}][\\p{M}\\p{P}]*|[^${UNSPACED_LETTERS}]+`, 'gu')
const PUNCTUATION = /\p{P}/u

/**
 * Makes a script in which a text is spoken evenly from 0 ms on. Sentences end at `.`, `!`, `?`, `…` and their Chinese
 * forms; in scripts that write no spaces, such as Chinese and Japanese, every character is a word.
 *
 * Errors: STENO_BAD_OPTION for a duration that is no integer from 1 (`wordDuration`) or 0 to 60000.
 *
 * @example
 * ```ts
 * const script = scriptFromText('Hello world. How are you?', { wordDuration: 200, wordGap: 0, sentencePause: 500 })
 * script[1]?.words[0] // { text: 'How', beginTime: 900, endTime: 1100, punctuation: '' }
 * ```
 */
export function scriptFromText(
  text: string,
  { wordDuration = 300, wordGap = 50, sentencePause = 800 }: SpeechRate = {},
): Script {
  checkInteger('wordDuration', wordDuration, 1, 60_000)
  checkInteger('wordGap', wordGap, 0, 60_000)
  checkInteger('sentencePause', sentencePause, 0, 60_000)
  const sentences: ScriptedWord[][] = [[]]
  let now = 0
  for (const { text: word, punctuation } of wordsOf(text)) {
    sentences.at(-1)!.push({ text: word, beginTime: now, endTime: now + wordDuration, punctuation })
    const ends = endsSentence(punctuation)
    if (ends) sentences.push([])
    now += wordDuration + (ends ? sentencePause : wordGap)
  }
  return sentences.filter(words => words.length > 0).map(words => ({ words }))
}

function wordsOf(text: string): { text: string; punctuation: string }[] {
  const words: { text: string; punctuation: string }[] = []
  for (const [piece] of text.split(/\s+/).flatMap(token => [...token.matchAll(TOKENS)])) {
    const punctuation = piece.slice(trailingStart(piece, PUNCTUATION))
    const word = piece.slice(0, piece.length - punctuation.length)
    if (word !== '') words.push({ text: word, punctuation })
    else if (words.length > 0) words.at(-1)!.punctuation += punctuation
  }
  return words
}

/** Throws STENO_BAD_OPTION for empty sentences, and for times that are not integers or go backwards. */
export function checkScript(script: Script): void {
  checkList('script', script)
  let now = 0
  for (const [i, { words }] of script.entries()) {
    checkList(`script[${i}].words`, words)
    checkOption(words.length > 0, `script[${i}].words`, 'a list of at least one word', words)
    for (const [j, { text, beginTime, endTime }] of words.entries()) {
      checkText(`script[${i}].words[${j}].text`, text)
      checkInteger(`script[${i}].words[${j}].beginTime`, beginTime, now, Number.MAX_SAFE_INTEGER)
      checkInteger(`script[${i}].words[${j}].endTime`, endTime, beginTime, Number.MAX_SAFE_INTEGER)
      now = endTime
    }
  }
}

/** Checks that an option is a list. */
export function checkList(option: string, got: unknown): void {
  checkOption(Array.isArray(got), option, 'a list', got)
}

/** Text of words, with spaces where their scripts have them. */
export function join(words: readonly Word[]): string {
  return words.reduce((text, word) => text + separatorBetween(text, word.text) + word.text + word.punctuation, '')
}

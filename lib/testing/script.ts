import { checkOption, checkInteger, checkText } from '../option-checks.js'
import { endsSentence } from '../text/sentence-ends.js'
import { separatorBetween, UNSPACED_LETTERS } from '../text/spacing.js'
import type { Word } from '../types.js'

/** A word that the emulator is to hear, on the clock of the task's audio. */
export interface ScriptedWord {
  /** The word without its punctuation. */
  readonly text: string
  /** Integer ms from the task's first byte of audio. */
  readonly beginTime: number
  /** Integer ms; the word is heard when so much audio has come. */
  readonly endTime: number
  /** The mark after the word. Default: none. */
  readonly punctuation?: string
}

/** A sentence that the emulator is to hear. */
export interface ScriptedSentence {
  /** Words in order of time. */
  readonly words: readonly ScriptedWord[]
}

/** What the emulator is to hear in each task, in order of time. */
export type Script = readonly ScriptedSentence[]

/** How fast `scriptFromText()` speaks, in ms. */
export interface SpeechRate {
  /** Length of a word. Default 300. */
  readonly wordMs?: number
  /** Between two words of a sentence. Default 50. */
  readonly gapMs?: number
  /** Between two sentences. Default 800. */
  readonly pauseMs?: number
}

/** In a text without white space: a character of a script without spaces, with its marks, or a run of anything else. */
const PIECES = new RegExp(`[${UNSPACED_LETTERS}][\\p{M}\\p{P}]*|[^${UNSPACED_LETTERS}]+`, 'gu')
const MARKS = /\p{P}+$/u

/**
 * A script in which a text is spoken evenly from 0 ms on. Sentences end at `.`, `!`, `?`, `…` and their Chinese forms;
 * in scripts that write no spaces, such as Chinese and Japanese, every character is a word.
 *
 * Errors: STENO_BAD_OPTION for a length that is no integer from 1 (`wordMs`) or 0 to 60,000 ms.
 *
 * @example
 * ```ts
 * const script = scriptFromText('Hello world. How are you?', { wordMs: 200, gapMs: 0, pauseMs: 500 })
 * script[1]?.words[0] // { text: 'How', beginTime: 900, endTime: 1100, punctuation: '' }
 * ```
 */
export function scriptFromText(text: string, { wordMs = 300, gapMs = 50, pauseMs = 800 }: SpeechRate = {}): Script {
  checkInteger('wordMs', wordMs, 1, 60_000)
  checkInteger('gapMs', gapMs, 0, 60_000)
  checkInteger('pauseMs', pauseMs, 0, 60_000)
  const sentences: ScriptedWord[][] = [[]]
  let now = 0
  for (const { text: word, punctuation } of wordsOf(text)) {
    sentences.at(-1)!.push({ text: word, beginTime: now, endTime: now + wordMs, punctuation })
    const ends = endsSentence(punctuation)
    if (ends) sentences.push([])
    now += wordMs + (ends ? pauseMs : gapMs)
  }
  return sentences.filter(words => words.length > 0).map(words => ({ words }))
}

function wordsOf(text: string): { text: string; punctuation: string }[] {
  const words: { text: string; punctuation: string }[] = []
  for (const [piece] of text.split(/\s+/).flatMap(token => [...token.matchAll(PIECES)])) {
    const punctuation = MARKS.exec(piece)?.[0] ?? ''
    const word = piece.slice(0, piece.length - punctuation.length)
    if (word !== '') words.push({ text: word, punctuation })
    else if (words.length > 0) words.at(-1)!.punctuation += punctuation
  }
  return words
}

/** Throws STENO_BAD_OPTION for a script whose sentences are empty or whose times are no integers or go backwards. */
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

/** The text of words, with a space between two words where their scripts write one. */
export function join(words: readonly Word[]): string {
  return words.reduce((text, word) => text + separatorBetween(text, word.text) + word.text + word.punctuation, '')
}

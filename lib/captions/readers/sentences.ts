import { endsWithInitial, isAbbreviation } from '../../text/abbreviations.js'
import { CLOSING_MARKS, endsSentence, SENTENCE_MARKS } from '../../text/sentence-ends.js'
import { separatorBetween } from '../../text/spacing.js'
import { trailingStart } from '../../text/trailing.js'
import type { Sentence, Word } from '../../types.js'
import { detectLanguage } from '../layout/languages/detect-language.js'

/** A sentence before it is numbered. */
export type UnnumberedSentence = Omit<Sentence, 'sentenceId' | 'endTime'> & { readonly endTime: number }

/** Shortest pause that ends a sentence without punctuation, in ms. */
const SENTENCE_PAUSE = 1500

/** UTF-16 units at the end of a text on which the space after it depends. */
const END_LENGTH = 32

/** A mark at the end of a word. */
const PUNCTUATION = new RegExp(`[${[
  SENTENCE_MARKS,
  ',;:',
  '\\u060c\\u3001\\uff0c', // commas: Arabic, ideographic, full-width
  '\\uff1b\\uff1a', // full-width ; and :
  CLOSING_MARKS,
].join('')}]`, 'u')

/** A word as recognisers return it, with punctuation at its end; `undefined` for white space. */
export function wordOf(text: string, beginTime: number, endTime: number, speakerId?: string): Word | undefined {
  const whole = text.trim()
  if (whole === '') return undefined
  const marks = whole.slice(trailingStart(whole, PUNCTUATION))
  const punctuation = marks === whole ? '' : marks
  return {
    text: whole.slice(0, whole.length - punctuation.length),
    punctuation,
    beginTime,
    endTime: Math.max(beginTime, endTime),
    ...speakerId !== undefined && { speakerId },
  }
}

/** Splits words into sentences: after their punctuation, at a pause, and where the speaker changes. */
export function splitSentences(words: readonly Word[]): UnnumberedSentence[] {
  const language = detectLanguage(textOf(words), undefined)
  const isLast = ({ text, punctuation }: Word, next: string): boolean => {
    const written = text + punctuation
    return endsSentence(punctuation) && !endsWithInitial(written) && !isAbbreviation(written, language, next)
  }
  const sentences: Word[][] = []
  for (const word of words) {
    const last = sentences.at(-1)?.at(-1)
    const isNew = last === undefined || isLast(last, word.text) || word.speakerId !== last.speakerId
      || word.beginTime - last.endTime >= SENTENCE_PAUSE
    if (isNew) sentences.push([word])
    else sentences.at(-1)!.push(word)
  }
  return sentences.map(sentenceOf)
}

function sentenceOf(words: readonly Word[]): UnnumberedSentence {
  const { beginTime, speakerId } = words[0]!
  const speaker = speakerId === undefined ? {} : { speakerId }
  return { beginTime, endTime: words.at(-1)!.endTime, text: textOf(words), words, ...speaker }
}

function textOf(words: readonly Word[]): string {
  const parts: string[] = []
  // Only the end decides; looking at the whole text after each word would copy it each time.
  let end = ''
  for (const { text, punctuation } of words) {
    const part = separatorBetween(end, text) + text + punctuation
    parts.push(part)
    end = (end + part).slice(-END_LENGTH)
  }
  return parts.join('')
}

/** Sentences in the order of their start, numbered from 1, without empty ones. */
export function numberSentences(sentences: readonly UnnumberedSentence[]): Sentence[] {
  return sentences.filter(({ text }) => text.trim() !== '')
    .toSorted((left, right) => left.beginTime - right.beginTime)
    .map((sentence, i) => ({
      sentenceId: i + 1,
      ...sentence,
      text: sentence.text.trim(),
      endTime: Math.max(sentence.beginTime, sentence.endTime),
    }))
}

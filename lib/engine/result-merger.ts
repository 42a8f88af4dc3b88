import type { RecognitionResult, Sentence, Word } from '../types.js'
import { SentenceCounter } from './sentence-counter.js'
import { shiftResult } from './timeline.js'

/**
 * Merges the results of consecutive sessions into those of one: numbers and times continue, and nothing that was final
 * is repeated.
 */
export class ResultMerger {
  readonly #sentences = new SentenceCounter()
  #lastEnd = 0
  #latestTime = 0
  #openBegin: number | undefined

  /** End of the last final, in ms. */
  get lastEnd(): number {
    return this.#lastEnd
  }

  /** Beginning of the sentence that has no final yet, in ms. */
  get openBegin(): number | undefined {
    return this.#openBegin
  }

  /** Latest time in any result so far, in ms. */
  get latestTime(): number {
    return this.#latestTime
  }

  /**
   * Adds a session's result; returns it as part of the whole, `undefined` when it says nothing new.
   *
   * @param offset Beginning of the session's audio, in ms.
   */
  add(result: RecognitionResult, offset: number): RecognitionResult | undefined {
    const shifted = shiftResult(result, offset)
    const sentence = this.#withoutRepetition(shifted.sentence)
    if (!sentence) return undefined
    const end = sentence.endTime ?? sentence.words.at(-1)?.endTime ?? sentence.beginTime
    this.#latestTime = Math.max(this.#latestTime, end)
    if (result.isSentenceEnd) this.#lastEnd = end
    this.#openBegin = result.isSentenceEnd ? undefined : sentence.beginTime
    return this.#sentences.assign(sentence === shifted.sentence ? shifted : { ...shifted, sentence })
  }

  /** Encoded audio can only be sent again from its beginning, so that earlier finals come once more. */
  #withoutRepetition(sentence: Sentence): Sentence | undefined {
    const lastEnd = this.#lastEnd
    if (sentence.beginTime >= lastEnd) return sentence
    const from = sentence.words.findIndex(({ beginTime, endTime }) => (beginTime + endTime) / 2 >= lastEnd)
    // A sentence without words can only be judged by its middle.
    const isWhole = sentence.words.length === 0 && (sentence.beginTime + (sentence.endTime ?? 0)) / 2 >= lastEnd
    if (from < 0) return isWhole ? { ...sentence, beginTime: lastEnd } : undefined
    const [first, ...rest] = sentence.words.slice(from) as [Word, ...Word[]]
    const words = [{ ...first, beginTime: Math.max(first.beginTime, lastEnd) }, ...rest]
    return { ...sentence, beginTime: words[0]!.beginTime, words, text: textFrom(sentence, from) }
  }
}

/** Text of a sentence from a word on; words are searched in order, since spaces and punctuation are the service's. */
function textFrom({ text, words }: Sentence, first: number): string {
  let at = 0
  for (const word of words.slice(0, first)) {
    const found = text.indexOf(word.text, at)
    if (found < 0) return joinWords(words.slice(first), text.includes(' ') ? ' ' : '')
    at = found + word.text.length
  }
  const next = words[first]
  const found = next === undefined ? -1 : text.indexOf(next.text, at)
  return text.slice(found < 0 ? at : found).trimStart()
}

function joinWords(words: readonly Word[], separator: string): string {
  return words.map(({ text, punctuation }) => text + punctuation).join(separator)
}

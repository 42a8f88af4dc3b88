import type { ResultGenerated } from '../../../protocol/messages.js'
import { toResult } from '../../../protocol/result.js'
import type { RecognitionResult, Sentence, Word } from '../../../types.js'

/**
 * Turns the events of a task into results that keep the contract of an engine, whatever the service sends: sentences
 * are numbered from 1, each has one final, no result of a sentence follows its final, and times never go backwards.
 */
export class SentenceNormalizer {
  #finals = 0
  #lastFinalId = 0
  #lastEnd = 0
  #lastFinal: { readonly begin: number | null; readonly text: string } | undefined
  #openId: number | null = null

  /** Result of an event; `undefined` if it contains none, or none that is new. */
  accept(event: ResultGenerated): RecognitionResult | undefined {
    const result = toResult(event, this.#finals + 1)
    if (!result || this.#isStale(event)) return undefined
    const id = sentenceId(event)
    if (!result.isSentenceEnd) {
      if (this.#openId !== null && id !== this.#openId) return undefined
      this.#openId = id
      return this.#normalize(result)
    }
    this.#openId = null
    this.#lastFinalId = Math.max(this.#lastFinalId, id ?? 0)
    this.#lastFinal = { begin: event.sentence.begin_time, text: event.sentence.text }
    const final = this.#normalize(result)
    this.#finals++
    this.#lastEnd = final.sentence.endTime ?? this.#lastEnd
    return final
  }

  /** True for an event of a sentence that has ended; without ids it is recognised by its begin time and text. */
  #isStale(event: ResultGenerated): boolean {
    const id = sentenceId(event)
    const { begin_time, text } = event.sentence
    if (id !== null) return id <= this.#lastFinalId
    return this.#lastFinal?.begin === begin_time && this.#lastFinal?.text === text
  }

  /** Numbers a result; no time precedes the last end, as that of an interim or of a faulty service may. */
  #normalize(result: RecognitionResult): RecognitionResult {
    let latest = this.#lastEnd
    const notBefore = (time: number): number => latest = Math.max(latest, time)
    const { sentence } = result
    const beginTime = notBefore(sentence.beginTime)
    const words: Word[] = sentence.words.map(word => ({
      ...word, beginTime: notBefore(word.beginTime), endTime: notBefore(word.endTime),
    }))
    const endTime = sentence.endTime === null ? null : notBefore(sentence.endTime)
    const normalized: Sentence = { ...sentence, sentenceId: this.#finals + 1, beginTime, endTime, words }
    return { ...result, sentence: normalized }
  }
}

/** Id that the service gives a sentence; 0 means none, although the event may have text. */
function sentenceId({ sentence: { sentence_id } }: ResultGenerated): number | null {
  return sentence_id === 0 ? null : sentence_id
}

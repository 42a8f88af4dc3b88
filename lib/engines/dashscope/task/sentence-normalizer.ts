import { SentenceCounter } from '../../../engine/sentence-counter.js'
import { mapTimes } from '../../../engine/timeline.js'
import type { ResultGenerated } from '../../../protocol/messages.js'
import { toResult } from '../../../protocol/result.js'
import type { RecognitionResult, Sentence } from '../../../types.js'

/**
 * Turns the events of a task into results that keep the contract of an engine, whatever the service sends: sentences
 * are numbered from 1, each has one final, no result of a sentence follows its final, and times never go backwards.
 */
export class SentenceNormalizer {
  readonly #sentences = new SentenceCounter()
  /** Largest number that the service gave a final. */
  #lastId = 0
  #lastEnd = 0
  #lastFinal: { readonly beginTime: number | null; readonly text: string } | undefined
  #openId: number | null = null

  /** Result in an event; `undefined` when there is none, or none that is new. */
  accept(event: ResultGenerated): RecognitionResult | undefined {
    const result = toResult(event, this.#sentences.current)
    if (!result || this.#isStale(event)) return undefined
    const id = serviceId(event)
    if (!result.isSentenceEnd) {
      if (this.#openId !== null && id !== this.#openId) return undefined
      this.#openId = id
      return this.#normalize(result)
    }
    this.#openId = null
    this.#lastId = Math.max(this.#lastId, id ?? 0)
    this.#lastFinal = { beginTime: event.sentence.begin_time, text: event.sentence.text }
    const final = this.#normalize(result)
    this.#lastEnd = final.sentence.endTime ?? this.#lastEnd
    return final
  }

  /** True for a sentence that has had its final. Without numbers a repetition is known by its beginning and text. */
  #isStale(event: ResultGenerated): boolean {
    const id = serviceId(event)
    const { begin_time, text } = event.sentence
    if (id !== null) return id <= this.#lastId
    return this.#lastFinal?.beginTime === begin_time && this.#lastFinal?.text === text
  }

  /** Numbers a result and keeps its times in order: an interim may begin before its final, and a clock may jump. */
  #normalize(result: RecognitionResult): RecognitionResult {
    const numbered = this.#sentences.assign(result)
    if (isOrdered(numbered.sentence, this.#lastEnd)) return numbered
    let latest = this.#lastEnd
    const clamp = (time: number): number => latest = Math.max(latest, time)
    return { ...numbered, sentence: mapTimes(numbered.sentence, clamp, clamp) }
  }
}

/** True when no time of a sentence is earlier than the one before it. */
function isOrdered({ beginTime, words, endTime }: Sentence, from: number): boolean {
  let latest = beginTime
  for (const word of words) {
    if (word.beginTime < latest || word.endTime < word.beginTime) return false
    latest = word.endTime
  }
  return beginTime >= from && (endTime === null || endTime >= latest)
}

/** The service's number of a sentence; 0 is none, though it may come with text. */
function serviceId({ sentence: { sentence_id } }: ResultGenerated): number | null {
  return sentence_id === 0 ? null : sentence_id
}

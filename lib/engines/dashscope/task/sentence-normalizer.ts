import { SentenceCounter } from '../../../engine/sentence-counter.js'
import { mapTimes } from '../../../engine/timeline.js'
import type { ResultGenerated, WireSentence } from '../../../protocol/messages.js'
import { INVALID_TIME } from '../../../protocol/read.js'
import { toResult } from '../../../protocol/result.js'
import type { RecognitionResult, Sentence } from '../../../types.js'

/** Most sentences between two ids; a larger step is no count, and must not make the next sentences look repeated. */
const MAX_ID_STEP = 1000

/**
 * Turns the events of a task into results that keep the contract of an engine, whatever the service sends: sentences
 * are numbered from 1, each has one final, no result of a sentence follows its final, and times never go backwards.
 * Times and ids that cannot be right count as absent, so that they neither rule later ones nor cost text.
 */
export class SentenceNormalizer {
  readonly #onInvalid: () => void
  readonly #sentences = new SentenceCounter()
  /** Largest number that the service gave a final. */
  #lastId = 0
  #lastEnd = 0
  #lastFinal: { readonly beginTime: number | null; readonly text: string } | undefined
  #openId: number | null = null

  /** @param onInvalid Called for each event with a time or an id that cannot be right. */
  constructor(onInvalid: () => void = () => {}) {
    this.#onInvalid = onInvalid
  }

  /**
   * Result in an event; `undefined` when there is none, or none that is new.
   *
   * @param maxTime Latest time that can be right, in ms.
   */
  accept(received: ResultGenerated, maxTime = INVALID_TIME - 1): RecognitionResult | undefined {
    const event = this.#withValidValues(received, maxTime)
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

  #withValidValues(event: ResultGenerated, maxTime: number): ResultGenerated {
    const { sentence } = event
    const isValid = (time: number | null): boolean => time === null || time <= maxTime
    const hasValidId = (sentence.sentence_id ?? 0) <= this.#lastId + MAX_ID_STEP
    const hasValidTimes = isValid(sentence.begin_time) && isValid(sentence.end_time)
      && sentence.words.every(({ begin_time, end_time }) => isValid(begin_time) && isValid(end_time))
    if (hasValidId && hasValidTimes) return event
    this.#onInvalid()
    const valid: WireSentence = {
      ...sentence,
      ...!hasValidId && { sentence_id: null },
      ...withValidTimes(sentence, isValid),
      words: sentence.words.map(word => ({ ...word, ...withValidTimes(word, isValid) })),
    }
    return { ...event, sentence: valid }
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

interface WireTimes {
  readonly begin_time: number | null
  readonly end_time: number | null
}

function withValidTimes({ begin_time, end_time }: WireTimes, isValid: (time: number | null) => boolean): WireTimes {
  return { begin_time: isValid(begin_time) ? begin_time : null, end_time: isValid(end_time) ? end_time : null }
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

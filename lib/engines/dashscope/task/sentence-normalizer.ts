import type { ResultGenerated } from '../../../protocol/messages.js'
import { toResult } from '../../../protocol/result.js'
import type { RecognitionResult, Sentence, Word } from '../../../types.js'

/**
 * Puts a task's events in the order that the contract of an engine promises, whatever the service does: sentences
 * are numbered from 1, each has one final, nothing of a sentence follows its final, times never go backwards.
 */
export class SentenceNormalizer {
  #finals = 0
  #lastId = 0
  #lastEnd = 0
  #last: { readonly begin: number | null; readonly text: string } | undefined
  #openId: number | null = null

  /** The result in an event; `undefined` when it says nothing, or nothing new. */
  accept(event: ResultGenerated): RecognitionResult | undefined {
    const result = toResult(event, this.#finals + 1)
    if (!result || this.#isStale(event)) return undefined
    const id = counted(event)
    if (!result.isSentenceEnd) {
      if (this.#openId !== null && id !== this.#openId) return undefined
      this.#openId = id
      return this.#placed(result)
    }
    this.#openId = null
    this.#lastId = Math.max(this.#lastId, id ?? 0)
    this.#last = { begin: event.sentence.begin_time, text: event.sentence.text }
    const placed = this.#placed(result)
    this.#finals++
    this.#lastEnd = placed.sentence.endTime ?? this.#lastEnd
    return placed
  }

  /** Of a sentence that has ended already. Models that do not count give it away by beginning and text. */
  #isStale(event: ResultGenerated): boolean {
    const id = counted(event)
    const { begin_time, text } = event.sentence
    if (id !== null) return id <= this.#lastId
    return this.#last?.begin === begin_time && this.#last?.text === text
  }

  /** An interim may begin before its final does, and a service's clock may stumble: the sentence before is the limit. */
  #placed(result: RecognitionResult): RecognitionResult {
    let now = this.#lastEnd
    const onward = (time: number): number => now = Math.max(now, time)
    const { sentence } = result
    const beginTime = onward(sentence.beginTime)
    const words: Word[] = sentence.words.map(word => ({ ...word, beginTime: onward(word.beginTime), endTime: onward(word.endTime) }))
    const endTime = sentence.endTime === null ? null : onward(sentence.endTime)
    const placed: Sentence = { ...sentence, sentenceId: this.#finals + 1, beginTime, endTime, words }
    return { ...result, sentence: placed }
  }
}

/** The service's number of a sentence; 0 is none, though it may stand beside text. */
function counted({ sentence: { sentence_id } }: ResultGenerated): number | null {
  return sentence_id === 0 ? null : sentence_id
}

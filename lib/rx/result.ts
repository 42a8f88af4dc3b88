import type { RecognitionResult as EngineResult } from '../types.js'

/** Result of `recognize()` with a mark for the first of each sentence. */
export interface RecognitionResult extends EngineResult {
  /** True for the first result of a sentence, which is its final where interims are not given. */
  readonly isSentenceBegin: boolean
}

/**
 * Marks the first result of each sentence.
 *
 * @example
 * ```ts
 * const marker = new SentenceStartMarker()
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: null, text: 'so', words: [] }
 * marker.mark({ requestId: '', sentence, isSentenceEnd: false }).isSentenceBegin // true
 * marker.mark({ requestId: '', sentence, isSentenceEnd: false }).isSentenceBegin // false
 * ```
 */
export class SentenceStartMarker {
  #sentence: number | undefined

  /** Returns the result with its mark. */
  mark(result: EngineResult): RecognitionResult {
    const { sentenceId } = result.sentence
    const isSentenceBegin = sentenceId !== this.#sentence
    this.#sentence = sentenceId
    return { ...result, isSentenceBegin }
  }
}

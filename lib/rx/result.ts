import type { RecognitionResult as EngineResult } from '../types.js'

/** A result of `recognize()` that also says whether it is the first of its sentence. */
export interface RecognitionResult extends EngineResult {
  /** True for the first result of a sentence, which is its final where interims are not given. */
  readonly isSentenceBegin: boolean
}

/**
 * Tells the first result of each sentence from the others.
 *
 * @example
 * ```ts
 * const begin = new SentenceBegin()
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: null, text: 'so', words: [] }
 * begin.mark({ requestId: '', sentence, isSentenceEnd: false }).isSentenceBegin // true
 * begin.mark({ requestId: '', sentence, isSentenceEnd: false }).isSentenceBegin // false
 * ```
 */
export class SentenceBegin {
  #sentence: number | undefined

  /** The result with its mark. */
  mark(result: EngineResult): RecognitionResult {
    const { sentenceId } = result.sentence
    const isSentenceBegin = sentenceId !== this.#sentence
    this.#sentence = sentenceId
    return { ...result, isSentenceBegin }
  }
}

import type { RecognitionResult } from '../types.js'

/** Numbers the sentences of consecutive results from 1: interims and their final share a number. */
export class SentenceCounter {
  #finals = 0

  /** Number of the sentence that has no final yet. */
  get current(): number {
    return this.#finals + 1
  }

  /** The result with its number as `sentenceId`. */
  assign(result: RecognitionResult): RecognitionResult {
    const sentenceId = this.current
    if (result.isSentenceEnd) this.#finals++
    const { sentence } = result
    return sentence.sentenceId === sentenceId ? result : { ...result, sentence: { ...sentence, sentenceId } }
  }
}

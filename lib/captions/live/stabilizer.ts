import { checkBoolean, checkOptions, integer, type OptionChecks } from '../../option-checks.js'
import type { RecognitionResult } from '../../types.js'
import { checkResult } from '../layout/caption-input.js'
import { Agreement, type Shown, type Tail } from './local-agreement.js'
import { FlickerMeter, type FlickerMetrics } from './flicker-metrics.js'

/** How much of what may still change is shown. */
export interface StabilizerOptions {
  /** Words that may still change after the committed ones, 0 to 20. Default 3. */
  readonly tentativeWords?: number
  /** The same in scripts without spaces, in characters, 0 to 40. Default 6. */
  readonly tentativeCharacters?: number
  /** Whether nothing is shown that may still change: no flicker at all, a word or two later. Default false. */
  readonly committedOnly?: boolean
}

/** Every stabilizer option with its check. */
export const stabilizerChecks: OptionChecks<StabilizerOptions> = {
  tentativeWords: integer(0, 20),
  tentativeCharacters: integer(0, 40),
  committedOnly: checkBoolean,
}

/** A result with what to show of it while it is being said. */
export interface StableResult extends RecognitionResult, Shown {}

/**
 * Makes interims calm, result by result.
 *
 * @example
 * ```ts
 * const stabilizer = new StabilizerCore({ tentativeWords: 2 })
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: null, text: 'so it', words: [] }
 * stabilizer.push({ requestId: '', sentence, isSentenceEnd: false }) // committed: '', tentative: 'so it'
 * ```
 */
export class StabilizerCore {
  readonly #tail: Tail
  readonly #received = new FlickerMeter()
  readonly #shown = new FlickerMeter()
  #agreement: Agreement
  #sentence: number | undefined

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: StabilizerOptions = {}) {
    checkOptions(options, stabilizerChecks)
    const { tentativeWords = 3, tentativeCharacters = 6, committedOnly = false } = options
    this.#tail = committedOnly ? { words: 0, characters: 0 } : { words: tentativeWords, characters: tentativeCharacters }
    this.#agreement = new Agreement(this.#tail)
  }

  /** How restless the text was that came in and the one that went out, in the sentences that are over. */
  get stability(): FlickerMetrics {
    return { received: this.#received.stats, shown: this.#shown.stats }
  }

  /** The result with its text, which is shown. Errors: STENO_BAD_OPTION for what is none. */
  push(result: RecognitionResult): StableResult {
    const steady = this.take(result)
    this.show(steady)
    return steady
  }

  /** The result with its text, for those who do not show every one. Errors: STENO_BAD_OPTION for what is none. */
  take(result: RecognitionResult): StableResult {
    checkResult(result)
    const { sentenceId, text, beginTime, endTime } = result.sentence
    if (this.#sentence !== sentenceId) {
      this.#agreement = new Agreement(this.#tail)
      this.#sentence = sentenceId
    }
    const shown = this.#agreement.push(text, result.isSentenceEnd)
    this.#received.show(text)
    if (result.isSentenceEnd) {
      this.#received.close((endTime ?? beginTime) - beginTime)
      this.#sentence = undefined
    }
    return { ...result, ...shown }
  }

  /** Counts a result that is shown. */
  show({ committed, tentative, isSentenceEnd, sentence: { beginTime, endTime } }: StableResult): void {
    this.#shown.show(committed + tentative)
    if (isSentenceEnd) this.#shown.close((endTime ?? beginTime) - beginTime)
  }
}

import { checkBoolean, checkOptions, integer, type OptionChecks } from '../../option-checks.js'
import type { RecognitionResult } from '../../types.js'
import { checkResult } from '../layout/caption-input.js'
import { FlickerMeter, type FlickerMetrics } from './flicker-metrics.js'
import { LocalAgreement, type StableText, type UnstableTail } from './local-agreement.js'

/** Options of the text that is shown although it may still change. */
export interface StabilizerOptions {
  /** Most words after the committed ones, 0 to 20. Default 3. */
  readonly tentativeWords?: number
  /** Most characters after the committed ones in scripts without spaces, 0 to 40. Default 6. */
  readonly tentativeCharacters?: number
  /** True shows only committed text, which never flickers but comes a word or two later. Default false. */
  readonly committedOnly?: boolean
}

/** Every stabilizer option with its check. */
export const stabilizerChecks: OptionChecks<StabilizerOptions> = {
  tentativeWords: integer(0, 20),
  tentativeCharacters: integer(0, 40),
  committedOnly: checkBoolean,
}

/** A result with the text to show while its sentence is being spoken. */
export interface StableResult extends RecognitionResult, StableText {}

/**
 * Stabilizes interims, result by result.
 *
 * @example
 * ```ts
 * const stabilizer = new StabilizerCore({ tentativeWords: 2 })
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: null, text: 'so it', words: [] }
 * stabilizer.push({ requestId: '', sentence, isSentenceEnd: false }) // committed: '', tentative: 'so it'
 * ```
 */
export class StabilizerCore {
  readonly #tail: UnstableTail
  readonly #received = new FlickerMeter()
  readonly #shown = new FlickerMeter()
  #agreement: LocalAgreement
  #sentenceId: number | undefined

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: StabilizerOptions = {}) {
    checkOptions(options, stabilizerChecks)
    const { tentativeWords: words = 3, tentativeCharacters: characters = 6, committedOnly = false } = options
    this.#tail = committedOnly ? { words: 0, characters: 0 } : { words, characters }
    this.#agreement = new LocalAgreement(this.#tail)
  }

  /** Flicker of the text received and of the text shown, in the sentences that have ended. */
  get stability(): FlickerMetrics {
    return { received: this.#received.stats, shown: this.#shown.stats }
  }

  /** Adds a result. @returns The result with the text to show. Errors: STENO_BAD_OPTION for anything else. */
  push(result: RecognitionResult): StableResult {
    checkResult(result)
    const { sentenceId, text, beginTime, endTime } = result.sentence
    if (this.#sentenceId !== sentenceId) {
      this.#agreement = new LocalAgreement(this.#tail)
      this.#sentenceId = sentenceId
    }
    const stable = this.#agreement.push(text, result.isSentenceEnd)
    this.#received.update(text)
    if (result.isSentenceEnd) {
      this.#received.endSentence((endTime ?? beginTime) - beginTime)
      this.#sentenceId = undefined
    }
    return { ...result, ...stable }
  }

  /** Counts a result of `push()` as shown, for `stability`. */
  markShown({ committed, tentative, isSentenceEnd, sentence: { beginTime, endTime } }: StableResult): void {
    this.#shown.update(committed + tentative)
    if (isSentenceEnd) this.#shown.endSentence((endTime ?? beginTime) - beginTime)
  }
}

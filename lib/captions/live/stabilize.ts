import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { check, checkInteger } from '../../errors.js'
import { linkSource } from '../../stage.js'
import type { RecognitionResult } from '../../types.js'
import { Agreement, type Shown, type Tail } from './agreement.js'
import { RestlessnessMeter, type Stability } from './stability.js'

/** Options of `stabilize()`; what is not named goes to the stream constructor. */
export interface StabilizeOptions extends Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode' | 'readableObjectMode'> {
  /** Words that may still change after the committed ones, 0 to 20. Default 3. */
  readonly tentativeWords?: number
  /** The same in scripts without spaces, in characters, 0 to 40. Default 6. */
  readonly tentativeCharacters?: number
  /** Whether nothing is shown that may still change: no flicker at all, a word or two later. Default false. */
  readonly committedOnly?: boolean
}

/** A result with what to show of it while it is being said. */
export interface StableResult extends RecognitionResult, Shown {}

/** The stage of `stabilize()`. */
export class Stabilizer extends Transform {
  readonly #tail: Tail
  readonly #received = new RestlessnessMeter()
  readonly #shown = new RestlessnessMeter()
  #agreement: Agreement
  #sentence: number | undefined

  /** Errors: STENO_BAD_OPTION. */
  constructor({ tentativeWords = 3, tentativeCharacters = 6, committedOnly = false, ...options }: StabilizeOptions = {}) {
    checkInteger('tentativeWords', tentativeWords, 0, 20)
    checkInteger('tentativeCharacters', tentativeCharacters, 0, 40)
    check(typeof committedOnly === 'boolean', 'committedOnly', 'true or false', committedOnly)
    super({ ...options, objectMode: true })
    this.#tail = committedOnly ? { words: 0, characters: 0 } : { words: tentativeWords, characters: tentativeCharacters }
    this.#agreement = new Agreement(this.#tail)
    linkSource(this)
  }

  /** How restless the text was that came in and the one that went out, in the sentences that are over. */
  get stability(): Stability {
    return { received: this.#received.restlessness, shown: this.#shown.restlessness }
  }

  override _transform(result: RecognitionResult, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      check(typeof result?.sentence?.text === 'string', 'chunk', 'a RecognitionResult', result)
      done(null, this.#stable(result))
    } catch (error) {
      done(error as Error)
    }
  }

  #stable(result: RecognitionResult): StableResult {
    const { sentenceId, text, beginTime, endTime } = result.sentence
    if (this.#sentence !== sentenceId) {
      this.#agreement = new Agreement(this.#tail)
      this.#sentence = sentenceId
    }
    const shown = this.#agreement.push(text, result.isSentenceEnd)
    this.#received.show(text)
    this.#shown.show(shown.committed + shown.tentative)
    if (result.isSentenceEnd) {
      for (const meter of [this.#received, this.#shown]) meter.close((endTime ?? beginTime) - beginTime)
      this.#sentence = undefined
    }
    return { ...result, ...shown }
  }
}

/**
 * Makes interims calm enough to be read live: each result gets `committed`, which only grows while its sentence is
 * being said, and a short `tentative` tail. What two results in a row agree on is committed. `sentence` stays as
 * the engine said it, so a final that corrects what was committed is right in files and left alone on the screen.
 *
 * Errors: STENO_BAD_OPTION, also when something else than a `RecognitionResult` is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, stabilize, type StableResult } from 'stenopipe'
 *
 * const calm = stabilize({ tentativeWords: 2 })
 * for await (const result of fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(calm)) {
 *   const { committed, tentative } = result as StableResult
 *   console.log(`${committed}[${tentative}]`)
 * }
 * console.log(calm.stability.shown.erasure, 'words taken back for each word said')
 * ```
 */
export function stabilize(options: StabilizeOptions = {}): Stabilizer {
  return new Stabilizer(options)
}

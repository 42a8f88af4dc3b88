import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { checkOptions, integer, type OptionChecks, pickOptions } from '../option-checks.js'
import { linkSource } from '../stream/link-source.js'
import type { TypedTransform } from '../stream/typed-transform.js'
import type { RecognitionResult } from '../types.js'
import { type ObjectStageOptions, objectStreamOptions } from './core-stage.js'
import type { FlickerMetrics } from './live/flicker-metrics.js'
import { type StableResult, stabilizerChecks, StabilizerCore, type StabilizerOptions } from './live/stabilizer.js'
import { Throttle } from './live/throttle.js'

export type { StableResult } from './live/stabilizer.js'

interface ThrottleOptions {
  /**
   * Shortest time between two interims, in ms, 0 to 10000; of those that come in between, the newest is emitted when it
   * has passed. Finals are emitted at once. Default 200, faster than anybody reads; 0 emits every result.
   */
  readonly minInterval?: number
}

/** Options of `stabilize()`, with those of the stream. */
export interface StabilizeOptions extends StabilizerOptions, ThrottleOptions, ObjectStageOptions {}

const throttleChecks: OptionChecks<ThrottleOptions> = { minInterval: integer(0, 10_000) }

/** Delay before a reader without room is checked again, in ms. */
const RETRY_MS = 50

const StableTransform = Transform as unknown as new (options: TransformOptions) => TypedTransform<StableResult>

/** Stage of `stabilize()`: results in, `StableResult` out. */
export class Stabilizer extends StableTransform {
  readonly #stabilizer: StabilizerCore
  readonly #throttle: Throttle<StableResult>
  #timer: NodeJS.Timeout | undefined

  /** Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION. */
  constructor(options: StabilizeOptions = {}) {
    const stabilizer = new StabilizerCore(pickOptions(options, stabilizerChecks))
    checkOptions(options, throttleChecks)
    const rest = objectStreamOptions('stabilize()', options, stabilizerChecks, throttleChecks)
    super({ ...rest, objectMode: true })
    this.#stabilizer = stabilizer
    this.#throttle = new Throttle(options.minInterval ?? 200)
    linkSource(this)
  }

  /** Flicker of the text received and of the text emitted, in the sentences that have ended. */
  get stability(): FlickerMetrics {
    return this.#stabilizer.stability
  }

  override _transform(result: RecognitionResult, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#emit(this.#throttle.offer(this.#stabilizer.push(result), performance.now(), result.isSentenceEnd))
      this.#schedule()
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    this.#emit(this.#throttle.release(performance.now()))
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer)
    super._destroy(error, done)
  }

  /** Emits the pending result once its interval has passed and the reader has room for it. */
  #schedule(delay = this.#throttle.wait(performance.now())): void {
    if (delay === undefined || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const now = performance.now()
      if (this.#throttle.wait(now) !== 0) this.#schedule()
      else if (this.readableLength >= this.readableHighWaterMark) this.#schedule(RETRY_MS)
      else this.#emit(this.#throttle.release(now))
    }, delay)
  }

  #emit(result: StableResult | undefined): void {
    if (result === undefined) return
    this.#stabilizer.markShown(result)
    this.push(result)
  }
}

/**
 * Stabilizes interims so that they can be read live: each result gets `committed`, which only grows while its sentence
 * is spoken, and a short `tentative` tail. Text on which two results in a row agree is committed. A tentative word that
 * changes only in case or punctuation stays as it is until it is committed. `sentence` stays as the engine returned it,
 * so that a final which corrects committed text is right in files and leaves the screen as it is.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once; STENO_BAD_OPTION when a chunk is not a
 * `RecognitionResult`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, stabilize } from 'stenopipe'
 *
 * const stable = stabilize({ tentativeWords: 2 })
 * for await (const result of fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(stable)) {
 *   console.log(`${result.committed}[${result.tentative}]`)
 * }
 * console.log(stable.stability.shown.erasure, 'words erased for each word spoken')
 * ```
 */
export function stabilize(options: StabilizeOptions = {}): Stabilizer {
  return new Stabilizer(options)
}

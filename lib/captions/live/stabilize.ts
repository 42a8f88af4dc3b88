import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { checkInteger } from '../../option-checks.js'
import { linkSource } from '../../stream/link-source.js'
import type { RecognitionResult } from '../../types.js'
import type { FlickerMetrics } from './flicker-metrics.js'
import { type StableResult, StabilizerCore, type StabilizerOptions } from './stabilizer.js'
import { Turns } from './throttle.js'

export type { StableResult } from './stabilizer.js'

/** Options of `stabilize()`; what is not named goes to the stream constructor. */
export interface StabilizeOptions extends StabilizerOptions,
  Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode' | 'readableObjectMode'> {
  /**
   * Least time between two interims that come out, in ms, 0 to 10000; of those in between the newest comes when it is
   * over. Finals never wait. Default 200, faster than which nobody reads; 0 gives every result.
   */
  readonly minInterval?: number
}

/** How long a reader that has no room is left alone, in ms. */
const LOOK_AGAIN = 50

/** The stage of `stabilize()`. */
export class Stabilizer extends Transform {
  readonly #stabilizer: StabilizerCore
  readonly #turns: Turns<StableResult>
  #timer: NodeJS.Timeout | undefined

  /** Errors: STENO_BAD_OPTION. */
  constructor({ tentativeWords, tentativeCharacters, committedOnly, minInterval = 200, ...options }: StabilizeOptions = {}) {
    const stabilizer = new StabilizerCore({
      ...tentativeWords !== undefined && { tentativeWords }, ...tentativeCharacters !== undefined && { tentativeCharacters },
      ...committedOnly !== undefined && { committedOnly },
    })
    checkInteger('minInterval', minInterval, 0, 10_000)
    super({ ...options, objectMode: true })
    this.#stabilizer = stabilizer
    this.#turns = new Turns(minInterval)
    linkSource(this)
  }

  /** How restless the text was that came in and the one that went out, in the sentences that are over. */
  get stability(): FlickerMetrics {
    return this.#stabilizer.stability
  }

  override _transform(result: RecognitionResult, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#show(this.#turns.offer(this.#stabilizer.take(result), performance.now(), result.isSentenceEnd))
      this.#wait()
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    this.#show(this.#turns.take(performance.now()))
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer)
    super._destroy(error, done)
  }

  /** Sees to what is held when its turn has come, and a reader for it. */
  #wait(delay = this.#turns.wait(performance.now())): void {
    if (delay === undefined || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const now = performance.now()
      if (this.#turns.wait(now) !== 0) this.#wait()
      else if (this.readableLength >= this.readableHighWaterMark) this.#wait(LOOK_AGAIN)
      else this.#show(this.#turns.take(now))
    }, delay)
  }

  #show(result: StableResult | undefined): void {
    if (result === undefined) return
    this.#stabilizer.show(result)
    this.push(result)
  }
}

/**
 * Makes interims calm enough to be read live: each result gets `committed`, which only grows while its sentence is
 * being said, and a short `tentative` tail. What two results in a row agree on is committed. A tentative word that
 * changes in its case or marks alone stays as it was until it is committed. `sentence` stays as the engine said it, so
 * a final that corrects what was committed is right in files and left alone on the screen.
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

import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { linkSource } from '../../stage.js'
import type { RecognitionResult } from '../../types.js'
import type { Stability } from './stability.js'
import { Steadier, type SteadyOptions } from './steadier.js'

export type { StableResult } from './steadier.js'

/** Options of `stabilize()`; what is not named goes to the stream constructor. */
export interface StabilizeOptions extends SteadyOptions,
  Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode' | 'readableObjectMode'> {}

/** The stage of `stabilize()`. */
export class Stabilizer extends Transform {
  readonly #steadier: Steadier

  /** Errors: STENO_BAD_OPTION. */
  constructor({ tentativeWords, tentativeCharacters, committedOnly, ...options }: StabilizeOptions = {}) {
    const steadier = new Steadier({
      ...tentativeWords !== undefined && { tentativeWords }, ...tentativeCharacters !== undefined && { tentativeCharacters },
      ...committedOnly !== undefined && { committedOnly },
    })
    super({ ...options, objectMode: true })
    this.#steadier = steadier
    linkSource(this)
  }

  /** How restless the text was that came in and the one that went out, in the sentences that are over. */
  get stability(): Stability {
    return this.#steadier.stability
  }

  override _transform(result: RecognitionResult, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      done(null, this.#steadier.push(result))
    } catch (error) {
      done(error as Error)
    }
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

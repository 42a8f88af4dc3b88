import { defer, map, type OperatorFunction } from 'rxjs'
import { type StableResult, StabilizerCore, type StabilizerOptions } from '../../captions/live/stabilizer.js'
import type { RecognitionResult } from '../../types.js'

export type { StableResult, StabilizerOptions } from '../../captions/live/stabilizer.js'

/**
 * Makes interims calm enough to be read live: each result gets `committed`, which only grows while its sentence is being said,
 * and a short `tentative` tail.
 *
 * Errors: STENO_BAD_OPTION, at once.
 *
 * @example
 * ```ts
 * import { stabilize, streamCall } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(stabilize()).subscribe(({ committed, tentative }) => { console.log(`${committed}[${tentative}]`) })
 * ```
 */
export function stabilize(options: StabilizerOptions = {}): OperatorFunction<RecognitionResult, StableResult> {
  const make = (): StabilizerCore => new StabilizerCore(options)
  make()
  return source => defer(() => {
    const steadier = make()
    return source.pipe(map(result => steadier.push(result)))
  })
}

import { defer, map, type OperatorFunction } from 'rxjs'
import {
  type StableResult, stabilizerChecks, StabilizerCore, type StabilizerOptions,
} from '../../captions/live/stabilizer.js'
import { checkOptionNames } from '../../option-checks.js'
import type { RecognitionResult } from '../../types.js'

export type { StableResult, StabilizerOptions } from '../../captions/live/stabilizer.js'

/**
 * Stabilizes interims so that they can be read live: each result gets `committed`, which only grows while its sentence
 * is spoken, and a short `tentative` tail.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once.
 *
 * @example
 * ```ts
 * import { stabilize, streamCall } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(stabilize()).subscribe(({ committed, tentative }) => {
 *   console.log(`${committed}[${tentative}]`)
 * })
 * ```
 */
export function stabilize(options: StabilizerOptions = {}): OperatorFunction<RecognitionResult, StableResult> {
  checkOptionNames('stabilize()', options, stabilizerChecks)
  const createCore = (): StabilizerCore => new StabilizerCore(options)
  // Invalid options are reported here, not to the first subscriber.
  createCore()
  return source => defer(() => {
    const core = createCore()
    return source.pipe(map(result => core.push(result)))
  })
}

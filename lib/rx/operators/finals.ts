import { filter, type MonoTypeOperatorFunction } from 'rxjs'
import type { RecognitionResult } from '../../types.js'

/**
 * Passes finals and filters out interims.
 *
 * @example
 * ```ts
 * import { finals, streamCall } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(finals()).subscribe(({ sentence }) => { console.log(sentence.text) })
 * ```
 */
export function finals<Result extends RecognitionResult>(): MonoTypeOperatorFunction<Result> {
  return filter(({ isSentenceEnd }) => isSentenceEnd)
}

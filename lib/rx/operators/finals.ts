import { filter, type MonoTypeOperatorFunction } from 'rxjs'
import type { RecognitionResult } from '../../types.js'

/**
 * Lets the finals through, and no interims.
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

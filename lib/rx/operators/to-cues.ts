import type { OperatorFunction } from 'rxjs'
import type { Cue } from '../../types.js'
import { captioner } from '../../captions/captioner.js'
import { Captioner } from '../../captions/layout/captioner.js'
import type { LayoutOptions } from '../../captions/layout/options.js'
import type { RecognitionResult } from '../../types.js'
import { withFlush } from './with-flush.js'

/**
 * Results to cues, laid out by professional rules; each as soon as it cannot change any more, the rest at the end.
 *
 * Errors: STENO_BAD_OPTION, at once.
 *
 * @example
 * ```ts
 * import { streamCall, toCues } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(toCues({ language: 'en' })).subscribe(({ start, end, lines }) => { console.log(start, end, lines) })
 * ```
 */
export function toCues(options: LayoutOptions = {}): OperatorFunction<RecognitionResult, Cue> {
  return withFlush(() => captioner(new Captioner(options)))
}

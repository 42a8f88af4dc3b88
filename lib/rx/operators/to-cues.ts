import type { OperatorFunction } from 'rxjs'
import { type CaptionInput } from '../../captions/layout/caption-input.js'
import { cueBuilder } from '../../captions/layout/cue-builder.js'
import { layoutChecks, type LayoutOptions } from '../../captions/layout/options.js'
import { checkOptionNames } from '../../option-checks.js'
import type { Cue } from '../../types.js'
import { withFlush } from './with-flush.js'

/**
 * Lays results out as cues by professional rules. Each cue is emitted as soon as it cannot change any more, the rest at
 * the end; cues pass through.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once.
 *
 * @example
 * ```ts
 * import { streamCall, toCues } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(toCues({ language: 'en' })).subscribe(({ start, end, lines }) => {
 *   console.log(start, end, lines)
 * })
 * ```
 */
export function toCues(options: LayoutOptions = {}): OperatorFunction<CaptionInput, Cue> {
  checkOptionNames('toCues()', options, layoutChecks)
  return withFlush(() => cueBuilder(options))
}

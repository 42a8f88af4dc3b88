import { omitOptions, pickOptions } from '../option-checks.js'
import { type StageOptions, stageOptions } from '../stream/stage-options.js'
import type { TypedTransform } from '../stream/typed-transform.js'
import type { Cue } from '../types.js'
import { coreStage } from './core-stage.js'
import { cueBuilder } from './layout/cue-builder.js'
import { layoutChecks, type LayoutOptions } from './layout/options.js'

/** Options of `toCues()`: those of the layout and of the stream. */
export interface CuesOptions extends LayoutOptions, StageOptions {}

/**
 * Finals to `Cue` objects, for captions in a form of your own. A cue is emitted as soon as it cannot change any more:
 * at the latest with the next sentence, or when an interim shows that the next sentence begins more than `maxLinger`
 * after its last word. Interims are skipped; cues pass through.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once; STENO_BAD_OPTION when a chunk is neither a
 * `RecognitionResult` nor a `Cue`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toCues } from 'stenopipe'
 *
 * for await (const cue of fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toCues({ language: 'en' }))) {
 *   console.log(cue.start, cue.end, cue.lines)
 * }
 * ```
 */
export function toCues(options: CuesOptions = {}): TypedTransform<Cue> {
  const builder = cueBuilder(pickOptions(options, layoutChecks))
  const rest = stageOptions('toCues()', omitOptions(options, layoutChecks), Object.keys(layoutChecks))
  return coreStage(builder, { ...rest, readableObjectMode: true })
}

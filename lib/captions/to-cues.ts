import { pickOptions } from '../option-checks.js'
import type { TypedTransform } from '../stream/typed-transform.js'
import type { Cue } from '../types.js'
import { coreStage, type ObjectStageOptions, objectStreamOptions } from './core-stage.js'
import { cueBuilder } from './layout/cue-builder.js'
import { layoutChecks, type LayoutOptions } from './layout/options.js'

/** Options of `toCues()`: those of the layout and of the stream. */
export interface CuesOptions extends LayoutOptions, ObjectStageOptions {}

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
  const rest = objectStreamOptions('toCues()', options, layoutChecks)
  return coreStage(builder, { ...rest, readableObjectMode: true })
}

import { pickOptions } from '../option-checks.js'
import type { TypedTransform } from '../stream/typed-transform.js'
import { coreStage, type ObjectStageOptions, objectStreamOptions } from './core-stage.js'
import { type CaptionScreen, rollUpChecks, RollUpLines, type RollUpOptions } from './live/roll-up.js'
import type { StableResult } from './live/stabilizer.js'

/** Options of `toLive()`: those of roll-up captions and of the stream. */
export interface LiveOptions extends RollUpOptions, ObjectStageOptions {}

/**
 * Stable results to screens of live captions, `CaptionScreen` objects: two lines that grow word by word and roll up, or
 * blocks that are cleared as a whole. A line that has rolled up never changes, and no word moves to another line once
 * it is shown.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once; STENO_BAD_OPTION when a chunk is not a result of
 * `stabilize()`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, stabilize, toLive } from 'stenopipe'
 *
 * const results = fileSource('talk.wav').pipe(decode()).pipe(recognize())
 * for await (const { lines } of results.pipe(stabilize()).pipe(toLive({ mode: 'block' }))) {
 *   console.log(lines.map(line => line.committed + line.tentative).join('\n'))
 * }
 * ```
 */
export function toLive(options: LiveOptions = {}): TypedTransform<CaptionScreen> {
  const lines = new RollUpLines(pickOptions(options, rollUpChecks))
  const rest = objectStreamOptions('toLive()', options, rollUpChecks)
  const core = { push: (result: StableResult) => lines.push(result), flush: () => [] }
  return coreStage(core, { ...rest, readableObjectMode: true })
}

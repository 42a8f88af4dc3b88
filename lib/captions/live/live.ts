import { Transform, type TransformOptions } from 'node:stream'
import { linkSource } from '../../stream/link-source.js'
import { RollUpLines, type RollUpOptions } from './roll-up.js'
import type { StableResult } from './stabilize.js'

/** Options of `toLive()`; what is not named goes to the stream constructor. */
export interface LiveOptions extends RollUpOptions, Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode' | 'readableObjectMode'> {}

/**
 * Stable results to screens of live text, `CaptionScreen` objects: two lines that grow word by word and roll up, or blocks
 * that go as a whole. A line that has rolled up never changes, and no word moves to another line once shown.
 *
 * Errors: STENO_BAD_OPTION, also when something else than a result of `stabilize()` is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, stabilize, toLive, type CaptionScreen } from 'stenopipe'
 *
 * const live = fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(stabilize()).pipe(toLive({ mode: 'block' }))
 * live.on('data', ({ lines }: CaptionScreen) => { console.log(lines.map(line => line.committed + line.tentative).join('\n')) })
 * ```
 */
export function toLive({ mode, profile, language, maxLineWidth, lines, clearAfter, ...options }: LiveOptions = {}): Transform {
  const given = Object.entries({ mode, profile, language, maxLineWidth, lines, clearAfter }).filter(([, value]) => value !== undefined)
  const screen = new RollUpLines(Object.fromEntries(given))
  const stage = new Transform({
    ...options,
    objectMode: true,
    transform(result: StableResult, _encoding, done) {
      try {
        for (const seen of screen.push(result)) stage.push(seen)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
  linkSource(stage)
  return stage
}

import { Transform, type TransformOptions } from 'node:stream'
import { checkOption, omitOptions, pickOptions } from '../option-checks.js'
import { linkSource } from '../stream/link-source.js'
import type { RecognitionResult } from '../types.js'
import { Captioner } from './layout/captioner.js'
import { type LayoutOptions, layoutChecks } from './layout/options.js'

/** Options of `toCues()`; what is not named goes to the stream constructor. */
export interface CuesOptions extends LayoutOptions, Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode' | 'readableObjectMode'> {}

/**
 * Finals to `Cue` objects, for those who want captions in a form of their own. Each leaves as soon as it cannot change
 * any more: at the latest with the sentence after it, or when an interim shows that the next sentence begins more than
 * `maxLinger` after its last word. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, also when something else than a `RecognitionResult` is written.
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
export function toCues(options: CuesOptions = {}): Transform {
  const layout = pickOptions(options, layoutChecks)
  const rest = omitOptions(options, layoutChecks)
  const captions = new Captioner(layout)
  const stage = new Transform({
    ...rest,
    objectMode: true,
    transform(result: RecognitionResult, _encoding, done) {
      try {
        checkOption(typeof result?.sentence?.text === 'string', 'chunk', 'a RecognitionResult', result)
        for (const cue of captions.push(result)) stage.push(cue)
        done()
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) {
      for (const cue of captions.flush()) stage.push(cue)
      done()
    },
  })
  linkSource(stage)
  return stage
}

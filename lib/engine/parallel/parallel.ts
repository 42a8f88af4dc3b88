import { checkInteger } from '../../option-checks.js'
import type { Engine } from '../engine.js'
import { ParallelSession } from './session.js'

/** Options of `parallel()`. */
export interface ParallelOptions {
  /** Sessions at a time, 1-1000. Default 2. */
  readonly sessions?: number
  /** No part but the last is shorter, in ms, 1000-600000. Default 30000. */
  readonly minPart?: number
  /** No part is longer, in ms, from `minPart` to 600000. Default 60000. */
  readonly maxPart?: number
}

/**
 * An engine that is faster than its sessions: cuts the audio at pauses into parts and recognises so many of them side by
 * side. Results come in order, on one clock, sentences numbered through; interims are those of the oldest part that is
 * not done. For recordings: live audio comes no faster than one session takes it.
 *
 * A part that is 30 s long ends at a pause of 1 s, a longer one at a shorter pause, and at 60 s at the quietest place of
 * its last two seconds, where a word may be cut. A sentence never goes on over a cut. Sessions are the engine's own: its
 * limits, retries and prices count for all of them together (a service that bills whole seconds bills up to one more for
 * each part); those that can be renewed are loaded once. Of audio there wait at most `sessions` parts, of results some
 * hundreds; then the writer waits. When a part fails, what was said before it still comes, then its error. Encoded audio
 * cannot be cut and has one session, with a `warning`.
 *
 * Of the words of `pocketsphinx()` one in two hundred is another than in one session. With `accuracy: 'fast'`, which
 * adapts to the voice as it goes, it is one in sixteen, though no more of them are wrong (`bench/parallel.ts`).
 *
 * Errors: STENO_BAD_OPTION at once; those of the engine.
 *
 * @example
 * ```ts
 * import { decode, fileSource, parallel, recognize } from 'stenopipe'
 * import { pocketsphinx } from 'stenopipe/engines/pocketsphinx'
 *
 * const engine = parallel(pocketsphinx(), { sessions: 4 })
 * fileSource('long.mp3').pipe(decode()).pipe(recognize({ engine })) // the same as recognize({ concurrency: 4 })
 * ```
 */
export function parallel(engine: Engine, { sessions = 2, minPart = 30_000, maxPart = 60_000 }: ParallelOptions = {}): Engine {
  checkInteger('sessions', sessions, 1, 1000)
  checkInteger('minPart', minPart, 1000, 600_000)
  checkInteger('maxPart', maxPart, minPart, 600_000)
  return {
    name: engine.name,
    capabilities: engine.capabilities,
    open(options) {
      if (options.format.encoding === 's16le') return ParallelSession.open(engine, { sessions, minPart, maxPart }, options)
      options.onEvent?.({ type: 'warning', message: `Audio as ${options.format.encoding} cannot be cut: it is recognised in one session` })
      return engine.open(options)
    },
  }
}

import type { Engine } from '../engine.js'
import { type ParallelOptions, parallelSettings } from './options.js'
import { ParallelSession } from './session.js'

export type { ParallelOptions }

/**
 * Speeds up an engine for recordings: cuts the audio at pauses into segments and recognises several of them at a time.
 * Results come in order, on one clock, sentences numbered consecutively; interims are those of the oldest segment that
 * is not complete. Live audio gains nothing, since it comes no faster than one session takes it.
 *
 * A segment of 30 s ends at a pause of 1 s, a longer one at a shorter pause, and one of 60 s at the quietest place of
 * its last two seconds, where a word may be cut. A sentence never crosses a cut. The engine's limits, retries and
 * prices apply to all sessions together (a service that bills whole seconds bills up to one more for each segment);
 * sessions that can be renewed are loaded once. At most `sessions` segments of audio and some hundreds of results are
 * pending; then the writer has to wait. When a segment fails, the results before it still come, then its error. Encoded
 * audio cannot be cut and has one session, with a `warning`.
 *
 * Of the words of `pocketsphinx()` one in two hundred differs from those of one session. With `accuracy: 'fast'`, which
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
export function parallel(engine: Engine, options: ParallelOptions = {}): Engine {
  const settings = parallelSettings(options)
  return {
    name: engine.name,
    capabilities: engine.capabilities,
    open(session) {
      const { format: { encoding }, onEvent } = session
      if (encoding === 's16le') return ParallelSession.open(engine, settings, session)
      onEvent?.({ type: 'warning', message: `Audio as ${encoding} cannot be cut; it is recognised in one session` })
      return engine.open(session)
    },
  }
}

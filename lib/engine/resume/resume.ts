import type { Engine } from '../engine.js'
import { type ResumeOptions, resumeSettings } from './options.js'
import { ResumableSession } from './resumable-session.js'

/**
 * An engine that goes on when its link breaks. What the broken session had not recognised for good is sent again to a
 * new one; times go on, finals come once, interims may be revised.
 *
 * Audio is kept from the end of the last final on. When a break needs audio that is not kept any more, it is the error
 * STENO_REPLAY_BUFFER_EXCEEDED. A file is written no faster than results come, so that its audio stays within what is
 * kept. Errors that are not retryable, and the last one when all tries have failed, come through as they are.
 *
 * Errors: STENO_BAD_OPTION at once.
 *
 * @example
 * ```ts
 * import { type Engine, recognize, resume } from 'stenopipe'
 *
 * declare const engine: Engine
 * recognize({ engine: resume(engine, { maxRetries: 5, replayBuffer: 120_000 }) })
 * ```
 */
export function resume(engine: Engine, options: ResumeOptions = {}): Engine {
  const settings = resumeSettings(options)
  return {
    name: engine.name,
    capabilities: engine.capabilities,
    open: session => ResumableSession.open(engine, settings, session),
  }
}

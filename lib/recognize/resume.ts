import { check, checkInteger } from '../errors.js'
import type { Engine } from './engine.js'
import { ResumedSession } from './resumed-session.js'

/** Options of `resume()`. */
export interface ResumeOptions {
  /** How often a new session is tried after a break before the break becomes an error; progress starts the count anew. Default 3. */
  readonly attempts?: number
  /** The longest wait before the first try, in ms; it doubles with each, and the wait is random below it. Default 500. */
  readonly delay?: number
  /** No wait is longer, in ms, unless the service asks for it. Default 10000. */
  readonly maxDelay?: number
  /** Audio kept to be sent again, in ms. Default 60000. */
  readonly keep?: number
  /**
   * A session that has taken so much audio, in ms, is renewed, somewhat earlier at a pause; not while it hears nothing
   * new, and not before its first sentence has ended. Default: never.
   */
  readonly maxSessionMs?: number
  /** From 0 to 1, for the waits. Default `Math.random`. */
  readonly random?: () => number
}

/**
 * An engine that goes on when its link breaks. What the broken session had not recognised for good is sent again to a
 * new one; times go on, finals come once, interims may be revised.
 *
 * Audio is kept from the end of the last final on. When a break needs audio that is not kept any more, it is the error
 * STENO_AUDIO_NOT_KEPT. A file is written no faster than results come, so that its audio stays within what is kept.
 * Errors that are not retryable, and the last one when all tries have failed, come through as they are.
 *
 * Errors: STENO_BAD_OPTION at once.
 *
 * @example
 * ```ts
 * import { type Engine, recognize, resume } from 'stenopipe'
 *
 * declare const engine: Engine
 * recognize({ engine: resume(engine, { attempts: 5, keep: 120_000 }) })
 * ```
 */
export function resume(engine: Engine, options: ResumeOptions = {}): Engine {
  const { attempts = 3, delay = 500, maxDelay = 10_000, keep = 60_000, maxSessionMs = Infinity, random = Math.random } = options
  checkInteger('attempts', attempts, 0, 1000)
  checkInteger('delay', delay, 0, 600_000)
  checkInteger('maxDelay', maxDelay, 0, 600_000)
  checkInteger('keep', keep, 1000, 3_600_000)
  check(maxSessionMs >= 1000, 'maxSessionMs', 'a number of milliseconds from 1000', maxSessionMs)
  check(typeof random === 'function', 'random', 'a function', random)
  return {
    name: engine.name,
    capabilities: engine.capabilities,
    open: session => ResumedSession.open(engine, { attempts, delay, maxDelay, keep, maxSessionMs, random }, session),
  }
}

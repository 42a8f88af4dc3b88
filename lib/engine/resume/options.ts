import { check, checkInteger } from '../../errors.js'

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

/** The same, each with a value. */
export type ResumeSettings = Required<ResumeOptions>

/** Fills in what is left out; throws STENO_BAD_OPTION. */
export function resumeSettings(options: ResumeOptions): ResumeSettings {
  const { attempts = 3, delay = 500, maxDelay = 10_000, keep = 60_000, maxSessionMs = Infinity, random = Math.random } = options
  checkInteger('attempts', attempts, 0, 1000)
  checkInteger('delay', delay, 0, 600_000)
  checkInteger('maxDelay', maxDelay, 0, 600_000)
  checkInteger('keep', keep, 1000, 3_600_000)
  check(maxSessionMs >= 1000, 'maxSessionMs', 'a number of milliseconds from 1000', maxSessionMs)
  check(typeof random === 'function', 'random', 'a function', random)
  return { attempts, delay, maxDelay, keep, maxSessionMs, random }
}

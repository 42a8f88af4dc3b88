import { checkOption, checkInteger } from '../../option-checks.js'

/** Options of `resume()`. */
export interface ResumeOptions {
  /** How often a new session is tried after a break before the break becomes an error; progress starts the count anew. Default 3. */
  readonly maxRetries?: number
  /** The longest wait before the first try, in ms; it doubles with each, and the wait is random below it. Default 500. */
  readonly baseDelay?: number
  /** No wait is longer, in ms, unless the service asks for it. Default 10000. */
  readonly maxDelay?: number
  /** Audio kept to be sent again, in ms. Default 60000. */
  readonly replayBuffer?: number
  /**
   * A session that has taken so much audio, in ms, is renewed, somewhat earlier at a pause; not while it hears nothing
   * new, and not before its first sentence has ended. Default: never.
   */
  readonly maxSessionDuration?: number
  /** From 0 to 1, for the waits. Default `Math.random`. */
  readonly random?: () => number
}

/** The same, each with a value. */
export type ResumeSettings = Required<ResumeOptions>

/** Fills in what is left out; throws STENO_BAD_OPTION. */
export function resumeSettings(options: ResumeOptions): ResumeSettings {
  const { maxRetries = 3, baseDelay = 500, maxDelay = 10_000, replayBuffer = 60_000, maxSessionDuration = Infinity, random = Math.random } = options
  checkInteger('maxRetries', maxRetries, 0, 1000)
  checkInteger('baseDelay', baseDelay, 0, 600_000)
  checkInteger('maxDelay', maxDelay, 0, 600_000)
  checkInteger('replayBuffer', replayBuffer, 1000, 3_600_000)
  checkOption(maxSessionDuration >= 1000, 'maxSessionDuration', 'a number of milliseconds from 1000', maxSessionDuration)
  checkOption(typeof random === 'function', 'random', 'a function', random)
  return { maxRetries, baseDelay, maxDelay, replayBuffer, maxSessionDuration, random }
}

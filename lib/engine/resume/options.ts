import { checkInteger, checkKnown, checkOption } from '../../option-checks.js'
import { type Clock, systemClock } from '../../stream/clock.js'
import { systemRandom } from '../../stream/random.js'

/** Options of `resume()`. */
export interface ResumeOptions {
  /**
   * Number of attempts to open a new session before the loss of a connection becomes an error; any new result resets
   * the counter. Default 3.
   */
  readonly maxRetries?: number
  /**
   * Upper bound of the delay before the first attempt, in ms; it doubles with each, and the delay is random. Default
   * 500.
   */
  readonly baseDelay?: number
  /**
   * Upper bound of any delay, in ms. If the service asks for a longer one, its error is reported, with the time it asks
   * for as `retryAfter`. Default 10000.
   */
  readonly maxDelay?: number
  /** Audio that is kept to be sent again, in ms. Default 60000. */
  readonly replayBuffer?: number
  /**
   * Audio after which a session is replaced by a new one, in ms; from 80 % of it on, that is done at the next end of a
   * sentence. A session is not replaced before its first sentence has ended. Default: never.
   */
  readonly maxSessionDuration?: number
  /** Random numbers from 0 to 1, for the delays. Default `Math.random`. */
  readonly random?: () => number
  /** Source of time. Default: the clock of the machine. */
  readonly clock?: Clock
}

/** Options of `resume()`, each with a value. */
export type ResumeSettings = Required<ResumeOptions>

/** Fills in the defaults. Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION. */
export function resumeSettings(options: ResumeOptions): ResumeSettings {
  const {
    maxRetries = 3, baseDelay = 500, maxDelay = 10_000, replayBuffer = 60_000, maxSessionDuration = Infinity,
    random = systemRandom, clock = systemClock, ...rest
  } = options
  const settings = { maxRetries, baseDelay, maxDelay, replayBuffer, maxSessionDuration, random, clock }
  checkKnown('resume()', rest, Object.keys(settings), [])
  checkInteger('maxRetries', maxRetries, 0, 1000)
  checkInteger('baseDelay', baseDelay, 0, 600_000)
  checkInteger('maxDelay', maxDelay, 0, 600_000)
  checkInteger('replayBuffer', replayBuffer, 1000, 3_600_000)
  const isDuration = typeof maxSessionDuration === 'number' && maxSessionDuration >= 1000
  checkOption(isDuration, 'maxSessionDuration', 'a number of milliseconds from 1000', maxSessionDuration)
  checkOption(typeof random === 'function', 'random', 'a function', random)
  checkOption(typeof clock?.after === 'function', 'clock', 'an object with `now()` and `after()`', clock)
  return settings
}

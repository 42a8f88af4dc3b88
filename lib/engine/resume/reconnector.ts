import { StenopipeError } from '../../errors.js'
import { sleep } from '../../stream/clock.js'
import type { Engine, EngineSession, SessionOptions } from '../engine.js'
import type { ResumeSettings } from './options.js'

/** Settings of the attempts to open a session. */
export type RetryPolicy = Pick<ResumeSettings, 'maxRetries' | 'baseDelay' | 'maxDelay' | 'random' | 'clock'>

/** Opens sessions, with exponential back-off and full jitter; the number of retries counts until `reset()`. */
export class Reconnector {
  readonly #engine: Engine
  readonly #policy: RetryPolicy
  readonly #options: SessionOptions
  #retries = 0

  constructor(engine: Engine, policy: RetryPolicy, options: SessionOptions) {
    this.#engine = engine
    this.#policy = policy
    this.#options = options
  }

  /** Resets the counter of retries, since the connection works. */
  reset(): void {
    this.#retries = 0
  }

  /**
   * Opens a session: after the loss of a connection not before a delay, without an error at once. Throws the last error
   * when it is not retryable or no retries are left.
   */
  async open(error: unknown): Promise<{ readonly session: EngineSession; readonly attempts: number }> {
    let last = error
    for (let attempts = 1; ; attempts++) {
      this.#options.signal.throwIfAborted()
      if (last !== undefined) await this.#delay(last)
      try {
        return { session: await this.#engine.open(this.#options), attempts }
      } catch (caught) {
        last = caught
      }
    }
  }

  /**
   * Counts a retry and waits; at random, so that clients that were disconnected together do not return together. When
   * the service asks for more than `maxDelay`, its error is thrown, and the caller decides by `retryAfter`.
   */
  async #delay(error: unknown): Promise<void> {
    const { maxRetries, baseDelay, maxDelay, random, clock } = this.#policy
    const isRetryable = error instanceof StenopipeError && error.retryable
    if (!isRetryable || this.#retries >= maxRetries) throw error
    const { retryAfter = 0 } = error
    // NaN fails the comparison, too.
    if (!(retryAfter <= maxDelay)) throw error
    const delay = Math.max(retryAfter, random() * Math.min(maxDelay, baseDelay * 2 ** this.#retries))
    this.#retries++
    if (delay >= 1) this.#options.onEvent?.({ type: 'wait', reason: 'retry', delay: Math.round(delay), error })
    await sleep(clock, delay, this.#options.signal)
  }
}

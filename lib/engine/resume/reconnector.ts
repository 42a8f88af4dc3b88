import { StenopipeError } from '../../errors.js'
import type { Engine, EngineSession, SessionOptions } from '../engine.js'
import type { ResumeSettings } from './options.js'

/** How a new session is asked for. */
export type RetryPolicy = Pick<ResumeSettings, 'maxRetries' | 'baseDelay' | 'maxDelay' | 'random'>

/** Whether the same may succeed if tried again. */
function isRetryable(error: unknown): boolean {
  return error instanceof StenopipeError && error.retryable
}

/** Opens sessions, again and again within patience, which progress renews. */
export class Reconnector {
  readonly #engine: Engine
  readonly #patience: RetryPolicy
  readonly #options: SessionOptions
  #tries = 0

  constructor(engine: Engine, patience: RetryPolicy, options: SessionOptions) {
    this.#engine = engine
    this.#patience = patience
    this.#options = options
  }

  /** The link works: the next outage is a new one. */
  reset(): void {
    this.#tries = 0
  }

  /**
   * A session after a break, or without an error the next one at once. Throws the last error when patience has run out
   * or trying is no use.
   */
  async open(error: unknown): Promise<{ readonly session: EngineSession; readonly attempts: number }> {
    let last = error
    for (let attempts = 1; ; attempts++) {
      this.#options.signal.throwIfAborted()
      if (last !== undefined) await this.#wait(last)
      try {
        return { session: await this.#engine.open(this.#options), attempts }
      } catch (caught) {
        last = caught
      }
    }
  }

  /** Counts a try and waits for it, at random, so that streams that broke together do not come back together. */
  async #wait(error: unknown): Promise<void> {
    const { maxRetries, baseDelay, maxDelay, random } = this.#patience
    if (!isRetryable(error) || this.#tries >= maxRetries) throw error
    const asked = (error as StenopipeError).retryAfter ?? 0
    const wait = Math.max(asked, random() * Math.min(maxDelay, baseDelay * 2 ** this.#tries))
    this.#tries++
    await pause(wait, this.#options.signal)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}

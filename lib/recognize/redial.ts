import { StenopipeError } from '../errors.js'
import type { Engine, EngineSession, SessionOptions } from './engine.js'
import type { ResumeOptions } from './resume.js'

/** How a new session is asked for. */
export type Patience = Required<Pick<ResumeOptions, 'attempts' | 'delay' | 'maxDelay' | 'random'>>

/** Whether the same may succeed if tried again. */
export function isRetryable(error: unknown): boolean {
  return error instanceof StenopipeError && error.retryable
}

/** Opens sessions, again and again within patience, which progress renews. */
export class Redialler {
  readonly #engine: Engine
  readonly #patience: Patience
  readonly #options: SessionOptions
  #tries = 0

  constructor(engine: Engine, patience: Patience, options: SessionOptions) {
    this.#engine = engine
    this.#patience = patience
    this.#options = options
  }

  /** The link works: the next outage is a new one. */
  progress(): void {
    this.#tries = 0
  }

  /** The first session: tried at once, then as after a break. */
  async first(): Promise<EngineSession> {
    try {
      return await this.#engine.open(this.#options)
    } catch (error) {
      return (await this.again(error)).session
    }
  }

  /** A session after a break. Throws the last error when patience has run out or trying is no use. */
  async again(error: unknown): Promise<{ readonly session: EngineSession; readonly attempts: number }> {
    let last = error
    for (let attempts = 1; ; attempts++) {
      this.#options.signal.throwIfAborted()
      if (!isRetryable(last) || this.#tries >= this.#patience.attempts) throw last
      await pause(this.#wait(last), this.#options.signal)
      this.#tries++
      try {
        return { session: await this.#engine.open(this.#options), attempts }
      } catch (caught) {
        last = caught
      }
    }
  }

  /** Random, so that streams that broke together do not come back together. */
  #wait(error: unknown): number {
    const { delay, maxDelay, random } = this.#patience
    const asked = error instanceof StenopipeError ? error.retryAfter ?? 0 : 0
    return Math.max(asked, random() * Math.min(maxDelay, delay * 2 ** this.#tries))
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}

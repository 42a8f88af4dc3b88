import type { Clock } from '../../stream/clock.js'

/** Limits of a budget. */
export interface BudgetLimits {
  /** Most requests at once. */
  readonly burst: number
  /** Further requests for each second of time, and for each second of audio that was received. */
  readonly perSecond: number
}

/** Limits the requests that a playlist causes, without a limit on how long a stream lasts. */
export class RequestBudget {
  readonly #limits: BudgetLimits
  readonly #clock: Clock
  #left: number
  #updated: number

  constructor(limits: BudgetLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
    this.#left = limits.burst
    this.#updated = clock.now()
  }

  /** Takes one request; false when none is left. */
  take(): boolean {
    const now = this.#clock.now()
    this.addAudio(now - this.#updated)
    this.#updated = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Adds the requests for audio that was received. @param duration - In ms. */
  addAudio(duration: number): void {
    const { burst, perSecond } = this.#limits
    this.#left = Math.min(burst, this.#left + duration / 1000 * perSecond)
  }
}

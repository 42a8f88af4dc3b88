/**
 * Limits how often values that replace one another are shown: at most one in an interval, urgent ones at once, and
 * always the newest in the end. The caller passes the time in, in ms.
 */
export class Throttle<Value> {
  readonly #interval: number
  #pending: Value | undefined
  /** Time from which the next value may be shown, in ms. */
  #nextAt = -Infinity

  /** @param interval Shortest time between two values, in ms; 0 shows every one. */
  constructor(interval: number) {
    this.#interval = interval
  }

  /** Replaces the pending value. @returns The value, if it is to be shown now. */
  offer(value: Value, now: number, urgent: boolean): Value | undefined {
    this.#pending = value
    return urgent || now >= this.#nextAt ? this.release(now) : undefined
  }

  /** Time until the pending value may be shown, in ms; `undefined` if none is pending. */
  wait(now: number): number | undefined {
    return this.#pending === undefined ? undefined : Math.max(0, this.#nextAt - now)
  }

  /** Returns the pending value, whether or not its interval has passed. */
  release(now: number): Value | undefined {
    const value = this.#pending
    this.#pending = undefined
    if (value !== undefined) this.#nextAt = now + this.#interval
    return value
  }
}

/** Window in which the service counts starts, in ms. */
const WINDOW_MS = 1000
/** Time without starts after the first of several throttlings, in ms, if the service asks for none. */
const FIRST_HOLD_MS = 1000
/** Longest time without starts, in ms, whatever the service asks for: one answer must not stop an account. */
const MAX_HOLD_MS = 30_000

/**
 * Decides when the next task may start. All times are in ms of a clock that never goes back.
 *
 * The token of each start comes back one second after it was consumed, so that no second, wherever it begins, has more
 * starts than the rate. A bucket that is refilled continuously would allow twice as many in the first second.
 *
 * @example
 * ```ts
 * const bucket = new TokenBucket(20)
 * if (bucket.nextStart(0) === 0) bucket.consume(0)
 * ```
 */
export class TokenBucket {
  readonly #fullRate: number
  /** Starts of the last second, the oldest first. */
  #starts: number[] = []
  /** Rate left by the last throttling; it grows from the end of the hold on. */
  #reducedRate: number
  #heldUntil = -Infinity
  #throttlings = 0

  /** @param fullRate Starts per second while the service does not throttle. */
  constructor(fullRate: number) {
    this.#fullRate = fullRate
    this.#reducedRate = fullRate
  }

  /** Earliest time of the next start: `now`, or a later time at which to ask again. */
  nextStart(now: number): number {
    if (now < this.#heldUntil) return this.#heldUntil
    this.#dropOldStarts(now)
    const rate = this.rateAt(now)
    const blocking = this.#starts[this.#starts.length - rate]
    if (blocking === undefined) return now
    return Math.min(blocking + WINDOW_MS, rate < this.#fullRate ? this.#nextGrowth(now) : Infinity)
  }

  /** Counts a start. */
  consume(now: number): void {
    this.#starts.push(now)
  }

  /**
   * Halves the rate and holds starts back. Answers during a hold are to starts before it: a burst of them is one
   * throttling, and can only extend the hold.
   *
   * @param retryAfter Wait that the service asks for, in ms, if any; at most 30 s of it are kept.
   */
  throttled(now: number, retryAfter?: number): void {
    if (now < this.#heldUntil) {
      this.#heldUntil = Math.max(this.#heldUntil, now + Math.min(retryAfter ?? 0, MAX_HOLD_MS))
      return
    }
    this.#throttlings = this.#isRecovered(now) ? 1 : this.#throttlings + 1
    this.#reducedRate = Math.max(1, Math.floor(this.rateAt(now) / 2))
    const hold = retryAfter ?? FIRST_HOLD_MS * 2 ** (this.#throttlings - 1)
    this.#heldUntil = now + Math.min(hold, MAX_HOLD_MS)
  }

  /** Starts per second allowed now: the full rate, or the reduced one and one more for each second since the hold. */
  rateAt(now: number): number {
    const isReduced = this.#reducedRate < this.#fullRate
    const grown = isReduced ? Math.floor(Math.max(0, now - this.#heldUntil) / WINDOW_MS) : 0
    return Math.min(this.#fullRate, this.#reducedRate + grown)
  }

  /** True when the bucket behaves like a new one. */
  isIdle(now: number): boolean {
    this.#dropOldStarts(now)
    return this.#starts.length === 0 && this.#isRecovered(now)
  }

  /** Throttlings count as consecutive until the rate has recovered, and for at least a second. */
  #isRecovered(now: number): boolean {
    return now >= this.#heldUntil + WINDOW_MS * Math.max(1, this.#fullRate - this.#reducedRate)
  }

  #nextGrowth(now: number): number {
    return this.#heldUntil + WINDOW_MS * (Math.floor((now - this.#heldUntil) / WINDOW_MS) + 1)
  }

  #dropOldStarts(now: number): void {
    const firstKept = this.#starts.findIndex(start => start + WINDOW_MS > now)
    this.#starts = firstKept === -1 ? [] : this.#starts.slice(firstKept)
  }
}

/** The window that the service counts starts in, in ms. */
const WINDOW = 1000
/** How long starts are held back at first, and at most, when the service does not say. */
const FIRST_HOLD = 1000
const LONGEST_HOLD = 30_000

/**
 * When the next start may be made: arithmetic only, every time in ms of any clock that never goes back.
 *
 * Each start's token comes back one second after it was taken, so that no second, wherever it begins, has more starts
 * than the rate. A bucket that fills up while it is used would let twice as many into the first one.
 *
 * @example
 * ```ts
 * const rate = new TokenBucket(20)
 * if (rate.next(0) === 0) rate.take(0)
 * ```
 */
export class TokenBucket {
  readonly #full: number
  /** Starts of the last second, the oldest first. */
  #taken: number[] = []
  /** What the last throttling left of the rate; it grows from the end of the hold on. */
  #reduced: number
  #heldUntil = -Infinity
  #throttlings = 0

  /** @param full Starts in a second when all is well. */
  constructor(full: number) {
    this.#full = full
    this.#reduced = full
  }

  /** The earliest time a start may be made: `now`, or when to ask again. */
  next(now: number): number {
    if (now < this.#heldUntil) return this.#heldUntil
    this.#forget(now)
    const rate = this.at(now)
    const inTheWay = this.#taken[this.#taken.length - rate]
    if (inTheWay === undefined) return now
    return Math.min(inTheWay + WINDOW, rate < this.#full ? this.#growsAt(now) : Infinity)
  }

  /** Counts a start. */
  consume(now: number): void {
    this.#taken.push(now)
  }

  /**
   * Halves the rate and holds starts back. Answers that come during a hold are about starts from before it: a burst of
   * them is one throttling, and can only make the hold longer.
   *
   * @param retryAfter In ms, if the service said so.
   */
  throttled(now: number, retryAfter?: number): void {
    if (now < this.#heldUntil) {
      this.#heldUntil = Math.max(this.#heldUntil, now + (retryAfter ?? 0))
      return
    }
    this.#throttlings = this.#isRecovered(now) ? 1 : this.#throttlings + 1
    this.#reduced = Math.max(1, Math.floor(this.at(now) / 2))
    const hold = Math.min(FIRST_HOLD * 2 ** (this.#throttlings - 1), LONGEST_HOLD)
    this.#heldUntil = now + (retryAfter ?? hold)
  }

  /** Starts that a second may have now: the full rate, or what has grown back of it, one for each second. */
  at(now: number): number {
    const grown = this.#reduced < this.#full ? Math.floor(Math.max(0, now - this.#heldUntil) / WINDOW) : 0
    return Math.min(this.#full, this.#reduced + grown)
  }

  /** True when nothing that happened makes a difference any more. */
  isIdle(now: number): boolean {
    this.#forget(now)
    return this.#taken.length === 0 && this.#isRecovered(now)
  }

  /** Throttlings count as consecutive until the rate has grown back, and for a second at least. */
  #isRecovered(now: number): boolean {
    return now >= this.#heldUntil + WINDOW * Math.max(1, this.#full - this.#reduced)
  }

  #growsAt(now: number): number {
    return this.#heldUntil + WINDOW * (Math.floor((now - this.#heldUntil) / WINDOW) + 1)
  }

  #forget(now: number): void {
    const kept = this.#taken.findIndex(start => start + WINDOW > now)
    this.#taken = kept === -1 ? [] : this.#taken.slice(kept)
  }
}

/**
 * Decides when the newest of things that replace one another is shown: at most one in an interval, the newest always in the
 * end, and what is urgent at once. Knows no clock; whoever asks says what time it is, in ms.
 */
export class Turns<Thing> {
  readonly #interval: number
  #held: Thing | undefined
  #next = -Infinity

  /** @param interval In ms; with 0 everything is shown. */
  constructor(interval: number) {
    this.#interval = interval
  }

  /** Takes the newest; what was held is out of date. @returns It, if it is to be shown now. */
  offer(newest: Thing, now: number, urgent: boolean): Thing | undefined {
    this.#held = newest
    return urgent || now >= this.#next ? this.take(now) : undefined
  }

  /** How long what is held has to wait, in ms, 0 if its turn has come; `undefined` if nothing is held. */
  wait(now: number): number | undefined {
    return this.#held === undefined ? undefined : Math.max(0, this.#next - now)
  }

  /** Gives what is held, whether or not its turn has come. */
  take(now: number): Thing | undefined {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#next = now + this.#interval
    return held
  }
}

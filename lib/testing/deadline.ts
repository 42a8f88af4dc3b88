import type { Clock } from '../stream/clock.js'

/** Calls back when it was not restarted for `ms`. */
export class Deadline {
  readonly #clock: Clock
  readonly #ms: number
  readonly #callback: () => void
  #touchedAt = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, ms: number, callback: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#callback = callback
  }

  /** Starts or restarts it. One timer serves any number of calls, since every frame of audio is one. */
  touch(): void {
    this.#touchedAt = this.#clock.now()
    this.#cancel ??= this.#clock.after(this.#ms, () => { this.#onTimer() })
  }

  /** Stops it. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #onTimer(): void {
    this.#cancel = undefined
    const left = this.#touchedAt + this.#ms - this.#clock.now()
    if (left <= 0) this.#callback()
    else this.#cancel = this.#clock.after(left, () => { this.#onTimer() })
  }
}

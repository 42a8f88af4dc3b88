import { type Clock, systemClock } from './clock.js'

/** A condition variable: wakes everything that waits for the next change. */
export class Notifier {
  readonly #clock: Clock
  #waiting = new Set<() => void>()

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** Wakes all that wait. */
  notify(): void {
    if (this.#waiting.size === 0) return
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const resolve of waiting) resolve()
  }

  /** Resolves at the next `notify()`, or after `atMost` ms. */
  async wait(atMost?: number): Promise<void> {
    let cancel = (): void => {}
    let waiter = (): void => {}
    await new Promise<void>(resolve => {
      this.#waiting.add(waiter = resolve)
      if (atMost !== undefined) cancel = this.#clock.after(atMost, resolve)
    })
    cancel()
    this.#waiting.delete(waiter)
  }
}

import type { Clock } from './clock.js'

/**
 * Calls back once nothing has happened for a while. Restarting it costs no timer, so that it may be done for each
 * chunk.
 *
 * @example
 * ```ts
 * import { systemClock } from './clock.js'
 *
 * const timer = new IdleTimer(systemClock, 1000, () => { console.error('nothing came for a second') })
 * timer.restart()
 * timer.stop()
 * ```
 */
export class IdleTimer {
  readonly #clock: Clock
  readonly #ms: number
  readonly #onIdle: () => void
  #restarted = 0
  #cancel: (() => void) | undefined

  /** @param ms Idle time after which `onIdle` is called, in ms. */
  constructor(clock: Clock, ms: number, onIdle: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#onIdle = onIdle
  }

  /** Starts the time, or starts it again. */
  restart(): void {
    this.#restarted = this.#clock.now()
    this.#cancel ??= this.#clock.after(this.#ms, this.#check)
  }

  /** Calls back no more, unless restarted. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  readonly #check = (): void => {
    const left = this.#restarted + this.#ms - this.#clock.now()
    if (left > 0) {
      this.#cancel = this.#clock.after(left, this.#check)
    } else {
      this.#cancel = undefined
      this.#onIdle()
    }
  }
}

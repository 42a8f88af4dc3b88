/** What the emulator's time limits go by. */
export interface Clock {
  /** Ms since some moment. */
  now(): number
  /** Calls once after so many ms. @returns What calls it off. */
  after(ms: number, run: () => void): () => void
}

/** A clock that stands still until it is told otherwise. */
export interface ManualClock extends Clock {
  /** Lets so many ms pass at once; what falls due is called in order, each at its own time. */
  advance(ms: number): void
}

/** The computer's clock; its timers keep no process alive. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref()
    return () => { clearTimeout(timer) }
  },
}

/**
 * A clock for tests: 23 seconds pass when the test says so.
 *
 * @example
 * ```ts
 * import { emulate, manualClock } from 'stenopipe/testing'
 *
 * const clock = manualClock()
 * const service = await emulate({ clock })
 * // open a task, send nothing, then:
 * clock.advance(23_000)
 * await service.close()
 * ```
 */
export function manualClock(): ManualClock {
  let now = 0
  const timers = new Set<{ readonly due: number; readonly run: () => void }>()
  const next = (): { due: number; run: () => void } | undefined =>
    [...timers].sort((one, other) => one.due - other.due)[0]

  return {
    now: () => now,
    after(ms, run) {
      const timer = { due: now + ms, run }
      timers.add(timer)
      return () => { timers.delete(timer) }
    },
    advance(ms) {
      const end = now + ms
      for (let timer = next(); timer && timer.due <= end; timer = next()) {
        timers.delete(timer)
        now = timer.due
        timer.run()
      }
      now = end
    },
  }
}

/** Calls when nothing has touched it for so many ms. */
export class Deadline {
  readonly #clock: Clock
  readonly #ms: number
  readonly #run: () => void
  #touched = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#run = run
  }

  /** Begins, or begins anew. One timer serves any number of touches, since every frame of audio is one. */
  touch(): void {
    this.#touched = this.#clock.now()
    this.#cancel ??= this.#clock.after(this.#ms, () => { this.#due() })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #due(): void {
    this.#cancel = undefined
    const left = this.#touched + this.#ms - this.#clock.now()
    if (left <= 0) this.#run()
    else this.#cancel = this.#clock.after(left, () => { this.#due() })
  }
}

import type { Clock } from '../stream/clock.js'

/** A clock for tests that stands still until it is advanced. */
export interface ManualClock extends Clock {
  /** Number of timers that are set. */
  readonly pending: number
  /** Advances by `ms`; timers that become due are called in order, each at its own time. */
  advance(ms: number): void
}

/**
 * Makes a clock for tests: 23 seconds pass when the test says so.
 *
 * @example
 * ```ts
 * import { emulate, manualClock } from 'stenopipe/testing'
 *
 * const clock = manualClock()
 * const service = await emulate({ clock })
 * // Open a task, send nothing, then:
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
    get pending() {
      return timers.size
    },
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

import { onAbort } from './on-abort.js'

/** Source of time; replace it in tests, so that they need not wait. */
export interface Clock {
  /** Time in ms since an arbitrary moment; never goes back. */
  now(): number
  /** Calls back once, no sooner than `ms` later. Returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void
}

/** Longest delay that a timer of Node.js takes, in ms. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** Clock of the machine; its timers keep the process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => startTimer(ms, callback, timer => timer),
}

/** Clock of the machine; its timers do not keep the process alive. */
export const backgroundClock: Clock = {
  now: () => performance.now(),
  after: (ms, callback) => startTimer(ms, callback, timer => timer.unref()),
}

/** Node.js would fire a timer beyond its range at once: longer delays take several. NaN counts as 0. */
function startTimer(
  ms: number, callback: () => void, prepare: (timer: NodeJS.Timeout) => NodeJS.Timeout,
): () => void {
  let timer: NodeJS.Timeout
  const start = (left: number): void => {
    const delay = left > 0 ? Math.min(left, MAX_TIMER_MS) : 0
    timer = prepare(setTimeout(() => {
      if (left > delay) start(left - delay)
      else callback()
    }, delay))
  }
  start(ms)
  return () => { clearTimeout(timer) }
}

/**
 * Resolves `ms` later; rejects with the signal's reason as soon as it is aborted.
 *
 * @example
 * ```ts
 * await sleep(systemClock, 100, AbortSignal.timeout(1000))
 * ```
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let cancel = (): void => {}
    const removeListener = onAbort(signal, reason => {
      cancel()
      reject(reason)
    })
    if (signal?.aborted) return
    cancel = clock.after(ms, () => {
      removeListener()
      resolve()
    })
  })
}

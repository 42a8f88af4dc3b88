import { checkInteger, checkOption } from '../../../option-checks.js'
import { type Clock, MAX_TIMER_MS, systemClock } from '../../../stream/clock.js'
import { onAbort } from '../../../stream/on-abort.js'
import { TokenBucket } from './token-bucket.js'

/** Task starts per second that the service allows an account (main page, 2026-03-24). */
const STARTS_PER_SECOND = 20

/** Called with the expected wait, in ms; with `undefined` when it is not known. */
export type OnWait = (delay: number | undefined) => void

/** Limits how often tasks start and how many run at a time. One limiter may serve any number of engines. */
export interface RateLimiter {
  /**
   * Resolves when a task may start, in the order of the calls, with a function to call when the task has ended; calling
   * it again does nothing. The start is counted when the promise resolves, so call this right before the task starts.
   *
   * @param signal Cancels the wait: the promise rejects with `signal.reason` and nothing is counted. A start that was
   *   granted already must still be released.
   * @param onWait Called with the expected wait in ms when the start is not granted at once, and again when a
   *   throttling extends it; with `undefined` when it depends on other tasks. A limiter of your own may ignore it.
   */
  acquire(signal: AbortSignal, onWait?: OnWait): Promise<() => void>
  /**
   * Reports that the rate limit of the service was exceeded. Halves the rate, to no less than 1 per second, and holds
   * all starts back for `retryAfter` ms, at most 30 s; without it for 1 s, doubled by each consecutive call up to 30 s.
   * The rate recovers by 1 per second. Calls during a hold count as the same throttling.
   */
  throttled(retryAfter?: number): void
}

/** Options of `rateLimiter()`. */
export interface RateLimiterOptions {
  /** Most starts per second, 1-10000. Default 20, which the service allows an account. */
  readonly startsPerSecond?: number
  /** Most tasks at a time, from 1. Default `Infinity`: the service documents no limit. */
  readonly maxConcurrent?: number
  /** Source of time. Default: the clock of the machine. */
  readonly clock?: Clock
}

interface Waiter {
  readonly removeListener: () => void
  readonly resolve: (release: () => void) => void
  readonly onWait: OnWait | undefined
  /** True once `onWait` was called for the current hold. */
  isNotified: boolean
}

/**
 * Limiter of task starts for one account: no second, wherever it begins, has more than `startsPerSecond`.
 *
 * Errors: STENO_BAD_OPTION.
 *
 * @example
 * ```ts
 * import { rateLimiter } from 'stenopipe/engines/dashscope'
 *
 * const limiter = rateLimiter({ startsPerSecond: 10, maxConcurrent: 100 })
 * const release = await limiter.acquire(AbortSignal.timeout(60_000))
 * release()
 * ```
 */
export function rateLimiter(options: RateLimiterOptions = {}): RateLimiter {
  return new TaskRateLimiter(options)
}

class TaskRateLimiter implements RateLimiter {
  readonly #bucket: TokenBucket
  readonly #maxConcurrent: number
  readonly #clock: Clock
  /** In the order of the calls. */
  readonly #waiters = new Set<Waiter>()
  #active = 0
  #cancelTimer = (): void => {}

  constructor(options: RateLimiterOptions) {
    const { startsPerSecond = STARTS_PER_SECOND, maxConcurrent = Infinity, clock = systemClock } = options
    checkInteger('startsPerSecond', startsPerSecond, 1, 10_000)
    checkOption(maxConcurrent === Infinity || (Number.isInteger(maxConcurrent) && maxConcurrent >= 1),
      'maxConcurrent', 'an integer from 1, or Infinity', maxConcurrent)
    checkOption(typeof clock?.now === 'function' && typeof clock.after === 'function',
      'clock', 'an object with `now` and `after`', clock)
    this.#bucket = new TokenBucket(startsPerSecond)
    this.#maxConcurrent = maxConcurrent
    this.#clock = clock
  }

  acquire(signal: AbortSignal, onWait?: OnWait): Promise<() => void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const removeListener = onAbort(signal, reason => {
        this.#waiters.delete(waiter)
        this.#grant()
        reject(reason)
      })
      const waiter: Waiter = { removeListener, resolve, onWait, isNotified: false }
      this.#waiters.add(waiter)
      this.#grant()
    })
  }

  throttled(retryAfter?: number): void {
    checkOption(retryAfter === undefined || (Number.isFinite(retryAfter) && retryAfter >= 0),
      'retryAfter', 'a number of milliseconds from 0', retryAfter)
    this.#bucket.throttled(this.#clock.now(), retryAfter)
    for (const waiter of this.#waiters) waiter.isNotified = false
    this.#grant()
  }

  /** True when the limiter behaves like a new one. */
  get isIdle(): boolean {
    return this.#active === 0 && this.#waiters.size === 0 && this.#bucket.isIdle(this.#clock.now())
  }

  /** Grants all starts that are allowed now, and sets a timer for the next one if there is a waiter. */
  #grant(): void {
    this.#cancelTimer()
    for (const waiter of this.#waiters) {
      if (this.#active >= this.#maxConcurrent) {
        this.#notifyWaiters(undefined)
        return
      }
      const now = this.#clock.now()
      const next = this.#bucket.nextStart(now)
      if (next > now) {
        const delay = Math.min(Math.ceil(next - now), MAX_TIMER_MS)
        this.#cancelTimer = this.#clock.after(delay, () => { this.#grant() })
        this.#notifyWaiters(delay)
        return
      }
      this.#bucket.consume(now)
      this.#start(waiter)
    }
  }

  #notifyWaiters(delay: number | undefined): void {
    for (const waiter of this.#waiters) {
      if (waiter.isNotified) continue
      waiter.isNotified = true
      waiter.onWait?.(delay)
    }
  }

  #start(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    waiter.removeListener()
    this.#active++
    let isReleased = false
    waiter.resolve(() => {
      if (isReleased) return
      isReleased = true
      this.#active--
      this.#grant()
    })
  }
}

/** One limiter per key. An idle one is dropped, as a new one would behave the same. */
export class RateLimiters {
  readonly #options: RateLimiterOptions
  readonly #byKeyHash = new Map<string, TaskRateLimiter>()

  constructor(options: RateLimiterOptions = {}) {
    this.#options = options
  }

  /** Number of limiters in memory. */
  get size(): number {
    return this.#byKeyHash.size
  }

  /** Limiter of a key; it can be kept, since each call looks up the limiter in use at that time. */
  get(keyHash: string): RateLimiter {
    return {
      acquire: (signal, onWait) => this.#find(keyHash).acquire(signal, onWait),
      throttled: retryAfter => { this.#find(keyHash).throttled(retryAfter) },
    }
  }

  #find(keyHash: string): TaskRateLimiter {
    for (const [hash, limiter] of this.#byKeyHash) if (limiter.isIdle) this.#byKeyHash.delete(hash)
    const limiter = this.#byKeyHash.get(keyHash) ?? new TaskRateLimiter(this.#options)
    this.#byKeyHash.set(keyHash, limiter)
    return limiter
  }
}

const shared = new RateLimiters()

/**
 * Limiter that all engines of this process share for a key unless they are given another: 20 starts per second.
 *
 * @param keyHash SHA-256 of the key, by `hashKey()` of `transport/credentials.ts`, so that no key stays in memory.
 *
 * @example
 * ```ts
 * const release = await sharedRateLimiter('2bb80d53…').acquire(AbortSignal.timeout(1000))
 * release()
 * ```
 */
export function sharedRateLimiter(keyHash: string): RateLimiter {
  return shared.get(keyHash)
}

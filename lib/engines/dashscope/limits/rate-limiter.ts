import { checkOption, checkInteger } from '../../../option-checks.js'
import { TokenBucket } from './token-bucket.js'

/** Task starts in a second that the service allows an account (main page, 2026-03-24). */
const STARTS_PER_SECOND = 20
/** Longer timers would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** How many tasks an account may start and have at a time. One budget may serve any number of engines. */
export interface RateLimiter {
  /**
   * Waits its turn to start a task, first come, first served. Ask right before the task is started: a turn is counted
   * when it is given.
   *
   * @param signal Gives the turn up: a waiter leaves at once, costs nothing and gets `signal.reason`. A turn that was
   *   given already has to be given back.
   * @returns What gives the place back when the task is over; safe to call twice.
   */
  acquire(signal: AbortSignal): Promise<() => void>
  /**
   * The service said that it was asked too often: halves the rate, to no less than one a second, and holds all starts
   * back for `retryAfter` ms; if the service did not say, for a second, doubled at each consecutive throttling up to
   * 30 s. The rate grows back by one a second. What comes during a hold belongs to the same throttling.
   */
  throttled(retryAfter?: number): void
}

/** Time as a budget sees it; another one makes tests exact. */
export interface RateLimiterClock {
  /** In ms, never going back. */
  now(): number
  /** Calls back once, no sooner than `ms` later. @returns What calls it off. */
  after(ms: number, then: () => void): () => void
}

/** Options of `rateLimiter()`. */
export interface RateLimiterOptions {
  /** Starts in any second, 1-10000. Default 20, which the service allows an account. */
  readonly startsPerSecond?: number
  /** Tasks at a time, from 1. Default `Infinity`: the service documents no limit. */
  readonly maxConcurrent?: number
  /** Default: the process's own. */
  readonly clock?: RateLimiterClock
}

interface Waiter {
  readonly signal: AbortSignal
  readonly onAbort: () => void
  readonly resolve: (release: () => void) => void
}

/** Its timers exist only while someone waits, who may keep the process alive. */
const processClock: RateLimiterClock = {
  now: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/**
 * Makes a budget of task starts for one account: no second, wherever it begins, has more than `startsPerSecond`.
 *
 * Errors: STENO_BAD_OPTION.
 *
 * @example
 * ```ts
 * import { rateLimiter } from 'stenopipe/engines/dashscope'
 *
 * const budget = rateLimiter({ startsPerSecond: 10, maxConcurrent: 100 })
 * const release = await budget.acquire(AbortSignal.timeout(60_000))
 * release()
 * ```
 */
export function rateLimiter(options: RateLimiterOptions = {}): RateLimiter {
  return new TaskRateLimiter(options)
}

class TaskRateLimiter implements RateLimiter {
  readonly #rate: TokenBucket
  readonly #maxConcurrent: number
  readonly #clock: RateLimiterClock
  /** In the order they came. */
  readonly #waiters = new Set<Waiter>()
  #active = 0
  #callOff: (() => void) | undefined

  constructor({ startsPerSecond = STARTS_PER_SECOND, maxConcurrent = Infinity, clock = processClock }: RateLimiterOptions) {
    checkInteger('startsPerSecond', startsPerSecond, 1, 10_000)
    checkOption(maxConcurrent === Infinity || (Number.isInteger(maxConcurrent) && maxConcurrent >= 1),
      'maxConcurrent', 'an integer from 1, or Infinity', maxConcurrent)
    this.#rate = new TokenBucket(startsPerSecond)
    this.#maxConcurrent = maxConcurrent
    this.#clock = clock
  }

  acquire(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const onAbort = (): void => {
        this.#waiters.delete(waiter)
        this.#settle()
        reject(signal.reason as unknown)
      }
      const waiter: Waiter = { signal, onAbort, resolve }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiters.add(waiter)
      this.#settle()
    })
  }

  throttled(retryAfter?: number): void {
    checkOption(retryAfter === undefined || (Number.isFinite(retryAfter) && retryAfter >= 0),
      'retryAfter', 'a number of milliseconds from 0', retryAfter)
    this.#rate.throttled(this.#clock.now(), retryAfter)
    this.#settle()
  }

  /** True when a new budget would behave the same. */
  get idle(): boolean {
    return this.#active === 0 && this.#waiters.size === 0 && this.#rate.isIdle(this.#clock.now())
  }

  /** Gives turns as long as there are any, and sets the timer to the next one if someone waits for it. */
  #settle(): void {
    this.#callOff?.()
    this.#callOff = undefined
    for (const waiter of this.#waiters) {
      if (this.#active >= this.#maxConcurrent) return
      const now = this.#clock.now()
      const next = this.#rate.next(now)
      if (next > now) {
        this.#callOff = this.#clock.after(Math.min(Math.ceil(next - now), LONGEST_TIMER), () => this.#settle())
        return
      }
      this.#rate.consume(now)
      this.#start(waiter)
    }
  }

  #start(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    waiter.signal.removeEventListener('abort', waiter.onAbort)
    this.#active++
    let over = false
    waiter.resolve(() => {
      if (over) return
      over = true
      this.#active--
      this.#settle()
    })
  }
}

/** A budget for each account that is busy. What has come to rest is let go, as a new one would behave the same. */
export class RateLimiters {
  readonly #options: RateLimiterOptions
  readonly #busy = new Map<string, TaskRateLimiter>()

  constructor(options: RateLimiterOptions = {}) {
    this.#options = options
  }

  /** How many are kept. */
  get size(): number {
    return this.#busy.size
  }

  /** The budget of an account; it may be kept for any time, as it looks up what it stands for at each call. */
  of(account: string): RateLimiter {
    return {
      acquire: signal => this.#get(account).acquire(signal),
      throttled: retryAfter => this.#get(account).throttled(retryAfter),
    }
  }

  #get(account: string): TaskRateLimiter {
    for (const [name, budget] of this.#busy) if (budget.idle) this.#busy.delete(name)
    const budget = this.#busy.get(account) ?? new TaskRateLimiter(this.#options)
    this.#busy.set(account, budget)
    return budget
  }
}

const shared = new RateLimiters()

/**
 * The budget that all engines of this process use for an account unless they are given another: 20 starts in a second.
 *
 * @param account A SHA-256 of the key, by `hashKey()` of `credentials.ts`, so that no key stays in memory.
 *
 * @example
 * ```ts
 * const release = await sharedBudget('2bb80d53…').acquire(AbortSignal.timeout(1000))
 * release()
 * ```
 */
export function sharedRateLimiter(account: string): RateLimiter {
  return shared.of(account)
}

import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import t from 'tap'
import {
  type RateLimiter,
  RateLimiters,
  sharedRateLimiter,
  rateLimiter,
} from '../../../../lib/engines/dashscope/limits/rate-limiter.js'
import { settled, VirtualClock } from '../../../support/virtual-clock.js'

const never = new AbortController().signal

/** Acquires starts and records when each was granted, in that order. */
class Starts {
  readonly times: number[] = []
  readonly names: number[] = []
  readonly releases: (() => void)[] = []
  readonly #limiter: RateLimiter
  readonly #clock: VirtualClock
  #acquired = 0

  constructor(limiter: RateLimiter, clock: VirtualClock) {
    this.#limiter = limiter
    this.#clock = clock
  }

  acquire(count = 1): void {
    for (let i = 0; i < count; i++) {
      const name = this.#acquired++
      void this.#limiter.acquire(never).then(release => {
        this.times.push(this.#clock.now())
        this.names.push(name)
        this.releases.push(release)
      })
    }
  }
}

function setUp(options: { startsPerSecond?: number; maxConcurrent?: number } = {}): {
  clock: VirtualClock
  limiter: RateLimiter
  starts: Starts
} {
  const clock = new VirtualClock()
  const limiter = rateLimiter({ ...options, clock })
  return { clock, limiter, starts: new Starts(limiter, clock) }
}

/** Number of starts in each of the first seconds. */
const perSecond = ({ times }: Starts, seconds: number): number[] =>
  [...Array(seconds).keys()].map(second => times.filter(ms => Math.floor(ms / 1000) === second).length)

t.test('twenty tasks may start in a second by default, each of the next a second after one of them', async t => {
  const { clock, starts } = setUp()
  starts.acquire(10)
  await clock.pass(400)
  starts.acquire(34)
  await clock.pass(599)
  starts.acquire()
  await settled()
  t.same(starts.times, [...Array<number>(10).fill(0), ...Array<number>(10).fill(400)])
  await clock.pass(1)
  t.same(starts.times.slice(20), Array(10).fill(1000))
  await clock.pass(1000)
  t.same(starts.times.slice(30), [...Array<number>(10).fill(1400), ...Array<number>(5).fill(2000)])
  t.equal(clock.pending, 0)
})

t.test('a task that has ended makes room for one more, however often it is released', async t => {
  const { clock, starts } = setUp({ maxConcurrent: 2 })
  starts.acquire(5)
  await settled()
  t.same(starts.names, [0, 1])
  t.equal(clock.pending, 0, 'only the end of a task can help')
  starts.releases[0]!()
  starts.releases[0]!()
  await settled()
  t.same(starts.names, [0, 1, 2])
})

t.test('an aborted wait rejects at once, counts no start and leaves no listener or timer', async t => {
  const { clock, limiter, starts } = setUp({ startsPerSecond: 1 })
  starts.acquire()
  const control = new AbortController()
  const outcome = limiter.acquire(control.signal).catch((error: unknown) => error)
  starts.acquire()
  t.equal(getEventListeners(control.signal, 'abort').length, 1)
  const reason = new Error('enough')
  control.abort(reason)
  t.equal(await outcome, reason)
  t.equal(getEventListeners(control.signal, 'abort').length, 0)
  await clock.pass(1000)
  t.same(starts.times, [0, 1000])

  await t.rejects(limiter.acquire(AbortSignal.abort(reason)), reason)
  const last = new AbortController()
  const alone = limiter.acquire(last.signal).catch((error: unknown) => error)
  t.equal(clock.pending, 1)
  last.abort(reason)
  t.equal(await alone, reason)
  t.equal(clock.pending, 0, 'no timer without a waiter')
})

t.test('a granted start removes its abort listener', async t => {
  const { limiter } = setUp()
  const { signal } = new AbortController()
  await limiter.acquire(signal)
  t.equal(getEventListeners(signal, 'abort').length, 0)
})

t.test('throttling holds all starts back and halves the rate, which recovers by one per second', async t => {
  const { clock, limiter, starts } = setUp({ startsPerSecond: 8 })
  limiter.throttled()
  starts.acquire(100)
  await clock.pass(8000)
  t.same(perSecond(starts, 7), [0, 4, 5, 6, 7, 8, 8])
})

t.test('the wait that the service asks for is kept', async t => {
  const { clock, limiter, starts } = setUp()
  limiter.throttled(2500)
  starts.acquire()
  await clock.pass(10_000)
  t.same(starts.times, [2500])
  limiter.throttled(0)
  starts.acquire()
  await settled()
  t.same(starts.times, [2500, 10_000], 'no wait at all')
})

t.test('consecutive throttling doubles the wait up to 30 s and leaves one start per second', async t => {
  for (const startsPerSecond of [20, 1]) {
    const { clock, limiter, starts } = setUp({ startsPerSecond })
    const waits: number[] = []
    while (waits.length < 7) {
      const began = clock.now()
      limiter.throttled()
      starts.acquire()
      while (starts.times.length === waits.length) await clock.pass(500)
      waits.push(starts.times.at(-1)! - began)
    }
    t.same(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    starts.acquire(2)
    await clock.pass(1000)
    t.equal(starts.times.length, startsPerSecond === 1 ? 8 : 9, 'one in the first second, then the rate has grown')
  }
})

t.test('a burst of refusals is one throttling, whose hold can only be extended', async t => {
  const { clock, limiter, starts } = setUp({ startsPerSecond: 8 })
  for (let i = 0; i < 8; i++) limiter.throttled()
  limiter.throttled(1500)
  limiter.throttled(200)
  starts.acquire(10)
  await clock.pass(2499)
  t.same(starts.times, Array(4).fill(1500))
})

t.test('a throttling after a recovery waits one second again', async t => {
  const { clock, limiter, starts } = setUp({ startsPerSecond: 4 })
  limiter.throttled()
  await clock.pass(1000)
  limiter.throttled()
  await clock.pass(5000)
  limiter.throttled()
  starts.acquire()
  await clock.pass(5000)
  t.same(starts.times, [7000])
})

t.test('no answer holds starts back for more than 30 s', async t => {
  for (const retryAfter of [30_001, 3_600_000, 2_147_484_000, Number.MAX_SAFE_INTEGER, 1e308]) {
    const { clock, limiter, starts } = setUp()
    limiter.throttled(retryAfter)
    starts.acquire()
    await clock.pass(40_000)
    t.same(starts.times, [30_000], `retryAfter ${retryAfter}`)
    limiter.throttled(1000)
    await clock.pass(10)
    limiter.throttled(retryAfter)
    starts.acquire()
    await clock.pass(40_000)
    t.same(starts.times, [30_000, 70_010], 'also when it extends a hold')
  }
})

t.test('each wait is reported with its expected time, and again when it is extended', async t => {
  const { clock, limiter } = setUp({ startsPerSecond: 2, maxConcurrent: 3 })
  const { signal } = new AbortController()
  const waits: (number | undefined)[][] = []
  const acquire = (): Promise<() => void> => {
    const reported: (number | undefined)[] = []
    waits.push(reported)
    return limiter.acquire(signal, delay => reported.push(delay))
  }
  const starts = [acquire(), acquire(), acquire()]
  await clock.pass(400)
  limiter.throttled(5000)
  t.same(waits, [[], [], [1000, 5000]])
  await clock.pass(6000)
  await Promise.all(starts)
  void acquire()
  t.same(waits[3], [undefined], 'all three are running')
})

type Step = readonly ['acquire' | 'release' | 'abort' | 'pass' | 'throttle', number]
const steps = fc.array(fc.tuple(
  fc.constantFrom<Step[0]>('acquire', 'acquire', 'release', 'abort', 'pass', 'throttle'),
  fc.oneof(fc.nat({ max: 1500 }), fc.constantFrom(1, 999, 1000))), { maxLength: 60 })

t.test('no second has more starts than the rate, order and concurrency are kept, and no start is lost', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
    steps,
    async (limit, cap, steps) => {
      const clock = new VirtualClock()
      const limiter = rateLimiter({ startsPerSecond: limit, maxConcurrent: cap, clock })
      const granted: { name: number; at: number }[] = []
      const open: (() => void)[] = []
      const waiting = new Map<number, AbortController>()
      let acquired = 0
      let aborted = 0
      let maxActive = 0
      const acquire = (): void => {
        const name = acquired++
        const control = new AbortController()
        waiting.set(name, control)
        limiter.acquire(control.signal).then(
          release => {
            waiting.delete(name)
            granted.push({ name, at: clock.now() })
            maxActive = Math.max(maxActive, open.push(release))
          },
          () => {
            aborted++
          },
        )
      }
      const act: Record<Step[0], (n: number) => unknown> = {
        acquire: n => {
          for (let i = 0; i <= n % 4; i++) acquire()
        },
        release: () => open.shift()?.(),
        abort: n => {
          const [name, control] = [...waiting][n % (waiting.size || 1)] ?? []
          control?.abort()
          waiting.delete(name!)
        },
        pass: n => clock.pass(n),
        throttle: n => {
          limiter.throttled(n % 3 ? undefined : n)
        },
      }
      for (const [name, n] of steps) {
        await act[name](n)
        await settled()
      }
      while (granted.length + aborted < acquired) {
        while (open.length > 0) open.shift()!()
        await clock.pass(40_000)
      }
      const inOrder = granted.every(({ name }, i) => i === 0 || name > granted[i - 1]!.name)
      const within = granted.every(({ at }, i) => i < limit || at - granted[i - limit]!.at >= 1000)
      return inOrder && within && maxActive <= cap && clock.pending === 0
    },
  )
  await fc.assert(property, { numRuns: 300 })
})

t.test('engines with one key share a limiter, which is dropped when it is idle', async t => {
  const clock = new VirtualClock()
  const limiters = new RateLimiters({ startsPerSecond: 1, clock })
  const [one, same, other] = [limiters.get('a'), limiters.get('a'), limiters.get('b')]
  t.equal(limiters.size, 0, 'a limiter that was not used takes no memory')
  const release = await one.acquire(never)
  const second = new Starts(same, clock)
  second.acquire()
  const third = new Starts(other, clock)
  third.acquire()
  await clock.pass(0)
  t.same([second.times, third.times], [[], [0]], 'the other key has its own')
  await clock.pass(1000)
  t.same(second.times, [1000])
  third.releases[0]!()
  await clock.pass(1000)
  await limiters.get('c').acquire(never)
  t.equal(limiters.size, 2, 'b is dropped, a has tasks')
  release()
  second.releases[0]!()
  one.throttled()
  await clock.pass(1000)
  await limiters.get('d').acquire(never)
  t.equal(limiters.size, 3, 'a throttled limiter is not idle')
  await clock.pass(60_000)
  await one.acquire(never)
  t.equal(limiters.size, 3, 'c and d have tasks')
})

t.test('the process has one limiter per key', async t => {
  const [a, b] = [sharedRateLimiter('a'), sharedRateLimiter('a')]
  const granted = Array.from({ length: 20 }, () => a.acquire(never))
  const control = new AbortController()
  const outcome = b.acquire(control.signal).then(() => 'started', () => 'waiting')
  control.abort()
  t.equal(await outcome, 'waiting')
  for (const release of await Promise.all(granted)) release()
})

t.test('options are checked', async t => {
  for (const startsPerSecond of [0, 1.5, -1, 10_001, '5' as never])
    t.throws(() => rateLimiter({ startsPerSecond }), { code: 'STENO_BAD_OPTION' })
  for (const maxConcurrent of [0, 1.5, NaN, '5' as never])
    t.throws(() => rateLimiter({ maxConcurrent }), { code: 'STENO_BAD_OPTION' })
  for (const clock of [{}, null, { now: () => 0 }])
    t.throws(() => rateLimiter({ clock: clock as never }), { code: 'STENO_BAD_OPTION', option: 'clock' })
  for (const ms of [-1, NaN, Infinity, '5' as never])
    t.throws(() => rateLimiter().throttled(ms), { code: 'STENO_BAD_OPTION' })
})

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

/** Asks for turns and keeps when each came, in the order they came. */
class Starts {
  readonly at: number[] = []
  readonly names: number[] = []
  readonly releases: (() => void)[] = []
  readonly #budget: RateLimiter
  readonly #clock: VirtualClock
  #asked = 0

  constructor(budget: RateLimiter, clock: VirtualClock) {
    this.#budget = budget
    this.#clock = clock
  }

  ask(count = 1): void {
    for (let i = 0; i < count; i++) {
      const name = this.#asked++
      void this.#budget.acquire(never).then(release => {
        this.at.push(this.#clock.now())
        this.names.push(name)
        this.releases.push(release)
      })
    }
  }
}

function scene(options: { startsPerSecond?: number; maxConcurrent?: number } = {}): {
  clock: VirtualClock
  budget: RateLimiter
  starts: Starts
} {
  const clock = new VirtualClock()
  const budget = rateLimiter({ ...options, clock })
  return { clock, budget, starts: new Starts(budget, clock) }
}

/** Starts of each of the first seconds. */
const perSecond = ({ at }: Starts, seconds: number): number[] =>
  [...Array(seconds).keys()].map(second => at.filter(ms => Math.floor(ms / 1000) === second).length)

t.test('twenty may start in a second unless told otherwise, each of the next a second after one of them', async t => {
  const { clock, starts } = scene()
  starts.ask(10)
  await clock.pass(400)
  starts.ask(34)
  await clock.pass(599)
  starts.ask()
  await settled()
  t.same(starts.at, [...Array<number>(10).fill(0), ...Array<number>(10).fill(400)])
  await clock.pass(1)
  t.same(starts.at.slice(20), Array(10).fill(1000))
  await clock.pass(1000)
  t.same(starts.at.slice(30), [...Array<number>(10).fill(1400), ...Array<number>(5).fill(2000)])
  t.equal(clock.pending, 0)
})

t.test('a place is free again when its task is over, once for each task', async t => {
  const { clock, starts } = scene({ maxConcurrent: 2 })
  starts.ask(5)
  await settled()
  t.same(starts.names, [0, 1])
  t.equal(clock.pending, 0, 'nothing but a task\'s end can help')
  starts.releases[0]!()
  starts.releases[0]!()
  await settled()
  t.same(starts.names, [0, 1, 2])
})

t.test('who gives up leaves at once, costs nothing and leaves nothing behind', async t => {
  const { clock, budget, starts } = scene({ startsPerSecond: 1 })
  starts.ask()
  const control = new AbortController()
  const outcome = budget.acquire(control.signal).catch((error: unknown) => error)
  starts.ask()
  t.equal(getEventListeners(control.signal, 'abort').length, 1)
  const reason = new Error('enough')
  control.abort(reason)
  t.equal(await outcome, reason)
  t.equal(getEventListeners(control.signal, 'abort').length, 0)
  await clock.pass(1000)
  t.same(starts.at, [0, 1000])

  await t.rejects(budget.acquire(AbortSignal.abort(reason)), reason)
  const last = new AbortController()
  const alone = budget.acquire(last.signal).catch((error: unknown) => error)
  t.equal(clock.pending, 1)
  last.abort(reason)
  t.equal(await alone, reason)
  t.equal(clock.pending, 0, 'no timer without a waiter')
})

t.test('a turn that was given takes its listener away', async t => {
  const { budget } = scene()
  const { signal } = new AbortController()
  await budget.acquire(signal)
  t.equal(getEventListeners(signal, 'abort').length, 0)
})

t.test('throttling holds all back, halves the rate, and the rate grows back by one a second', async t => {
  const { clock, budget, starts } = scene({ startsPerSecond: 8 })
  budget.throttled()
  starts.ask(100)
  await clock.pass(8000)
  t.same(perSecond(starts, 7), [0, 4, 5, 6, 7, 8, 8])
})

t.test('the service\'s own time to wait counts', async t => {
  const { clock, budget, starts } = scene()
  budget.throttled(2500)
  starts.ask()
  await clock.pass(10_000)
  t.same(starts.at, [2500])
  budget.throttled(0)
  starts.ask()
  await settled()
  t.same(starts.at, [2500, 10_000], 'no wait at all')
})

t.test('consecutive throttling doubles the wait up to 30 s and leaves one start a second', async t => {
  for (const startsPerSecond of [20, 1]) {
    const { clock, budget, starts } = scene({ startsPerSecond })
    const waits: number[] = []
    while (waits.length < 7) {
      const began = clock.now()
      budget.throttled()
      starts.ask()
      while (starts.at.length === waits.length) await clock.pass(500)
      waits.push(starts.at.at(-1)! - began)
    }
    t.same(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    starts.ask(2)
    await clock.pass(1000)
    t.equal(starts.at.length, startsPerSecond === 1 ? 8 : 9, 'one in the first second, then what has grown back')
  }
})

t.test('a burst of refusals is one throttling, which can only grow longer', async t => {
  const { clock, budget, starts } = scene({ startsPerSecond: 8 })
  for (let i = 0; i < 8; i++) budget.throttled()
  budget.throttled(1500)
  budget.throttled(200)
  starts.ask(10)
  await clock.pass(2499)
  t.same(starts.at, Array(4).fill(1500))
})

t.test('a throttling after a calm time waits a second again', async t => {
  const { clock, budget, starts } = scene({ startsPerSecond: 4 })
  budget.throttled()
  await clock.pass(1000)
  budget.throttled()
  await clock.pass(5000)
  budget.throttled()
  starts.ask()
  await clock.pass(5000)
  t.same(starts.at, [7000])
})

t.test('a wait longer than a timer can be is waited for', async t => {
  const { clock, budget, starts } = scene()
  budget.throttled(3e9)
  starts.ask()
  await clock.pass(4e9)
  t.same(starts.at, [3e9])
})

type Step = readonly ['ask' | 'release' | 'abort' | 'pass' | 'throttle', number]
const steps = fc.array(fc.tuple(
  fc.constantFrom<Step[0]>('ask', 'ask', 'release', 'abort', 'pass', 'throttle'),
  fc.oneof(fc.nat({ max: 1500 }), fc.constantFrom(1, 999, 1000))), { maxLength: 60 })

t.test('no second holds more than the limit, order is kept, nothing is lost, the cap holds, whatever happens', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 4 }),
    steps,
    async (limit, cap, steps) => {
      const clock = new VirtualClock()
      const budget = rateLimiter({ startsPerSecond: limit, maxConcurrent: cap, clock })
      const given: { name: number; at: number }[] = []
      const open: (() => void)[] = []
      const waiting = new Map<number, AbortController>()
      let [asked, left, most] = [0, 0, 0]
      const ask = (): void => {
        const [name, control] = [asked++, new AbortController()]
        waiting.set(name, control)
        budget.acquire(control.signal).then(
          release => {
            waiting.delete(name)
            given.push({ name, at: clock.now() })
            most = Math.max(most, open.push(release))
          },
          () => {
            left++
          },
        )
      }
      const act: Record<Step[0], (n: number) => unknown> = {
        ask: n => {
          for (let i = 0; i <= n % 4; i++) ask()
        },
        release: () => open.shift()?.(),
        abort: n => {
          const [name, control] = [...waiting][n % (waiting.size || 1)] ?? []
          control?.abort()
          waiting.delete(name!)
        },
        pass: n => clock.pass(n),
        throttle: n => {
          budget.throttled(n % 3 ? undefined : n)
        },
      }
      for (const [name, n] of steps) {
        await act[name](n)
        await settled()
      }
      while (given.length + left < asked) {
        while (open.length > 0) open.shift()!()
        await clock.pass(40_000)
      }
      const inOrder = given.every(({ name }, i) => i === 0 || name > given[i - 1]!.name)
      const within = given.every(({ at }, i) => i < limit || at - given[i - limit]!.at >= 1000)
      return inOrder && within && most <= cap && clock.pending === 0
    },
  )
  await fc.assert(property, { numRuns: 300 })
})

t.test('engines of one account share a budget, which is let go when it has come to rest', async t => {
  const clock = new VirtualClock()
  const budgets = new RateLimiters({ startsPerSecond: 1, clock })
  const [one, same, other] = [budgets.of('a'), budgets.of('a'), budgets.of('b')]
  t.equal(budgets.size, 0, 'a budget that nobody asked costs nothing')
  const release = await one.acquire(never)
  const second = new Starts(same, clock)
  second.ask()
  const third = new Starts(other, clock)
  third.ask()
  await clock.pass(0)
  t.same([second.at, third.at], [[], [0]], 'the other account has its own')
  await clock.pass(1000)
  t.same(second.at, [1000])
  third.releases[0]!()
  await clock.pass(1000)
  await budgets.of('c').acquire(never)
  t.equal(budgets.size, 2, 'b is gone, a has open tasks')
  release()
  second.releases[0]!()
  one.throttled()
  await clock.pass(1000)
  await budgets.of('d').acquire(never)
  t.equal(budgets.size, 3, 'what was throttled is not at rest')
  await clock.pass(60_000)
  await one.acquire(never)
  t.equal(budgets.size, 3, 'c and d have open tasks')
})

t.test('the process has one budget for each account', async t => {
  const [a, b] = [sharedRateLimiter('a'), sharedRateLimiter('a')]
  const turns = Array.from({ length: 20 }, () => a.acquire(never))
  const control = new AbortController()
  const outcome = b.acquire(control.signal).then(() => 'started', () => 'waited')
  control.abort()
  t.equal(await outcome, 'waited')
  for (const release of await Promise.all(turns)) release()
})

t.test('options are checked', async t => {
  for (const startsPerSecond of [0, 1.5, -1, 10_001, '5' as never])
    t.throws(() => rateLimiter({ startsPerSecond }), { code: 'STENO_BAD_OPTION' })
  for (const maxConcurrent of [0, 1.5, NaN, '5' as never])
    t.throws(() => rateLimiter({ maxConcurrent }), { code: 'STENO_BAD_OPTION' })
  for (const ms of [-1, NaN, Infinity, '5' as never])
    t.throws(() => rateLimiter().throttled(ms), { code: 'STENO_BAD_OPTION' })
})

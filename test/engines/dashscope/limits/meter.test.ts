import fc from 'fast-check'
import t from 'tap'
import { Meter } from '../../../../lib/engines/dashscope/limits/meter.js'
import { models } from '../../../../lib/engines/dashscope/catalogue/models.js'

t.test('each task is billed in whole seconds, rounded up', async t => {
  const meter = new Meter({ perSecond: 0.00009, maxCost: undefined })
  t.same([meter.billedSeconds, meter.cost], [0, 0])
  const first = meter.startTask()
  t.equal(meter.billedSeconds, 0, 'a task without audio costs nothing')
  first.addSent(100)
  t.same([meter.billedSeconds, meter.cost], [1, 0.00009])
  first.addSent(1100)
  const second = meter.startTask()
  second.addSent(1)
  t.same([meter.billedSeconds, meter.cost], [3, 0.00027])
})

t.test('a report of the service counts if it is more, never decreases, and is the bill in the end', async t => {
  const meter = new Meter({ perSecond: 0.00009, maxCost: undefined })
  const task = meter.startTask()
  task.addSent(9500)
  task.setBilled(3)
  t.equal(meter.billedSeconds, 10, 'the bill of the rest is not known yet')
  task.setBilled(12)
  task.setBilled(4)
  t.equal(meter.billedSeconds, 12)
  task.finish()
  t.equal(meter.billedSeconds, 12)
  const less = meter.startTask()
  less.addSent(5001)
  less.setBilled(5)
  t.equal(meter.billedSeconds, 18)
  less.finish()
  t.equal(meter.billedSeconds, 17)
  const silent = meter.startTask()
  silent.addSent(2500)
  silent.finish()
  t.equal(meter.billedSeconds, 20, 'a service that reports nothing bills what was sent')
})

t.test('fractions of milliseconds add no second, and no noise to the cost', async t => {
  const meter = new Meter({ perSecond: 0.000047, maxCost: undefined })
  const task = meter.startTask()
  // A second of 48 kHz, sample by sample, sums up to a hair more than 1000 ms.
  for (let i = 0; i < 48_000; i++) task.addSent(1000 / 48_000)
  t.equal(meter.billedSeconds, 1)
  const long = new Meter({ perSecond: 0.000047, maxCost: undefined })
  long.startTask().addSent(3_000)
  t.equal(long.cost, 0.000141, 'and not 0.00014099999999999998')
  long.startTask().addSent(86_400_000)
  t.equal(long.cost, 4.060941)
})

t.test('the affordable audio of the newest task includes the rest of a started second', async t => {
  const meter = new Meter({ perSecond: 0.000047, maxCost: 0.000141 })
  t.equal(meter.affordable(10_000), 3000)
  const first = meter.startTask()
  first.addSent(1200)
  t.same([meter.affordable(100), meter.affordable(10_000)], [100, 1800])
  const second = meter.startTask()
  t.equal(meter.affordable(10_000), 1000, 'the first has started its second')
  second.addSent(400)
  second.setBilled(1)
  t.equal(meter.affordable(10_000), 600)
  second.addSent(600)
  t.same([meter.affordable(1), meter.cost], [0, 0.000141])
})

t.test('the limit follows the service if it counts more than was sent', async t => {
  const meter = new Meter({ perSecond: 0.000047, maxCost: 0.000141 })
  const task = meter.startTask()
  task.addSent(400)
  task.setBilled(2)
  t.equal(meter.affordable(10_000), 1000)
  task.setBilled(7)
  t.equal(meter.affordable(10_000), 0)
})

t.test('a limit below the price of a second allows no audio, and no limit allows all', async t => {
  t.equal(new Meter({ perSecond: 0.00009, maxCost: 0.00008 }).affordable(1), 0)
  t.equal(new Meter({ perSecond: 0.00009, maxCost: undefined }).affordable(1e9), 1e9)
  t.equal(new Meter({ perSecond: 0.00009, maxCost: Infinity }).affordable(1e9), 1e9)
  const unknown = new Meter({ perSecond: undefined, maxCost: undefined })
  unknown.startTask().addSent(1500)
  t.same([unknown.billedSeconds, unknown.cost, unknown.affordable(7)], [2, undefined, 7])
})

t.test('an invalid limit is refused', async t => {
  t.throws(() => new Meter({ perSecond: undefined, maxCost: 1 }), {
    code: 'STENO_BAD_OPTION',
    message: '`maxCost` must be left out, as no price of this model in this region is known, got 1',
  })
  for (const maxCost of [0, -1, NaN, '1' as never])
    t.throws(() => new Meter({ perSecond: 1, maxCost }), { code: 'STENO_BAD_OPTION' })
})

t.test('sending no more than is affordable never exceeds the limit, and can use all of it', async () => {
  const prices = models.flatMap(({ pricePerSecond }) => Object.values(pricePerSecond))
  const sends = fc.array(fc.tuple(fc.double({ min: 0, max: 4000, noNaN: true }), fc.boolean()), { maxLength: 30 })
  fc.assert(
    fc.property(fc.constantFrom(...prices), fc.integer({ min: 1, max: 40_000 }), sends, (perSecond, whole, sends) => {
      const maxCost = Number((whole * perSecond).toFixed(6))
      const meter = new Meter({ perSecond, maxCost })
      if (meter.affordable(Infinity) !== whole * 1000) return false
      let task = meter.startTask()
      let sent = 0
      let bill = 0
      for (const [ms, renew] of sends) {
        if (renew) {
          bill += Math.ceil(sent / 1000)
          sent = 0
          task = meter.startTask()
        }
        const allowed = Math.floor(meter.affordable(ms) * 16) / 16
        task.addSent(allowed)
        sent += allowed
        if (meter.cost! > maxCost || bill + Math.ceil(sent / 1000) > whole) return false
      }
      return true
    }),
    { numRuns: 500 },
  )
})

t.test('parallel tasks share the limit', async t => {
  const meter = new Meter({ perSecond: 1, maxCost: 10 })
  const [one, two] = [meter.startTask(), meter.startTask()]
  one.addSent(3500)
  two.addSent(1200)
  t.equal(meter.affordable(10_000, one), 4500, 'two whole seconds belong to the other one')
  t.equal(meter.affordable(10_000, two), 4800)
  t.equal(meter.affordable(10_000), 4800, 'the newest where none is named')
  one.addSent(4500)
  t.same([meter.affordable(1, one), meter.affordable(1000, two)], [0, 800])
  two.addSent(800)
  t.same([meter.affordable(1, one), meter.affordable(1, two), meter.billedSeconds], [0, 0, 10])
})

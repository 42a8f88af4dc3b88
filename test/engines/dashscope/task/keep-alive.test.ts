import t from 'tap'
import { KeepAlive } from '../../../../lib/engines/dashscope/task/keep-alive.js'

/** `[idle, silence]`, in ms, for each silence due when polled every 500 ms. */
function silences(keepAlive: KeepAlive, until: number): unknown[] {
  const all: unknown[] = []
  for (let idle = 0; idle <= until; idle += 500) {
    const ms = keepAlive.silenceDue(idle)
    if (ms > 0) all.push([idle, ms])
  }
  return all
}

t.test('a pause of the source ends the sentence, then a little silence is sent at intervals', async t => {
  t.same(silences(new KeepAlive(), 40_000), [[3000, 1500], [13_000, 100], [23_000, 100], [33_000, 100]])
})

t.test('the first silence is longer than the one that ends a sentence', async t => {
  t.same(silences(new KeepAlive(6000), 5000), [[3000, 6200]])
})

t.test('audio restarts the pause', async t => {
  const keepAlive = new KeepAlive()
  t.equal(keepAlive.silenceDue(3000), 1500)
  keepAlive.reset()
  t.equal(keepAlive.silenceDue(2999), 0)
  t.equal(keepAlive.silenceDue(3000), 1500)
})

t.test('the service never waits 23 s for silence, even if the polling is late', async t => {
  const keepAlive = new KeepAlive()
  let last = 0
  for (let idle = 0; idle <= 600_000; idle += 1700) {
    if (keepAlive.silenceDue(idle) === 0) continue
    t.ok(idle - last < 23_000, `${last} to ${idle}`)
    last = idle
  }
})

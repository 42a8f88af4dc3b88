import t from 'tap'
import { KeepAlive } from '../../../../lib/engines/dashscope/task/keep-alive.js'

/** When how much silence is due, looked at each half second up to some moment. */
function dues(keepAlive: KeepAlive, until: number): unknown[] {
  const all: unknown[] = []
  for (let idle = 0; idle <= until; idle += 500) {
    const ms = keepAlive.silenceDue(idle)
    if (ms > 0) all.push([idle, ms])
  }
  return all
}

t.test('a source that pauses gets its sentence ended, then a little silence now and then', async t => {
  t.same(dues(new KeepAlive(), 40_000), [[3000, 1500], [13_000, 100], [23_000, 100], [33_000, 100]])
})

t.test('the silence that ends the sentence is longer than the one the service waits for', async t => {
  t.same(dues(new KeepAlive(6000), 5000), [[3000, 6200]])
})

t.test('audio begins the pause anew', async t => {
  const keepAlive = new KeepAlive()
  t.equal(keepAlive.silenceDue(3000), 1500)
  keepAlive.reset()
  t.equal(keepAlive.silenceDue(2999), 0)
  t.equal(keepAlive.silenceDue(3000), 1500)
})

t.test('no pause between two silences is as long as the service waits, though somebody looks late', async t => {
  const keepAlive = new KeepAlive()
  let last = 0
  for (let idle = 0; idle <= 600_000; idle += 1700) {
    if (keepAlive.silenceDue(idle) === 0) continue
    t.ok(idle - last < 23_000, `${last} to ${idle}`)
    last = idle
  }
})

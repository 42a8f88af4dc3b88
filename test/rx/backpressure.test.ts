import fc from 'fast-check'
import t from 'tap'
import { BoundedBuffer } from '../../lib/rx/backpressure.js'
import type { AudioChunk } from '../../lib/types.js'

/** A piece of so many ms at 16 kHz, filled with a number. */
const piece = (value: number, ms = 100): Buffer => Buffer.alloc(ms * 32, value)
const chunk = (value: number, start: number, ms = 100): AudioChunk => ({ data: piece(value, ms), start, duration: ms })

/** All that waits: what it is filled with, and where it says it begins. */
function drain(buffer: BoundedBuffer): (readonly [value: number, start: number | undefined])[] {
  const all: (readonly [number, number | undefined])[] = []
  for (let next = buffer.shift(); next !== undefined; next = buffer.shift()) {
    all.push(next instanceof Uint8Array ? [next[0]!, undefined] : [next.data[0]!, next.start])
  }
  return all
}

t.test('gives what came, in order, and says how much waits', async t => {
  const buffer = new BoundedBuffer('buffer', 1000, 16_000)
  for (const value of [1, 2, 3]) t.equal(buffer.push(piece(value)), undefined)
  t.equal(buffer.waiting, 300)
  t.same(drain(buffer), [[1, undefined], [2, undefined], [3, undefined]])
  t.equal(buffer.waiting, 0)
})

t.test("'buffer' says how much would wait when there is no room", async t => {
  const buffer = new BoundedBuffer('buffer', 200, 16_000)
  buffer.push(piece(1))
  buffer.push(piece(2))
  t.throws(() => buffer.push(piece(3)), {
    code: 'STENO_BACKPRESSURE_OVERFLOW',
    message: /300 ms.*`maxBuffer` of 200 ms/,
  })
})

t.test("'drop' drops what comes; what follows says where it is", async t => {
  const buffer = new BoundedBuffer('drop', 200, 16_000)
  buffer.push(piece(1))
  buffer.push(piece(2))
  t.same(buffer.push(piece(3)), { start: 200, duration: 100 })
  t.same(buffer.push(piece(4)), { start: 300, duration: 100 })
  buffer.shift()
  t.equal(buffer.push(piece(5)), undefined)
  t.same(drain(buffer), [[2, undefined], [5, 400]])
  t.equal(buffer.push(piece(6)), undefined)
  t.same(drain(buffer), [[6, undefined]], 'what lies behind it needs no place')
})

t.test("'latest' drops the oldest, as many as it takes", async t => {
  const buffer = new BoundedBuffer('latest', 200, 16_000)
  buffer.push(piece(1))
  buffer.push(piece(2))
  t.same(buffer.push(piece(3)), { start: 0, duration: 100 })
  t.same(buffer.push(piece(4, 150)), { start: 100, duration: 200 })
  t.same(drain(buffer), [[4, 300]])
})

t.test("'error' lets things wait until it has caught up, then nothing more than one piece", async t => {
  const buffer = new BoundedBuffer('error', 1000, 16_000)
  for (const value of [1, 2, 3]) buffer.push(piece(value))
  drain(buffer)
  buffer.push(piece(4))
  t.throws(() => buffer.push(piece(5)), {
    code: 'STENO_BACKPRESSURE_OVERFLOW',
    message: /200 ms.*`backpressure: 'error'`/,
  })
})

t.test('a piece that is longer than the limit has room when nothing waits', async t => {
  for (const strategy of ['buffer', 'drop', 'latest', 'error'] as const) {
    const buffer = new BoundedBuffer(strategy, 100, 16_000)
    t.equal(buffer.push(piece(1, 300)), undefined, strategy)
    t.same(drain(buffer), [[1, undefined]])
  }
})

t.test('chunks keep their own places, and bare samples go on behind them', async t => {
  const buffer = new BoundedBuffer('latest', 200, 16_000)
  buffer.push(chunk(1, 5000))
  buffer.push(piece(2))
  t.same(buffer.push(piece(3)), { start: 5000, duration: 100 })
  t.same(buffer.push(chunk(4, 9000)), { start: 5100, duration: 100 })
  t.same(drain(buffer), [[3, 5200], [4, 9000]])
  buffer.push(piece(5))
  t.same(drain(buffer), [[5, undefined]])
})

t.test('whatever is dropped, all that is given lies where it came from, and nothing is lost unseen', async t => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant('take' as const)), { maxLength: 200 })
  fc.assert(fc.property(fc.constantFrom('drop' as const, 'latest' as const), steps, (strategy, steps) => {
    const buffer = new BoundedBuffer(strategy, 250, 16_000)
    let came = 0
    let gave = 0
    let at = 0
    let dropped = 0
    const take = (): boolean => {
      const next = buffer.shift()
      if (next === undefined) return false
      const data = next instanceof Uint8Array ? next : next.data
      if (!(next instanceof Uint8Array)) at = next.start * 32
      // Each sample holds the tens of ms that came before it.
      if (new Uint32Array(data.buffer, data.byteOffset, 1)[0] !== at) throw new Error(`it lies at ${at}`)
      at += data.length
      gave += data.length
      return true
    }
    for (const step of steps) {
      if (step === 'take') {
        take()
        continue
      }
      const data = new Uint8Array(step * 320)
      new Uint32Array(data.buffer, 0, 1)[0] = came
      came += data.length
      dropped += (buffer.push(data)?.duration ?? 0) * 32
      if (buffer.waiting > 250) return false
    }
    while (take());
    return gave + dropped === came
  }))
  t.pass()
})

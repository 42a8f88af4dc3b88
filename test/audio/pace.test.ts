import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { decode } from '../../lib/audio/decode.js'
import { pace } from '../../lib/audio/pace.js'
import type { Clock } from '../../lib/stream/clock.js'
import { closed } from '../contract/stage.js'
import { VirtualClock } from '../support/virtual-clock.js'
import { noise } from './sounds.js'

/** A clock whose timers fire at once and move its time forward. */
class JumpingClock implements Clock {
  time = 5000
  readonly delays: number[] = []

  now(): number {
    return this.time
  }

  after(ms: number, callback: () => void): () => void {
    this.delays.push(ms)
    this.time += ms
    queueMicrotask(callback)
    return () => {}
  }
}

/** When each piece came, in ms after the first was written, and all bytes. */
async function paced(input: Buffer, speed: number, size = input.length): Promise<{ times: number[]; pcm: Buffer }> {
  const clock = new JumpingClock()
  const pieces = Array.from({ length: Math.ceil(input.length / size) }, (_, i) =>
    input.subarray(i * size, (i + 1) * size),
  )
  const [times, output]: [number[], Buffer[]] = [[], []]
  const stage = pace({ speed, clock })
  const push = stage.push.bind(stage)
  stage.push = (piece: Buffer | null) => {
    if (piece) times.push(clock.time - 5000)
    return push(piece)
  }
  for await (const piece of Readable.from(pieces).pipe(stage)) output.push(piece as Buffer)
  return { times, pcm: Buffer.concat(output) }
}

const input = noise(3, 11_201)

t.test('pace() outputs each 100 ms when they would have been spoken', async t => {
  for (const size of [11_201, 1000, 1]) {
    const { times, pcm } = await paced(input, 1, size)
    t.same(times, [100, 200, 300, 350], `written in pieces of ${size}`)
    t.ok(pcm.equals(input.subarray(0, -1)), 'all but the half sample at the end')
  }
})

t.test('pace() can be faster and slower, and without delay', async t => {
  t.same((await paced(input, 2)).times, [50, 100, 150, 175])
  t.same((await paced(input, 0.5)).times, [200, 400, 600, 700])
  t.same((await paced(input, Infinity)).times, [0, 0, 0, 0])
})

t.test('what is overdue comes at once', async t => {
  const clock = new JumpingClock()
  const stage = pace({ clock })
  stage.resume()
  await new Promise(resolve => stage.write(input.subarray(0, 3200), resolve))
  clock.time += 1000
  await new Promise(resolve => stage.write(input.subarray(3200, 9600), resolve))
  t.same(clock.delays, [100])
})

t.test('pace() stops waiting when it is destroyed', async t => {
  const clock = new VirtualClock()
  const stage = pace({ clock })
  stage.on('error', error => { t.fail(error.message) })
  stage.write(input)
  await new Promise(setImmediate)
  t.equal(clock.pending, 1)
  stage.destroy()
  await closed(stage)
  t.equal(clock.pending, 0)
})

t.test('a clock that fails makes a stream error', async t => {
  const clock = { now: () => 0, after: () => { throw new Error('stopped') } }
  await t.rejects(Readable.from([input]).pipe(pace({ clock })).toArray(), { message: 'stopped' })
})

t.test('pace() has its format, and takes over the rate of the stage before it', async t => {
  t.equal(pace().format.sampleRate, 16_000)
  t.equal(new PassThrough().pipe(decode({ sampleRate: 8000 })).pipe(pace()).format.sampleRate, 8000)
})

t.test('pace() checks its options at once', async t => {
  for (const [option, bad] of [
    ['speed', 0],
    ['speed', NaN],
    ['speed', '1'],
    ['sampleRate', 1],
    ['clock', null],
    ['clock', { now: () => 0 }],
  ] as const) {
    const error = { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) }
    t.throws(() => pace({ [option]: bad }), error, option)
  }
})

import { type ChildProcess, spawn } from 'node:child_process'
import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { randoms } from './contract/stage.js'
import { endAtMoments } from './support/timing.js'
import { Pipelines } from './support/pipelines.js'

// `bench/moments.ts` takes two hundred moments of each; a test has time for some.
const MOMENTS = 12
const SEED = 5

const pipelines = await Pipelines.open(t.testdir())
t.teardown(() => pipelines.close())
const random = randoms(SEED)
const chance = (): number => random() / 2 ** 32

for (const pipeline of pipelines.all) {
  t.test(`nothing is left of it, ended at any moment: ${pipeline.name}`, async t => {
    const { left } = await endAtMoments(pipeline, pipeline.isSlow ? 2 : MOMENTS, chance)
    t.same(left, [])
  })
}

t.test('what is left is seen', async t => {
  const timers: NodeJS.Timeout[] = []
  const children: ChildProcess[] = []
  const hear = (): void => {}
  t.teardown(() => {
    for (const timer of timers) clearInterval(timer)
    for (const child of children) child.kill()
    process.off('SIGUSR2', hear)
  })
  const make = (): [Readable, PassThrough] => {
    timers.push(setInterval(() => {}, 1000))
    children.push(spawn('sleep', ['60'], { stdio: 'ignore' }))
    process.on('SIGUSR2', hear)
    return [Readable.from([Buffer.from('speech')]), new PassThrough()]
  }
  const { left } = await endAtMoments(
    { name: 'careless', isSlow: true, releaseTimeout: 100, make, sessions: () => 1 }, 1, chance,
  )
  for (const what of ['child sleep', 'a timer', 'a listener of the process', 'a session']) {
    t.ok(left.some(one => one.endsWith(what)), what)
  }
})

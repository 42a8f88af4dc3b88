/**
 * The façade of `stenopipe/rx` beside the bare Duplex, and what 10,000 subscriptions leave behind.
 *
 * CPU per hour of audio: as in bench/overhead.ts, streams side by side, each frame a write and each result a message of
 * its own; the emulator and each client have a process each, rounds are run in turns, the first of each is not counted.
 *
 * Subscriptions: to audio that is pushed and to audio that is pulled, ended at once, at the first result and in the
 * middle, in this process; and over sockets, to an emulator in a process of its own. Heap is that after a collection.
 *
 *     npm run bench bench/rx.ts [rounds] [streams] [speed] [subscriptions]
 */
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Observable, take } from 'rxjs'
import { dashscope, rateLimiter } from '../lib/engines/dashscope/index.js'
import type { Engine } from '../lib/index.js'
import { streamCall } from '../lib/rx/index.js'
import { numberedAudio, numberedEngine } from '../lib/testing/index.js'
import { Client, type Contestant, type Job } from './support/client.js'
import { median } from './support/numbers.js'
import { Service } from './support/service.js'

const ROUNDS = Number(process.argv[2] ?? 7)
const STREAMS = Number(process.argv[3] ?? 20)
const SPEED = Number(process.argv[4] ?? 20)
const SUBSCRIPTIONS = Number(process.argv[5] ?? 10_000)
const AUDIO_MS = 8000 * SPEED
const MB = 2 ** 20

const service = new Service()
const place = await service.open({ speechMs: AUDIO_MS })

async function overhead(): Promise<void> {
  const job: Job = { ...place, streams: STREAMS, audioMs: AUDIO_MS, speed: SPEED, startsPerSecond: 1000, watch: '' }
  const hours = STREAMS * AUDIO_MS / 3_600_000
  const names: readonly Contestant[] = ['stenopipe', 'streamCall', 'callbacks']
  const cpu = new Map<Contestant, number[]>(names.map(name => [name, []]))
  const clients = names.map(name => ({ name, client: new Client(name) }))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, client } of clients) {
      const outcome = await client.run(job)
      if (round > 0) cpu.get(name)!.push(outcome.cpu / 1000 / hours)
    }
  }
  await Promise.all(clients.map(({ client }) => client.stop()))
  const bare = cpu.get('stenopipe')!
  console.log(
    `${STREAMS} streams at ${SPEED} x real time, ${hours.toFixed(2)} h of audio a round, medians of ${ROUNDS} rounds`,
  )
  for (const name of names) {
    const seconds = cpu.get(name)!
    const ratios = seconds.map((s, i) => s / bare[i]!)
    console.log(
      `${name.padEnd(10)} CPU ${median(seconds).toFixed(2)} s an hour of audio, ratio ${median(ratios).toFixed(2)} (${ratios.map(r => r.toFixed(2)).join(' ')})`,
    )
  }
}

const audio = numberedAudio({ frames: 100 })
const frames = Array.from({ length: audio.length / 3200 }, (_, i) => audio.subarray(i * 3200, (i + 1) * 3200))

/** Frames without end, a turn of the event loop before each; counts who is subscribed. */
let subscribed = 0
const pushed = new Observable<Uint8Array>(subscriber => {
  subscribed++
  let i = 0
  const timer = setInterval(() => { subscriber.next(frames[i++ % frames.length]!) }, 1)
  return () => {
    subscribed--
    clearInterval(timer)
  }
})
const pulled = { async *[Symbol.asyncIterator]() {
  subscribed++
  try {
    for (let i = 0; ; i++) {
      await setImmediate()
      yield frames[i % frames.length]!
    }
  } finally {
    subscribed--
  }
} }

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise(resolve => setTimeout(resolve, 20))
    collect()
  }
  return process.memoryUsage().heapUsed / MB
}

const handles = (): number => process.getActiveResourcesInfo().filter(name => name !== 'Immediate').length
const listeners = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)

async function subscribeAndLeave(
  engine: Engine,
  results: number,
  source: typeof pushed | typeof pulled,
): Promise<void> {
  const call = streamCall({ engine }, source)
  if (results === 0) call.subscribe().unsubscribe()
  else await call.pipe(take(results)).forEach(() => {})
}

async function leave(title: string, engine: Engine, rounds: number): Promise<void> {
  const round = (i: number): Promise<void> => subscribeAndLeave(engine, [0, 1, 12][i % 3]!, i % 2 ? pushed : pulled)
  for (let i = 0; i < rounds / 10; i++) await round(i)
  const before = { heap: await heap(), handles: handles(), listeners: listeners() }
  const heaps: number[] = []
  for (let tenth = 0; tenth < 10; tenth++) {
    for (let i = 0; i < rounds / 10; i++) await round(i)
    heaps.push(await heap())
  }
  console.log(`${title}: ${rounds} subscriptions after ${rounds / 10} more`)
  console.log(`  heap ${before.heap.toFixed(2)} MB, then ${heaps.map(mb => mb.toFixed(2)).join(' ')}`)
  console.log(
    `  handles ${before.handles}, then ${handles()}; listeners of the process ${before.listeners}, then ${listeners()}; subscribed to audio ${subscribed}`,
  )
}

await leave('in this process', numberedEngine(), SUBSCRIPTIONS)
const cloud = dashscope({
  baseUrl: place.url,
  apiKey: place.apiKey,
  rateLimiter: rateLimiter({ startsPerSecond: 10_000 }),
  idleTimeout: 0,
})
await leave('over sockets', cloud, SUBSCRIPTIONS / 10)
await overhead()
await service.stop()

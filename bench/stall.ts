/**
 * How much a client takes for a server that stops reading: 256 MB are offered in frames of 3200 bytes, as fast as the
 * client's API asks for more, to an emulator that reads one frame and then no more (fault 'stall').
 *
 * Accepted is all that was handed over, with what waits in a stream's own buffer, after ten seconds; beside it the
 * growth of resident memory since the task was started. The emulator and each client have a process each.
 * `recognize()` is run twice: as it is, when `resume` holds a writer back that is 60 s of audio ahead of the results,
 * and with `resume.keep` at its largest, an hour, when only the socket does. Beside them `ws` as a stream
 * (`createWebSocketStream`) and a bare loop of `ws.send()`.
 *
 *     npm run bench bench/stall.ts [MB]
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket, { createWebSocketStream } from 'ws'
import { recognize } from '../lib/index.js'
import { formatMessage } from '../lib/protocol/format.js'
import { answer, Child } from './support/child.js'
import { type Place, Service } from './support/service.js'

const MB = 2 ** 20
const WAIT_MS = 10_000
const frame = Buffer.alloc(3200, 'sound')

type Contestant = 'recognize()' | 'recognize(), keep 1 h' | 'createWebSocketStream' | 'ws.send loop'
interface Job extends Place { readonly bytes: number }
interface Outcome { readonly accepted: number; readonly grown: number; readonly error?: string }

/** Takes one more frame. @returns Whether it wants another right away. */
interface Sink { write(frame: Uint8Array): boolean; drained(): Promise<unknown> }

const streamSink = (stream: Writable): Sink => ({
  write: audio => stream.write(audio),
  drained: () => once(stream, 'drain'),
})

async function task({ url, apiKey }: Place): Promise<WebSocket> {
  const ws = new WebSocket(url, { headers: { Authorization: `Bearer ${apiKey}` }, perMessageDeflate: false })
  await once(ws, 'open')
  const parameters = { format: 'pcm', sample_rate: 16_000 }
  ws.send(formatMessage({ type: 'run-task', taskId: randomUUID(), model: 'fun-asr-realtime', parameters, input: {} }))
  await once(ws, 'message')
  return ws
}

async function ours({ url, apiKey }: Place, keep?: number): Promise<Sink> {
  const recognizer = recognize({ baseUrl: url, apiKey, ...keep !== undefined && { resume: { replayBuffer: keep } } })
  recognizer.resume()
  await once(recognizer, 'session')
  return streamSink(recognizer)
}

const sinks: Readonly<Record<Contestant, (place: Place) => Promise<Sink>>> = {
  'recognize()': place => ours(place),
  'recognize(), keep 1 h': place => ours(place, 3_600_000),
  'createWebSocketStream': async place => streamSink(createWebSocketStream(await task(place))),
  'ws.send loop': async place => {
    const ws = await task(place)
    return { write: audio => { ws.send(audio); return true }, drained: () => Promise.resolve() }
  },
}

async function offer(contestant: Contestant, job: Job): Promise<Outcome> {
  const sink = await sinks[contestant](job)
  const before = process.memoryUsage.rss()
  let accepted = 0
  const pump = async (): Promise<void> => {
    while (accepted < job.bytes) {
      accepted += frame.length
      if (!sink.write(frame)) await sink.drained()
    }
  }
  const error = await Promise.race([pump().then(() => undefined, String), sleep(WAIT_MS)])
  if (accepted >= job.bytes) await sleep(WAIT_MS)
  return { accepted, grown: process.memoryUsage.rss() - before, ...error !== undefined && { error } }
}

if (process.argv[2] === 'client') {
  answer((job: Job) => offer(process.argv[3] as Contestant, job))
} else {
  const bytes = Number(process.argv[2] ?? 256) * MB
  console.log(`${bytes / MB} MB offered, after ${WAIT_MS / 1000} s`)
  for (const contestant of Object.keys(sinks)) {
    const service = new Service()
    const client = new Child(new URL(import.meta.url), ['client', contestant])
    const place = await service.open({ faults: [{ type: 'stall', frames: 1 }] })
    const { accepted, grown, error = '' } = await client.ask<Outcome>({ ...place, bytes })
    console.log(
      `${contestant.padEnd(22)} accepted ${(accepted / MB).toFixed(2).padStart(6)} MB   RSS grew by ${(grown / MB).toFixed(1).padStart(5)} MB   ${error}`,
    )
    await Promise.all([client.stop(), service.stop()])
  }
}

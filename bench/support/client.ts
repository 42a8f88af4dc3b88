import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Subject } from 'rxjs'
import WebSocket from 'ws'
import { dashscope, rateLimiter } from '../../lib/engines/dashscope/index.js'
import { recognize } from '../../lib/index.js'
import { formatMessage } from '../../lib/protocol/format.js'
import { Recognition, streamCall } from '../../lib/rx/index.js'
import { answer, Child } from './child.js'
import { Journal, type Moments, nameOf, now, tell } from './journal.js'
import type { Place } from './service.js'

/**
 * `recognize()`, the two faces of `stenopipe/rx` that are live, and a bare `ws` client that sends the same frames and
 * parses the same results.
 */
export type Contestant = 'stenopipe' | 'streamCall' | 'callbacks' | 'ws'

/** What a client is to do: streams side by side, each of 100 ms frames at an even pace. */
export interface Job extends Place {
  readonly streams: number
  readonly audioMs: number
  /** Of real time. */
  readonly speed: number
  readonly startsPerSecond: number
  /** First digits of the ids of the tasks whose delays are measured; none: only CPU is. */
  readonly watch: string
}

/** What it cost. */
export interface Outcome {
  readonly results: number
  /** CPU of all of it, in ms. */
  readonly cpu: number
  /** While all streams ran: CPU and time, in ms. */
  readonly steady: { readonly cpu: number; readonly wall: number }
  /** Bytes: before the first stream, and at the end of the time when all ran. */
  readonly rss: readonly [before: number, during: number]
  /** When sockets emitted 'message', and when the results came out. */
  readonly messages: Moments
  readonly data: Moments
}

/** A client in a process of its own, which it keeps from job to job. */
export class Client {
  readonly #child: Child

  constructor(contestant: Contestant) {
    this.#child = new Child(new URL(import.meta.url), ['client', contestant])
  }

  run(job: Job): Promise<Outcome> {
    return this.#child.ask(job)
  }

  stop(): Promise<void> {
    return this.#child.stop()
  }
}

const FRAME_MS = 100
const TICK_MS = 5

/** One stream, open. */
interface Stream {
  write(frame: Uint8Array): void
  end(): void
  /** Resolves when all results have come. */
  readonly over: Promise<unknown>
}

/** Opens streams that tell each result as it comes. */
type Opener = (tell: (task: string, sentence: number, words: number, isFinal: boolean) => void) => Promise<Stream>

/** Sound, or the emulator would look through every frame for some. */
const frame = Buffer.alloc(3200, 'sound')

interface Contender { readonly open: Opener; close(): Promise<void> }

function stenopipe({ url, apiKey }: Job): Contender {
  const engine = dashscope({ baseUrl: url, apiKey, rateLimiter: rateLimiter({ startsPerSecond: 10_000 }) })
  return {
    close: () => engine.close(),
    async open(tell) {
      const recognizer = recognize({ engine })
      recognizer.on('data', ({ requestId, sentence, isSentenceEnd }) => {
        tell(requestId, sentence.sentenceId, sentence.words.length, isSentenceEnd)
      })
      await once(recognizer, 'session')
      return { write: audio => recognizer.write(audio), end: () => recognizer.end(), over: once(recognizer, 'close') }
    },
  }
}

function streamed({ url, apiKey }: Job): Contender {
  const engine = dashscope({ baseUrl: url, apiKey, rateLimiter: rateLimiter({ startsPerSecond: 10_000 }) })
  return {
    close: () => engine.close(),
    open(tell) {
      const audio = new Subject<Uint8Array>()
      const over = streamCall({ engine }, audio).forEach(({ requestId, sentence, isSentenceEnd }) => {
        tell(requestId, sentence.sentenceId, sentence.words.length, isSentenceEnd)
      })
      return Promise.resolve({ write: frame => { audio.next(frame) }, end: () => { audio.complete() }, over })
    },
  }
}

function called({ url, apiKey }: Job): Contender {
  const engine = dashscope({ baseUrl: url, apiKey, rateLimiter: rateLimiter({ startsPerSecond: 10_000 }) })
  return {
    close: () => engine.close(),
    async open(tell) {
      const recognition = new Recognition({ engine })
      let stop = (): void => {}
      const over = new Promise<void>(resolve => { stop = resolve })
      await new Promise<void>(resolve => {
        recognition.call(
          {},
          {
            onOpen: resolve,
            onEvent: ({ requestId, sentence, isSentenceEnd }) => {
              tell(requestId, sentence.sentenceId, sentence.words.length, isSentenceEnd)
            },
            onClose: () => {
              stop()
            },
          },
        )
      })
      return { write: frame => { recognition.sendAudioFrame(frame) }, end: () => { void recognition.stop() }, over }
    },
  }
}

const contenders: Readonly<Record<Contestant, (job: Job) => Contender>> = {
  stenopipe,
  streamCall: streamed,
  callbacks: called,
  ws: bare,
}

interface Wire {
  readonly header: { readonly task_id: string; readonly event: string }
  readonly payload: {
    readonly output: {
      readonly sentence: { sentence_id: number; text: string; words: unknown[]; sentence_end: boolean }
    }
  }
}

function bare({ url, apiKey }: Job): Contender {
  return {
    close: () => Promise.resolve(),
    async open(tell) {
      const ws = new WebSocket(url, { headers: { Authorization: `Bearer ${apiKey}` }, perMessageDeflate: false })
      await once(ws, 'open')
      const taskId = randomUUID()
      const started = new Promise<void>(resolve => {
        ws.on('message', (data: Buffer) => {
          const { header, payload } = JSON.parse(data.toString()) as Wire
          if (header.event === 'task-started') resolve()
          else if (header.event === 'task-finished') ws.close()
          else {
            const { sentence_id, text, words, sentence_end } = payload.output.sentence
            if (text !== '') tell(header.task_id, sentence_id, words.length, sentence_end)
          }
        })
      })
      const parameters = { format: 'pcm', sample_rate: 16_000 }
      ws.send(formatMessage({ type: 'run-task', taskId, model: 'fun-asr-realtime', parameters, input: {} }))
      await started
      return {
        write: audio => { ws.send(audio) },
        end: () => { ws.send(formatMessage({ type: 'finish-task', taskId })) },
        over: once(ws, 'close'),
      }
    },
  }
}

/** Writes each stream's frames when they are due; one timer serves all, so that pacing costs next to nothing. */
class Pacer {
  readonly #speed: number
  readonly #frames: number
  readonly #running = new Set<{ readonly stream: Stream; readonly began: number; sent: number }>()
  readonly #timer = setInterval(() => { this.#tick() }, TICK_MS)
  #onEnd = (): void => {}
  /** The first stream has come to its end. */
  readonly firstEnd = new Promise<void>(resolve => { this.#onEnd = resolve })

  constructor({ audioMs, speed }: Job) {
    this.#frames = audioMs / FRAME_MS
    this.#speed = speed
  }

  add(stream: Stream): void {
    this.#running.add({ stream, began: performance.now(), sent: 0 })
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const time = performance.now()
    for (const one of this.#running) {
      const due = Math.min(this.#frames, (time - one.began) * this.#speed / FRAME_MS)
      for (; one.sent < due; one.sent++) one.stream.write(frame)
      if (one.sent < this.#frames) continue
      this.#running.delete(one)
      this.#onEnd()
      one.stream.end()
    }
  }
}

async function run(contestant: Contestant, job: Job, watch: (journal: Journal) => void): Promise<Outcome> {
  const journal = new Journal(job.watch)
  watch(journal)
  const data: Record<string, number> = {}
  let results = 0
  const contender = contenders[contestant](job)
  const pacer = new Pacer(job)
  const before = process.memoryUsage.rss()
  const began = process.cpuUsage()

  const opening: Promise<Stream>[] = []
  for (let i = 0; i < job.streams; i++) {
    const stream = contender.open((...what) => {
      results++
      if (journal.watches(what[0])) data[nameOf(...what)] = now()
    })
    opening.push(stream)
    void stream.then(opened => { pacer.add(opened) })
    await sleep(1000 / job.startsPerSecond)
  }
  const streams = await Promise.all(opening)
  const [all, cpuAtAll] = [performance.now(), process.cpuUsage()]
  await pacer.firstEnd
  const steady = { wall: performance.now() - all, cpu: total(process.cpuUsage(cpuAtAll)) }
  const during = process.memoryUsage.rss()
  await Promise.all(streams.map(stream => stream.over))
  await contender.close()
  pacer.stop()
  return {
    results,
    cpu: total(process.cpuUsage(began)),
    steady,
    rss: [before, during],
    messages: journal.moments(),
    data,
  }
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}

function serve(contestant: Contestant): void {
  let journal = new Journal('')
  // The moment of 'message' is the moment before the first listener hears of it.
  tell('emit', (socket, [event, data]) => { if (event === 'message') journal.note(socket, data) })
  answer((job: Job) => run(contestant, job, one => { journal = one }))
}

if (process.argv[2] === 'client') serve(process.argv[3] as Contestant)

/**
 * What becomes of words when the link breaks, by audio whose every frame of 20 ms has a number that the emulator hears
 * as a word. The emulator runs in the same process.
 *
 * 1. 400 frames at twice real time; after frame 100 the server says nothing for 0.7 s, then destroys the connection.
 * 2. Ten minutes, 30,000 frames, at twenty times real time, with breaks at 50 random points (seeded); half of them
 *    without any silence before, half with up to 0.7 s of it.
 *
 * Counted are the words of the finals: lost, doubled, and how far their times are from those of a run without breaks.
 * Beside it a bare `ws` client that connects again at once and goes on with what comes next, as the SDKs that
 * reconnect do; its times are not compared, since they begin anew with each task.
 *
 *     npm run bench bench/drop.ts [seed] [breaks]
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { recognize, type Word } from '../lib/index.js'
import { formatMessage } from '../lib/protocol/format.js'
import { parseServerMessage } from '../lib/protocol/parse.js'
import { emulate, type Emulator, type Fault, numberedAudio, numberedEngine } from '../lib/testing/index.js'

const SEED = Number(process.argv[2] ?? 1)
const BREAKS = Number(process.argv[3] ?? 50)
const FRAME_MS = 20
const FRAME_BYTES = 640
/** Frames of 20 ms that go over the wire as one. */
const ON_WIRE = 5
/** How many words a sentence has: a second of audio. */
const WORDS = 50

/** Heard by a client: the words of all finals, and how often it connected. */
interface Heard { readonly words: readonly Word[]; readonly links: number }
type Run = (service: Emulator, audio: Buffer, speed: number) => Promise<Heard>

/** Frames one by one when they are due. */
async function* paced(audio: Buffer, speed: number): AsyncGenerator<Buffer> {
  const began = performance.now()
  for (let at = 0; at < audio.length; at += FRAME_BYTES) {
    const due = at / FRAME_BYTES * FRAME_MS / speed
    if (due > performance.now() - began) await sleep(due - (performance.now() - began))
    yield audio.subarray(at, at + FRAME_BYTES)
  }
}

const stenopipe: Run = async ({ url, apiKey }, audio, speed) => {
  const recognizer = recognize({ baseUrl: url, apiKey })
  const words: Word[] = []
  recognizer.on('data', ({ sentence, isSentenceEnd }) => { if (isSentenceEnd) words.push(...sentence.words) })
  const over = once(recognizer, 'close')
  for await (const frame of paced(audio, speed)) if (!recognizer.write(frame)) await once(recognizer, 'drain')
  recognizer.end()
  await over
  return { words, links: recognizer.metrics.requestIds.length }
}

/**
 * Connects again when the link has broken; what is written meanwhile is not sent, as there is nothing to send it with.
 */
const bare: Run = async ({ url, apiKey }, audio, speed) => {
  const words: Word[] = []
  let [links, finished] = [0, false]
  let link: { readonly ws: WebSocket; readonly taskId: string } | undefined
  const connect = (): void => {
    links++
    const taskId = randomUUID()
    const ws = new WebSocket(url, { headers: { Authorization: `Bearer ${apiKey}` } })
    const parameters = { format: 'pcm', sample_rate: 16_000 }
    ws.on('open', () => {
      ws.send(formatMessage({ type: 'run-task', taskId, model: 'fun-asr-realtime', parameters, input: {} }))
    })
    ws.on('error', () => {})
    ws.on('message', (data: Buffer) => {
      const message = parseServerMessage(data.toString())
      if (message.type === 'task-started') link = { ws, taskId }
      if (message.type === 'result-generated' && message.sentence.sentence_end) {
        words.push(
          ...message.sentence.words.map(({ text, punctuation }) => ({ beginTime: 0, endTime: 0, text, punctuation })),
        )
      }
      if (message.type === 'task-finished') {
        finished = true
        ws.close()
      }
    })
    ws.on('close', () => {
      link = undefined
      if (!finished) connect()
    })
  }
  connect()
  while (!link) await sleep(1)
  let waiting: Buffer[] = []
  for await (const frame of paced(audio, speed)) {
    waiting.push(frame)
    if (waiting.length < ON_WIRE) continue
    link?.ws.send(Buffer.concat(waiting))
    waiting = []
  }
  while (!link) await sleep(1)
  link.ws.send(formatMessage({ type: 'finish-task', taskId: link.taskId }))
  while (!finished) await sleep(1)
  return { words, links }
}

async function hear(
  run: Run,
  frames: number,
  speed: number,
  faults: readonly Fault[],
): Promise<Heard & { broken: number }> {
  const service = await emulate({ engine: numberedEngine({ wordsPerSentence: WORDS }), faults })
  const heard = await run(service, numberedAudio({ frames }), speed)
  const broken = service.tasks.filter(({ state }) => state === 'abandoned').length
  await service.close()
  return { ...heard, broken }
}

function report(
  name: string,
  frames: number,
  { words, links, broken }: Heard & { broken: number },
  whole?: Heard,
): void {
  const times = new Map<string, number>()
  for (const { text } of words) times.set(text, (times.get(text) ?? 0) + 1)
  const doubled = [...times.values()].reduce((sum, n) => sum + n - 1, 0)
  const right = new Map(whole?.words.map(word => [word.text, word]))
  const off = words.flatMap(({ text, beginTime, endTime }) => {
    const { beginTime: begin = NaN, endTime: end = NaN } = right.get(text) ?? {}
    return [Math.abs(beginTime - begin), Math.abs(endTime - end)]
  })
  console.log(
    `  ${name.padEnd(22)} ${String(frames - times.size).padStart(5)} lost ${String(doubled).padStart(4)} doubled`
      + `${whole ? `, times off by at most ${off.reduce((most, ms) => Math.max(most, ms), 0)} ms` : ''}, ${broken} breaks, ${links} sessions`,
  )
}

/** Even numbers from 0 to 1 (mulberry32, T. Ettinger). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Breaks at random points of the audio; each task breaks as many frames after its start as its point is after the last.
 */
function randomBreaks(frames: number): Fault[] {
  const random = dice(SEED)
  const points = Array.from({ length: BREAKS }, () => Math.ceil(random() * frames / ON_WIRE)).sort((a, b) => a - b)
  return points.map((point, i) => ({
    type: 'disconnect',
    task: i + 1,
    frames: Math.max(1, point - (points[i - 1] ?? 0)),
    ...(random() < 0.5 && { silenceBefore: Math.ceil(random() * 700) }),
  }))
}

const trials = [
  {
    title: '400 frames of 20 ms at 2 x, silence of 0.7 s after frame 100',
    frames: 400,
    speed: 2,
    faults: [{ type: 'disconnect', frames: 100 / ON_WIRE, silenceBefore: 700 }] satisfies Fault[],
  },
  {
    title: `ten minutes at 20 x, ${BREAKS} random breaks, seed ${SEED}`,
    frames: 30_000,
    speed: 20,
    faults: randomBreaks(30_000),
  },
]
for (const { title, frames, speed, faults } of trials) {
  console.log(title)
  const whole = await hear(stenopipe, frames, 20, [])
  report('recognize(), no breaks', frames, whole, whole)
  report('recognize()', frames, await hear(stenopipe, frames, speed, faults), whole)
  report('ws, connecting again', frames, await hear(bare, frames, speed, faults))
}

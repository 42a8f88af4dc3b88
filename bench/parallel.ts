/**
 * The embedded engine with parts side by side (`concurrency`) beside one session: wall time, and words that differ. The
 * five clips over and over, half a second to three between them, in turns, so that a noisy machine is noisy for all;
 * the processor time tells how much of the machine was free for it. Memory is the most that the process had, in the
 * first half of a run and in the second: what waits does not grow with the recording.
 *
 *     npm run bench bench/parallel.ts [minutes, default 60] [rounds] [sessions] [fast|thorough]
 */
import { Readable } from 'node:stream'
import { type RecognitionResult, recognize } from '../lib/index.js'
import { type Accuracy, pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { randoms } from '../test/contract/stage.js'
import { clips, wordErrors } from '../test/support/speech.js'
import { median } from './support/numbers.js'

const MINUTES = Number(process.argv[2] ?? 60)
const ROUNDS = Number(process.argv[3] ?? 1)
const SESSIONS = Number(process.argv[4] ?? 2)
const accuracy = (process.argv[5] ?? 'thorough') as Accuracy

const BYTES_PER_MS = 32
const random = randoms(3)
const pieces: Buffer[] = []
const said: string[] = []
for (let ms = 0, i = 0; ms < MINUTES * 60_000; i++) {
  const clip = clips[i % clips.length]!
  const pause = Buffer.alloc((500 + random() % 2500) * BYTES_PER_MS)
  pieces.push(clip.pcm, pause)
  said.push(clip.transcript)
  ms += (clip.pcm.length + pause.length) / BYTES_PER_MS
}
const seconds = pieces.reduce((sum, { length }) => sum + length, 0) / BYTES_PER_MS / 1000

interface Run {
  readonly wall: number
  readonly cpu: number
  readonly text: string
  readonly sentences: number
  readonly memory: readonly [number, number]
}

async function run(concurrency: number): Promise<Run> {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const sizes: number[] = []
  const sampling = setInterval(() => { sizes.push(process.memoryUsage.rss() / 1e6) }, 100)
  const source = Readable.from(
    pieces.flatMap(piece =>
      Array.from({ length: Math.ceil(piece.length / 65_536) }, (_, i) => piece.subarray(i * 65_536, (i + 1) * 65_536)),
    ),
  )
  const results = (await source
    .pipe(recognize({ engine: pocketsphinx({ accuracy }), concurrency, interimResults: false }))
    .toArray()) as RecognitionResult[]
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(sampling)
  const half = sizes.length >> 1
  return {
    wall: (performance.now() - began) / 1000, cpu: (user + system) / 1e6,
    text: results.map(({ sentence }) => sentence.text).join(' '), sentences: results.length,
    memory: [Math.max(...sizes.slice(0, half)), Math.max(...sizes.slice(half))],
  }
}

const runs: Record<1 | 2, Run[]> = { 1: [], 2: [] }
for (let round = 0; round < ROUNDS; round++) {
  runs[1].push(await run(1))
  runs[2].push(await run(SESSIONS))
}
const words = said.join(' ').split(' ').length
console.log(`${(seconds / 60).toFixed(1)} minutes, ${words} words, ${accuracy}, ${ROUNDS} rounds`)
for (const [count, list] of [[1, runs[1]], [SESSIONS, runs[2]]] as const) {
  const { text, sentences, memory } = list[0]!
  console.log(
    `concurrency ${count}: ${median(list.map(({ wall }) => wall)).toFixed(1)} s = ${(median(list.map(({ wall }) => wall)) / seconds).toFixed(3)} of real time, `
      + `CPU ${median(list.map(({ cpu }) => cpu)).toFixed(1)} s, word error rate ${((100 * wordErrors(said.join(' '), text)) / words).toFixed(2)} %, ${sentences} sentences, memory ${memory.map(size => size.toFixed(0)).join(' then ')} MB`,
  )
}
const ratios = runs[1].map(({ wall }, i) => wall / runs[2][i]!.wall)
const [serial, side] = [runs[1][0]!, runs[2][0]!]
console.log(
  `${ratios.map(ratio => ratio.toFixed(2)).join(' ')} times as fast (target: at least 1.7, on two idle cores); words that differ: ${((100 * wordErrors(serial.text, side.text)) / serial.text.split(' ').length).toFixed(2)} % (target: at most 1)`,
)

/**
 * Resident memory of `fileSource → decode → recognize → toSrt` on an hour of speech (the clips over and over, as FLAC
 * through ffmpeg): once a minute of audio, and how far it moves after the first.
 *
 *     npm run bench bench/memory.ts [minutes] [fast|thorough]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pocketsphinx, type Accuracy } from '../lib/engines/pocketsphinx/index.js'
import { decode, fileSource, recognize, toSrt } from '../lib/index.js'
import { speech } from '../test/support/speech.js'

const MINUTES = Number(process.argv[2] ?? 60)
const accuracy = (process.argv[3] ?? 'fast') as Accuracy
const MB = 2 ** 20

const directory = mkdtempSync(join(tmpdir(), 'stenopipe-'))
const file = join(directory, 'hour.flac')
spawnSync('ffmpeg', ['-loglevel', 'error', '-stream_loop', '-1', '-i', speech.path, '-t', String(MINUTES * 60), file])

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const began = performance.now()
const recognizer = recognize({ engine: pocketsphinx({ accuracy }) })
const samples: number[] = []
const timer = setInterval(() => {
  if (recognizer.position < (samples.length + 1) * 60_000) return
  samples.push(process.memoryUsage.rss() / MB)
  console.log(`${String(samples.length).padStart(3)} min  ${samples.at(-1)!.toFixed(0)} MB`)
}, 200)

let bytes = 0
for await (const text of fileSource(file).pipe(decode()).pipe(recognizer).pipe(toSrt()))
  bytes += (text).length
clearInterval(timer)
rmSync(directory, { recursive: true })

const after = samples.slice(1)
console.log(
  `${accuracy}: ${bytes} bytes of SRT, ${((performance.now() - began) / MINUTES / 60_000).toFixed(2)} of real time`,
)
console.log(`after the first minute: ${Math.min(...after).toFixed(0)} to ${Math.max(...after).toFixed(0)} MB`)
console.log(
  `event loop late by at most ${(delay.max / 1e6).toFixed(0)} ms, 99 % within ${(delay.percentile(99) / 1e6).toFixed(0)} ms`,
)

/**
 * Time to the first PCM byte, and CPU, of `decode()` beside a bare ffmpeg child that is written the same bytes through
 * its pipe, in turns; the speed is of both processes' CPU, child and this one. The bare one uses its own resampler, which
 * folds a tone at 8.1 kHz down almost unweakened.
 *
 *     npm run bench bench/decode.ts [rounds]
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { decode } from '../lib/index.js'
import { clips } from '../test/support/speech.js'
import { median } from './support/numbers.js'

const ROUNDS = Number(process.argv[2] ?? 5)
const REPEAT = 20
const SECONDS = REPEAT * clips[0]!.pcm.length / 32_000
const codecs = {
  wav: [], 'wav 44.1 kHz': ['-ar', '44100', '-ac', '2'], opus: ['-c:a', 'libopus', '-b:a', '24k'], webm: ['-c:a', 'libopus', '-b:a', '24k'],
  mp3: ['-b:a', '64k'], aac: ['-b:a', '64k'], m4a: ['-b:a', '64k', '-movflags', '+faststart'], flac: [],
} as const

interface Timing {
  /** To the first byte, in ms. */
  readonly first: number
  /** Of both processes, in ms. */
  readonly cpu: number
}

/** User and system time of this process and of the children it has waited for, in ms. */
function cpu(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]!.split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10
}

async function time(output: () => AsyncIterable<unknown>): Promise<Timing> {
  const [began, cpuBefore] = [performance.now(), cpu()]
  let first = 0
  for await (const pcm of output()) {
    if (pcm !== undefined) first ||= performance.now() - began
  }
  return { first, cpu: cpu() - cpuBefore }
}

function pieces(file: Buffer): Readable {
  return Readable.from(Array.from({ length: Math.ceil(file.length / 65_536) }, (_, i) => file.subarray(i * 65_536, (i + 1) * 65_536)))
}

async function* bare(file: Buffer): AsyncIterable<unknown> {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-i', 'pipe:0', '-ar', '16000', '-ac', '1', '-f', 's16le', 'pipe:1'])
  const gone = once(child, 'close')
  pieces(file).pipe(child.stdin)
  yield* child.stdout
  // A child's CPU counts only when it has been waited for.
  await gone
}

const folder = mkdtempSync(join(tmpdir(), 'bench-decode-'))
for (const [name, args] of Object.entries(codecs)) {
  const path = join(folder, `x.${name === 'opus' ? 'ogg' : name.split(' ')[0]!}`)
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-stream_loop', String(REPEAT - 1), '-i', clips[0]!.path, ...args, path])
  const file = readFileSync(path)
  const ours: Timing[] = []
  const theirs: Timing[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const own = await time(() => pieces(file).pipe(decode()))
    const other = await time(() => bare(file))
    // The first round pays for compiling.
    if (round === 0) continue
    ours.push(own)
    theirs.push(other)
  }
  const [first, otherFirst] = [ours, theirs].map(list => median(list.map(timing => timing.first))) as [number, number]
  const [work, otherWork] = [ours, theirs].map(list => median(list.map(timing => timing.cpu))) as [number, number]
  const speed = (ms: number): string => (SECONDS * 1000 / Math.max(ms, 10)).toFixed(0).padStart(6)
  console.log(`${name.padEnd(13)} first byte ${first.toFixed(1).padStart(6)} ms, ffmpeg ${otherFirst.toFixed(1).padStart(6)} ms, ratio ${(first / otherFirst).toFixed(2)}   `
    + `${speed(work)} x real time, ffmpeg ${speed(otherWork)} x, CPU ratio ${(work / otherWork).toFixed(2)}`)
}
rmSync(folder, { recursive: true })

/**
 * Time to the first PCM byte, and CPU, of `decode()` beside a bare ffmpeg child that is written the same bytes through
 * its pipe, in turns; the CPU is that of both processes, child and this one. The bare one uses its own resampler, which
 * folds a tone at 8.1 kHz down almost unweakened. Recordings are long enough that an ffmpeg's start is a small part.
 *
 *     npm run bench bench/decode.ts [rounds] [minutes] [codecs whose names begin so]
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
const SECONDS = 60 * Number(process.argv[3] ?? 10)
const ONLY = process.argv[4] ?? ''

/** What may be slower than the bare child by how much: files that are read in this process, and those by a child. */
const OWN = { first: '5 ms', cpu: 0.2 }
const CHILD = { first: '1.15', cpu: 1.2 }

const codecs: Readonly<Record<string, { file: string; args?: readonly string[]; target: typeof OWN | typeof CHILD }>> =
  {
    'wav': { file: 'x.wav', target: OWN },
    'wav f32': { file: 'f32.wav', args: ['-c:a', 'pcm_f32le'], target: OWN },
    'wav 44.1 kHz': { file: 'stereo.wav', args: ['-ar', '44100', '-ac', '2'], target: OWN },
    'ogg opus': { file: 'x.ogg', args: ['-c:a', 'libopus', '-b:a', '24k'], target: CHILD },
    'webm opus': { file: 'x.webm', args: ['-c:a', 'libopus', '-b:a', '24k'], target: CHILD },
    'ogg speex': { file: 'speex.ogg', args: ['-c:a', 'libspeex'], target: CHILD },
    'mp3': { file: 'x.mp3', args: ['-b:a', '64k'], target: CHILD },
    'mp3 44.1 stereo': { file: 'stereo.mp3', args: ['-ar', '44100', '-ac', '2', '-b:a', '128k'], target: CHILD },
    'aac adts': { file: 'x.aac', args: ['-b:a', '64k'], target: CHILD },
    'm4a faststart': { file: 'x.m4a', args: ['-b:a', '64k', '-movflags', '+faststart'], target: CHILD },
    'm4a fragmented': {
      file: 'frag.m4a',
      args: ['-b:a', '64k', '-movflags', '+frag_keyframe+empty_moov', '-frag_duration', '1000000'],
      target: CHILD,
    },
    'flac': { file: 'x.flac', target: CHILD },
    'mkv': { file: 'x.mkv', target: CHILD },
  }

interface Timing {
  /** To the first byte, in ms. */
  readonly first: number
  /** Of both processes, in ms. */
  readonly cpu: number
}

/** User and system time of this process and of the children it has waited for, in ms. */
function cpu(): number {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]!.split(' ')
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000 + (Number(fields[13]) + Number(fields[14])) * 10
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
  return Readable.from(
    Array.from({ length: Math.ceil(file.length / 65_536) }, (_, i) => file.subarray(i * 65_536, (i + 1) * 65_536)),
  )
}

async function* bare(file: Buffer): AsyncIterable<unknown> {
  const child = spawn('ffmpeg', [
    '-v',
    'error',
    '-nostdin',
    '-i',
    'pipe:0',
    '-ar',
    '16000',
    '-ac',
    '1',
    '-f',
    's16le',
    'pipe:1',
  ])
  const gone = once(child, 'close')
  pieces(file).pipe(child.stdin)
  yield* child.stdout
  // A child's CPU counts only when it has been waited for.
  await gone
}

const folder = mkdtempSync(join(tmpdir(), 'bench-decode-'))
console.log(`${SECONDS / 60} minutes, medians of ${ROUNDS} rounds`)
for (const [name, { file: called, args = [], target }] of Object.entries(codecs).filter(([name]) =>
  name.startsWith(ONLY),
)) {
  const path = join(folder, called)
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-stream_loop',
    '-1',
    '-i',
    clips[0]!.path,
    '-t',
    String(SECONDS),
    ...args,
    path,
  ])
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
  const speed = (ms: number): string => ((SECONDS * 1000) / Math.max(ms, 1)).toFixed(0).padStart(6)
  console.log(
    `${name.padEnd(15)} first byte ${first.toFixed(1).padStart(6)} ms, ffmpeg ${otherFirst.toFixed(1).padStart(6)} ms, ratio ${(first / otherFirst).toFixed(2)} (target: ${target.first})   `
      + `CPU ${speed(work)} x real time, ffmpeg ${speed(otherWork)} x, ratio ${(work / otherWork).toFixed(2)} (target: ${target.cpu})`,
  )
}
rmSync(folder, { recursive: true })

import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { decode, type DecodeOptions } from '../../lib/audio/decode.js'
import { samples } from '../../lib/audio/pcm/pcm.js'
import { children, encode } from './sounds.js'

const sine = ['-f', 'lavfi', '-i', 'sine=440:d=1:r=48000']

/** Second of sound in which a timestamp jumps by a pause; `when` selects the frames after a jump. */
function withPause(t: Test, name: string, args: readonly string[], pause: string): Buffer {
  return encode(t, name, ['-map', '0:a', '-af', `asetpts='N+${pause}*SR'`, '-ac', '1', ...args], sine)
}

const SILENCE = Buffer.alloc(1 << 20)

interface Outcome {
  readonly seconds: number
  /** Positions where sound begins, in seconds. */
  readonly onsets: readonly number[]
  readonly codes: readonly string[]
  readonly messages: readonly string[]
  /** Largest memory of ffmpeg, in kB; 0 where the system does not report it. */
  readonly memory: number
}

/** Keeps no output: hours of silence are a hundred MB. */
async function decoded(file: Buffer, options: DecodeOptions = {}): Promise<Outcome> {
  const decoder = decode(options)
  const problems: Error[] = []
  const onsets: number[] = []
  let [position, lastSound, memory, chunks] = [0, -Infinity, 0, 0]
  decoder.on('warning', warning => { problems.push(warning) })
  decoder.end(file)
  try {
    for await (const pcm of decoder) {
      // It only grows, and looking takes long.
      if (chunks++ % 64 === 0) memory = Math.max(memory, ...children().map(peakMemory))
      if (!pcm.equals(SILENCE.subarray(0, pcm.length))) {
        for (const [i, sample] of samples(pcm).entries()) {
          if (Math.abs(sample) <= 1000) continue
          if (position + i - lastSound > 1600) onsets.push((position + i) / 16_000)
          lastSound = position + i
        }
      }
      position += pcm.length / 2
    }
  } catch (error) {
    problems.push(error as Error)
  }
  const codes = problems.map(problem => (problem as { code?: string }).code ?? 'none')
  return { seconds: position / 16_000, onsets, codes, messages: problems.map(({ message }) => message), memory }
}

function peakMemory(pid: number | string): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

const PAUSE = 3000
const afterHalf = `gt(N,24000)*${PAUSE}`

for (const [name, args] of [
  ['x.mkv', ['-c:a', 'aac', '-b:a', '24k']],
  ['x.mp4', ['-c:a', 'aac', '-b:a', '24k', '-movflags', '+frag_keyframe+empty_moov']],
  ['flac.mkv', ['-c:a', 'flac', '-ar', '192000']],
] as const) {
  t.test(`decode() keeps the times after a pause of 50 minutes in ${name}, with little memory`, async t => {
    const { seconds, onsets, codes, memory } = await decoded(withPause(t, name, args, afterHalf))
    t.same(codes, [])
    t.ok(Math.abs(seconds - PAUSE - 1) < 0.15, `${seconds} s`)
    t.equal(onsets.length, 2)
    t.ok(Math.abs(onsets[1]! - PAUSE - 0.512) < 0.1, `the sound after the pause is at ${onsets[1]} s`)
    t.ok(memory < 100_000, `${memory} kB`)
  })
}

t.test('decode() fills short pauses to the millisecond, wherever they lie', async t => {
  for (const pause of [0.2, 1, 29.9, 30, 31, 61.3]) {
    const file = withPause(t, 'x.mkv', ['-c:a', 'flac', '-frame_size', '480'], `gte(N,24000)*${pause}`)
    const { seconds, onsets, codes } = await decoded(file)
    t.same(codes, [])
    t.ok(Math.abs(seconds - pause - 1) < 0.002, `${pause}: ${seconds} s`)
    t.ok(Math.abs(onsets[1]! - pause - 0.52) < 0.004, `${pause}: the second sound is at ${onsets[1]} s`)
  }
})

t.test('decode() leaves out silence beyond its limits and warns with its length', async t => {
  const aac = ['-c:a', 'aac', '-b:a', '16k']
  for (const [name, pause, seconds] of [
    ['x.flv', 'floor(N/1024)*3500', 3501], ['x.mkv', 'floor(N/2048)*1000', 3001], ['far.mkv', 'gt(N,24000)*7200', 1],
  ] as const) {
    const outcome = await decoded(withPause(t, name, aac, pause))
    t.ok(outcome.seconds >= seconds && outcome.seconds < seconds + 110, `${name}: ${outcome.seconds} s`)
    t.same(outcome.codes, ['STENO_AUDIO_DAMAGED'])
    t.match(outcome.messages[0], /its timestamps ask for \d{4,} s of silence too many/)
    t.ok(outcome.memory < 100_000, `${outcome.memory} kB`)
  }
})

t.test('decode() stops at `maxDuration` and `maxBytes` within a pause, before ffmpeg fills it', async t => {
  const file = withPause(t, 'x.mkv', ['-c:a', 'aac'], afterHalf)
  for (const limit of [{ maxDuration: 60_000 }, { maxBytes: 32_000 * 60 }]) {
    const { seconds, codes, memory } = await decoded(file, limit)
    t.same(codes, ['STENO_AUDIO_TOO_LONG'])
    t.ok(seconds > 55 && seconds <= 60, `${seconds} s`)
    t.ok(memory < 100_000, `${memory} kB`)
  }
})

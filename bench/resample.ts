/**
 * `Resampler` beside the fastest npm library of equal quality, SpeexDSP's resampler in WebAssembly with SIMD at quality
 * 7: 20 ms pieces of s16le to s16le, in turns, so that a noisy machine is noisy for both.
 *
 *     npm run bench bench/resample.ts [rounds]
 */
// @ts-expect-error the package has no types
import load from '@echogarden/speex-resampler-wasm/simd'
import { samples } from '../lib/audio/pcm/pcm.js'
import { ResamplerCore } from '../lib/audio/pcm/resampler.js'
import { clips } from '../test/support/speech.js'

const ROUNDS = Number(process.argv[2] ?? 5)
const SECONDS = 30
const QUALITY = 7

type Resample = (piece: Int16Array) => number

interface Speex {
  readonly HEAP16: Int16Array
  readonly HEAPU32: Uint32Array
  _malloc(bytes: number): number
  _speex_resampler_init(channels: number, from: number, to: number, quality: number, error: number): number
  _speex_resampler_process_int(...places: readonly [state: number, channel: number, ...rest: number[]]): number
}

const speex = await (load as () => Promise<Speex>)()

/** Gives how many samples a piece became. */
function bySpeex(from: number, to: number): Resample {
  const piece = from / 50
  const state = speex._speex_resampler_init(1, from, to, QUALITY, 0)
  const [input, output, taken, given] = [2 * piece, (8 * to) / 50, 4, 4].map(bytes => speex._malloc(bytes)) as [
    number,
    number,
    number,
    number,
  ]
  return samples => {
    speex.HEAP16.set(samples, input >> 1)
    speex.HEAPU32[taken >> 2] = samples.length
    speex.HEAPU32[given >> 2] = 4 * to / 50
    speex._speex_resampler_process_int(state, 0, input, taken, output, given)
    const count = speex.HEAPU32[given >> 2]!
    return speex.HEAP16.slice(output >> 1, (output >> 1) + count).length
  }
}

function byUs(from: number, to: number): Resample {
  const resampler = new ResamplerCore(from, to)
  return samples => resampler.push(samples).length
}

const contestants = { speex: bySpeex, stenopipe: byUs }

function speed(make: (from: number, to: number) => Resample, [from, to]: readonly [number, number]): number {
  const audio = speechAt(from)
  const resample = make(from, to)
  const began = process.cpuUsage().user
  let count = 0
  for (let at = 0; at < audio.length; at += from / 50) count += resample(audio.subarray(at, at + from / 50))
  const micros = process.cpuUsage().user - began
  if (Math.abs(count - SECONDS * to) > to / 50) throw new Error(`${count} samples came out, not ${SECONDS * to}`)
  return SECONDS * 1e6 / micros
}

const audios = new Map<number, Int16Array>()

function speechAt(rate: number): Int16Array {
  const found = audios.get(rate)
  if (found) return found
  const speech = samples(Buffer.concat([...clips, ...clips].map(clip => clip.pcm)).subarray(0, SECONDS * 32_000))
  const made = new ResamplerCore(16_000, rate)
  const audio = Int16Array.from([...made.push(speech), ...made.flush()])
  audios.set(rate, audio)
  return audio
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!

for (const pair of [[48_000, 16_000], [44_100, 16_000], [8000, 16_000]] as const) {
  const speeds = { speex: [] as number[], stenopipe: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ['speex', 'stenopipe'] as const) {
      const times = speed(contestants[name], pair)
      // The first round pays for compiling.
      if (round > 0) speeds[name].push(times)
    }
  }
  const [other, own] = [median(speeds.speex), median(speeds.stenopipe)]
  console.log(`${pair.join(' to ').padEnd(14)}  speex ${other.toFixed(0).padStart(5)} x real time   `
    + `stenopipe ${own.toFixed(0).padStart(5)} x   ratio ${(own / other).toFixed(2)} (target: at least 1)`)
}

/**
 * `denoise()` and the embedded engine's words: the five clips (71 words, one reader), clean and in white noise, pink
 * noise and a hum with its harmonics, at 20, 10 and 5 dB, with and without it. And its speed.
 *
 *     npm run bench bench/denoise.ts [seeds] [fast|thorough]
 */
import { Readable } from 'node:stream'
import { DenoiserCore } from '../lib/audio/process/denoiser.js'
import { bytesOf, samples } from '../lib/audio/pcm/pcm.js'
import { openRnnoise, RNNOISE_DELAY, RNNOISE_BLOCK, RNNOISE_RATE } from '../lib/audio/process/rnnoise.js'
import { type Accuracy, pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { denoise, recognize } from '../lib/index.js'
import type { RecognitionResult } from '../lib/index.js'
import { speech, wordErrors } from '../test/support/speech.js'
import { clipped, Noise, rms } from './support/noise.js'

const RATE = 16_000
const SEEDS = Number(process.argv[2] ?? 1)
const engine = pocketsphinx({ accuracy: (process.argv[3] ?? 'fast') as Accuracy })
const clean = samples(speech.pcm)

function noises(seed: number): Readonly<Record<string, Float64Array>> {
  const noise = new Noise(seed)
  const white = noise.white(clean.length)
  const phases = Array.from({ length: 12 }, () => 2 * Math.PI * noise.uniform())
  const hum = white.map(
    (x, n) =>
      0.1 * x
      + phases.reduce((sum, phase, i) => sum + Math.sin((2 * Math.PI * 100 * (i + 1) * n) / RATE + phase) / (i + 1), 0),
  )
  return { white, pink: noise.pink(clean.length), hum }
}

function mixed(noise: Float64Array, snr: number): Int16Array {
  const gain = rms(clean.filter(x => Math.abs(x) > 100)) / rms(noise) / 10 ** (snr / 20)
  return clipped(Float64Array.from(clean, (x, n) => x + gain * noise[n]!))
}

async function errors(audio: Int16Array, without: boolean): Promise<number> {
  const source = Readable.from([bytesOf(audio)])
  const input = without ? source.pipe(denoise({ sampleRate: RATE })) : source
  const results = await input.pipe(recognize({ engine, interimResults: false })).toArray() as RecognitionResult[]
  return wordErrors(speech.transcript, results.map(({ sentence }) => sentence.text).join(' '))
}

const words = speech.transcript.split(' ').length
const percent = (errors: number, of: number): string => `${(100 * errors / of).toFixed(1)} %`.padStart(7)
console.log(`word error rate of ${words} words${SEEDS > 1 ? `, ${SEEDS} seeds` : ''}: as it is, and through denoise()`)
console.log(`clean       ${percent(await errors(clean, false), words)} ${percent(await errors(clean, true), words)}`)
const totals = [0, 0]
for (const name of Object.keys(noises(1))) {
  for (const snr of [20, 10, 5]) {
    const sums = [0, 0]
    for (let seed = 1; seed <= SEEDS; seed++) {
      const audio = mixed(noises(seed)[name]!, snr)
      sums[0]! += await errors(audio, false)
      sums[1]! += await errors(audio, true)
    }
    sums.forEach((sum, i) => { totals[i]! += sum })
    console.log(
      `${name.padEnd(5)} ${String(snr).padStart(2)} dB ${percent(sums[0]!, words * SEEDS)} ${percent(sums[1]!, words * SEEDS)}`,
    )
  }
}
console.log(
  `all noise   ${percent(totals[0]!, 9 * words * SEEDS)} ${percent(totals[1]!, 9 * words * SEEDS)} (off by default, unless it were better clean, too)`,
)

const opened = await openRnnoise()
const denoiser = new DenoiserCore({
  process: frame => {
    opened.process(frame)
  },
  blockSize: RNNOISE_BLOCK,
  delay: RNNOISE_DELAY,
  blockRate: RNNOISE_RATE,
  sampleRate: RATE,
})
const before = process.cpuUsage().user
for (let at = 0; at < clean.length; at += 1600) denoiser.push(clean.subarray(at, at + 1600))
console.log(`${(clean.length / RATE / ((process.cpuUsage().user - before) / 1e6)).toFixed(0)} x real time a core`)
opened.close()

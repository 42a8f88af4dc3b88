/**
 * `denoise()` and the embedded engine's words: the five clips (71 words, one reader), clean and in white noise, pink noise
 * and a hum with its harmonics, at 20, 10 and 5 dB, with and without it. And its speed.
 *
 *     npm run bench bench/denoise.ts [seeds]
 */
import { Readable } from 'node:stream'
import { Denoiser } from '../lib/audio/denoiser.js'
import { bytesOf, samples } from '../lib/audio/pcm.js'
import { openRnnoise, RNNOISE_DELAY, RNNOISE_FRAME, RNNOISE_RATE } from '../lib/audio/rnnoise.js'
import { pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { denoise, recognize } from '../lib/index.js'
import type { RecognitionResult } from '../lib/index.js'
import { randoms } from '../test/contract/stage.js'
import { speech, wordErrors } from '../test/support/speech.js'

const RATE = 16_000
const SEEDS = Number(process.argv[2] ?? 1)
const clean = samples(speech.pcm)
const rms = (audio: ArrayLike<number>): number => Math.sqrt(Array.from(audio).reduce((sum, x) => sum + x * x, 0) / audio.length)

function noises(seed: number): Readonly<Record<string, Float64Array>> {
  const random = randoms(seed)
  const uniform = (): number => (random() + 1) / 2 ** 32
  const white = Float64Array.from(clean, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()))
  // P. Kellet's filter.
  const poles = [[0.99765, 0.099046], [0.963, 0.2965164], [0.57, 1.0526913]] as const
  const state = [0, 0, 0]
  const pink = white.map(x => {
    poles.forEach(([pole, gain], i) => { state[i] = pole * state[i]! + gain * x })
    return state.reduce((sum, y) => sum + y, 0.1848 * x)
  })
  const phases = Array.from({ length: 12 }, () => 2 * Math.PI * uniform())
  const hum = white.map((x, n) => 0.1 * x + phases.reduce((sum, phase, i) => sum + Math.sin(2 * Math.PI * 100 * (i + 1) * n / RATE + phase) / (i + 1), 0))
  return { white, pink, hum }
}

function mixed(noise: Float64Array, snr: number): Int16Array {
  const gain = rms(clean.filter(x => Math.abs(x) > 100)) / rms(noise) / 10 ** (snr / 20)
  return clean.map((x, n) => Math.max(-32_768, Math.min(32_767, x + gain * noise[n]!)))
}

async function errors(audio: Int16Array, without: boolean): Promise<number> {
  const source = Readable.from([bytesOf(audio)])
  const input = without ? source.pipe(denoise({ sampleRate: RATE })) : source
  const results = await input.pipe(recognize({ engine: pocketsphinx(), interimResults: false })).toArray() as RecognitionResult[]
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
    console.log(`${name.padEnd(5)} ${String(snr).padStart(2)} dB ${percent(sums[0]!, words * SEEDS)} ${percent(sums[1]!, words * SEEDS)}`)
  }
}
console.log(`all noise   ${percent(totals[0]!, 9 * words * SEEDS)} ${percent(totals[1]!, 9 * words * SEEDS)}`)

const opened = await openRnnoise()
const denoiser = new Denoiser({
  process: frame => { opened.process(frame) }, frame: RNNOISE_FRAME, delay: RNNOISE_DELAY, rate: RNNOISE_RATE, sampleRate: RATE,
})
const before = process.cpuUsage().user
for (let at = 0; at < clean.length; at += 1600) denoiser.push(clean.subarray(at, at + 1600))
console.log(`${(clean.length / RATE / ((process.cpuUsage().user - before) / 1e6)).toFixed(0)} x real time a core`)
opened.close()

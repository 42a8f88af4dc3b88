import { samples } from '../../lib/audio/pcm/pcm.js'
import { clips } from '../../test/support/speech.js'
import { clipped, Noise, rms } from '../support/noise.js'
import { FRAME, labelled, RATE } from './labels.js'

const noise = new Noise(11)
const speech = samples(Buffer.concat(clips.map(clip => clip.pcm)))

/**
 * Speech in a noise, or none: `snr` dB is the distance of the noise from the level of the speech where there is some.
 */
export interface Condition { readonly name: string; readonly snr: number; readonly audio: Int16Array }

/** A stretch of speech and room tone, clean. */
export const clean = stretches(12)
export const labels = labelled(clean)

/** Twelve stretches cut where the clips are quiet, 0.5 to 2.5 s before each and one after all. */
function stretches(count: number): Int16Array {
  const labels = labelled(speech)
  const cuts = Array.from({ length: count + 1 }, (_, i) => {
    const near = Math.round(i * labels.length / count)
    const quiet = Array.from({ length: 120 }, (_, k) => near + (k % 2 ? k : -k)).find(at => labels[at] === false)
    return Math.min(Math.max(quiet ?? near, 0), labels.length) * FRAME
  })
  const parts = cuts
    .slice(1)
    .flatMap((to, i) => [new Int16Array(Math.round((0.5 + 2 * noise.uniform()) * RATE)), speech.subarray(cuts[i], to)])
  return Int16Array.from([...parts, new Int16Array(RATE)].flatMap(part => [...part]))
}

const noises: Readonly<Record<string, (length: number) => Float64Array>> = {
  white: length => noise.white(length),
  pink: length => noise.pink(length),
  babble: length =>
    Float64Array.from({ length }, (_, n) =>
      [0, 3.1, 7.7, 11.9, 15.3, 19.9, 22.3].reduce(
        (sum, shift) => sum + speech[(n + Math.round(shift * RATE)) % speech.length]!,
        0,
      ),
    ),
  music: length =>
    Float64Array.from({ length }, (_, n) => {
      const beat = Math.floor(n / 4800)
      const decay = Math.exp(-(n % 4800) / 3000)
      return [0, 4, 7].reduce((sum, step) => sum + tone(220 * 2 ** ((step + ((beat * 5) % 12)) / 12), n), 0) * decay
    }),
}

export const noiseNames = Object.keys(noises)
export const SNRS = [20, 10, 5, 0]

/** Room tone, and a noise at a distance from the level of the speech. */
export function mixed(clean: Int16Array, other?: Float64Array, snr = 0): Int16Array {
  const labels = labelled(clean)
  const active = rms(clean.filter((_, n) => labels[Math.floor(n / FRAME)]))
  const gain = other ? active / rms(other) / 10 ** (snr / 20) : 0
  return clipped(Float64Array.from(clean, (sample, n) => sample + 8 * noise.gaussian() + gain * (other?.[n] ?? 0)))
}

/** 17 of them: clean, and each noise at each distance. */
export function conditions(): Condition[] {
  return [
    { name: 'clean', snr: Infinity, audio: mixed(clean) },
    ...Object.entries(noises).flatMap(([name, make]) =>
      SNRS.map(snr => ({ name, snr, audio: mixed(clean, make(clean.length), snr) })),
    ),
  ]
}

function tone(hz: number, n: number): number {
  return Math.sin(2 * Math.PI * hz * n / RATE)
}

/** What is no voice, 20 s of each, in room tone. */
export function nonSpeech(): Readonly<Record<string, Int16Array>> {
  const length = 20 * RATE
  const over = (loud: (n: number) => number): Int16Array =>
    clipped(Float64Array.from({ length }, (_, n) => 8 * noise.gaussian() + loud(n)))
  const pink = noise.pink(length)
  const clicks = Array.from({ length: 120 }, () => Math.floor(noise.uniform() * length)).sort((a, b) => a - b)
  let click = 0
  let thud = 0
  return {
    'quiet noise': over(() => 20 * noise.gaussian()),
    clicks: over(n => {
      while (clicks[click + 1]! <= n) click++
      const since = n - clicks[click]!
      return since < 0 ? 0 : 4000 * noise.gaussian() * Math.exp(-since / 60)
    }),
    slams: over(n => {
      thud += 0.06 * (noise.gaussian() - thud)
      return 60_000 * thud * Math.exp(-(n % (4 * RATE)) / 2400)
    }),
    fan: over(n => (n < 8 * RATE ? 20 : 20 * 10 ** (24 / 20)) * pink[n]!),
    melody: over(n => {
      const since = n % 6400
      const hz = 262 * 2 ** ([0, 2, 4, 7, 9, 7, 4, 2][Math.floor(n / 6400) % 8]! / 12)
      return [1, 2, 3, 4].reduce((sum, k) => sum + 3000 / k * tone(k * hz, n) * Math.exp(-since * k / 4000), 0)
    }),
    ringback: over(n => n % (6 * RATE) < 2 * RATE ? 1500 * (tone(440, n) + tone(480, n)) : 0),
  }
}

/** The clips in room tone, and pauses that are 60 % of the whole: a few long ones, as in a meeting or a call. */
export const pauseMs = 1500 * speech.length / RATE / clips.length
export const sparse = mixed(
  Int16Array.from(
    clips.flatMap(clip => [...samples(clip.pcm), ...new Int16Array(Math.round((pauseMs * RATE) / 1000))]),
  ),
)

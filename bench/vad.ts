/**
 * The voice detectors of `chunk()` on labelled speech in noise: 12 stretches of the five clips in room tone, clean and
 * with white, pink, babble and musical noise at 20, 10, 5 and 0 dB, 12 minutes in all. One reader and synthetic noise: it
 * compares detectors, it does not say how good they are elsewhere.
 *
 * - ROC-AUC of a yes or no is the mean of the share of speech that is heard and that of the rest that is not; each yes
 *   holds for 100 ms, since the labels close gaps of that length.
 * - Speech left out: what does not get through `chunk()` with its defaults.
 * - Onset lost: how much of each stretch comes before the first chunk of speech, which has its pre-roll.
 * - Silence saved: on a recording of which 60 % is silence.
 *
 *     npm run bench bench/vad.ts [path of a Silero model, with sherpa-onnx-node installed]
 */
import { Chunker, type ChunkerOutput } from '../lib/audio/chunker.js'
import { openFvad } from '../lib/audio/fvad.js'
import { samples } from '../lib/audio/pcm.js'
import { Resampler } from '../lib/audio/resampler.js'
import { openSilero } from '../lib/audio/silero.js'
import { EnergyVad, type Vad } from '../lib/audio/vad.js'
import { randoms } from '../test/contract/stage.js'
import { clips } from '../test/support/speech.js'

const RATE = 16_000
const FRAME = 160
const HOLD_FRAMES = 10
const TIMES = { minSpeech: 50, minSilence: 300, preRoll: 300, hangover: 300, maxChunk: 60_000, keepSilence: 1500 }

const model = process.argv[2]
const detectors: Readonly<Record<string, () => Promise<Vad>>> = {
  energy: () => Promise.resolve(new EnergyVad(RATE)),
  fvad: () => openFvad(RATE),
  ...model === undefined ? {} : { silero: () => openSilero(model) },
}

const speech = samples(Buffer.concat(clips.map(clip => clip.pcm)))
const random = randoms(11)
const gaussian = (): number => {
  const [u, v] = [1, 1].map(() => (random() + 1) / 2 ** 32) as [number, number]
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
}
const quantile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!
const rms = (audio: ArrayLike<number>): number => Math.sqrt(Array.from(audio).reduce((sum, x) => sum + x * x, 0) / audio.length)

/** True for each 10 ms that holds speech: 25 ms RMS over P95 - 22 dB, gaps under 100 ms closed, bursts under 50 ms dropped. */
function labelled(clean: Int16Array): boolean[] {
  const levels = Array.from({ length: Math.floor(clean.length / FRAME) }, (_, i) => {
    const from = Math.max(0, i * FRAME + FRAME / 2 - 200)
    return 20 * Math.log10(rms(clean.subarray(from, from + 400)) + 1)
  })
  const least = quantile(levels, 0.95) - 22
  return without(without(levels.map(level => level > least), false, 10), true, 5)
}

/** Turns runs of a value that are shorter than `least` into the other. */
function without(labels: readonly boolean[], value: boolean, least: number): boolean[] {
  const output = [...labels]
  for (let from = 0, to = 0; from < labels.length; from = to) {
    for (to = from; to < labels.length && labels[to] === labels[from];) to++
    if (labels[from] === value && to - from < least && from > 0 && to < labels.length) output.fill(!value, from, to)
  }
  return output
}

/** Twelve stretches cut where the clips are quiet, room tone of 0.5 to 2.5 s around each. */
function stretches(count: number, pause: () => number): Int16Array {
  const labels = labelled(speech)
  const cuts = Array.from({ length: count + 1 }, (_, i) => {
    const near = Math.round(i * labels.length / count)
    const quiet = Array.from({ length: 120 }, (_, k) => near + (k % 2 ? k : -k)).find(at => labels[at] === false)
    return Math.min(Math.max(quiet ?? near, 0), labels.length) * FRAME
  })
  const parts = cuts.slice(1).flatMap((to, i) => [new Int16Array(Math.round(pause() * RATE)), speech.subarray(cuts[i], to)])
  return Int16Array.from([...parts, new Int16Array(RATE)].flatMap(part => [...part]))
}

const noises: Readonly<Record<string, (length: number) => Float64Array>> = {
  white: length => Float64Array.from({ length }, gaussian),
  pink(length) {
    // P. Kellet's filter.
    const poles = [[0.99765, 0.099046], [0.963, 0.2965164], [0.57, 1.0526913]] as const
    const state = [0, 0, 0]
    return Float64Array.from({ length }, () => {
      const white = gaussian()
      poles.forEach(([pole, gain], i) => { state[i] = pole * state[i]! + gain * white })
      return state.reduce((sum, x) => sum + x, 0.1848 * white)
    })
  },
  babble: length => Float64Array.from({ length }, (_, n) =>
    [0, 3.1, 7.7, 11.9, 15.3, 19.9, 22.3].reduce((sum, shift) => sum + speech[(n + Math.round(shift * RATE)) % speech.length]!, 0)),
  music: length => Float64Array.from({ length }, (_, n) => {
    const beat = Math.floor(n / 4800)
    const decay = Math.exp(-(n % 4800) / 3000)
    return [0, 4, 7].reduce((sum, step) => sum + Math.sin(2 * Math.PI * 220 * 2 ** ((step + beat * 5 % 12) / 12) * n / RATE), 0) * decay
  }),
}

/** Room tone, and a noise at a distance from the level of the speech, which counts only where there is some. */
function mixed(clean: Int16Array, noise: Float64Array | undefined, snr: number): Int16Array {
  const labels = labelled(clean)
  const active = rms(clean.filter((_, n) => labels[Math.floor(n / FRAME)]))
  const gain = noise ? active / rms(noise) / 10 ** (snr / 20) : 0
  return clean.map((sample, n) => Math.max(-32_768, Math.min(32_767, sample + 8 * gaussian() + gain * (noise?.[n] ?? 0))))
}

function share(hits: readonly boolean[]): number {
  return hits.filter(Boolean).length / hits.length
}

function scored(vad: Vad, audio: Int16Array, labels: readonly boolean[]): { heard: number; alarm: number; auc: number } {
  let held = 0
  const said = labels.map((_, i) => {
    held = vad.push(audio.subarray(i * FRAME, (i + 1) * FRAME)) ? HOLD_FRAMES : held - 1
    return held > 0
  })
  vad.close?.()
  const heard = share(said.filter((_, i) => labels[i]))
  const alarm = share(said.filter((_, i) => !labels[i]))
  return { heard, alarm, auc: (heard + 1 - alarm) / 2 }
}

function chunked(vad: Vad, audio: Int16Array, times = TIMES): { outputs: ChunkerOutput[]; saved: number } {
  const chunker = new Chunker({ vad, sampleRate: RATE, ...times })
  const outputs = [...chunker.push(audio), ...chunker.flush()]
  vad.close?.()
  return { outputs, saved: chunker.saved }
}

/** True for each 10 ms that gets through. */
function passed(outputs: readonly ChunkerOutput[], length: number): Uint8Array {
  const kept = new Uint8Array(length)
  for (const output of outputs) {
    if (output.kind === 'chunk') kept.fill(1, Math.round(output.chunk.start / 10), Math.round((output.chunk.start + output.chunk.duration) / 10))
  }
  return kept
}

/** How much of each stretch of speech, in ms, lies before the chunks that hold it. */
function onsetsLost(vad: Vad, audio: Int16Array, labels: readonly boolean[], preRoll: number): number[] {
  const times = { ...TIMES, preRoll, minSilence: 100, hangover: 100, keepSilence: 0 }
  const kept = passed(chunked(vad, audio, times).outputs, labels.length)
  const wide = without(labels, false, 40)
  return wide.flatMap((label, at) => {
    if (!label || wide[at - 1] !== false) return []
    const first = kept.indexOf(1, at)
    return [Math.min(first < 0 ? Infinity : first - at, wide.indexOf(false, at) - at) * 10]
  })
}

const clean = stretches(12, () => 0.5 + random() % 2000 / 1000)
const labels = labelled(clean)
const conditions = [
  { name: 'clean', snr: Infinity, audio: mixed(clean, undefined, 0) },
  ...Object.entries(noises).flatMap(([name, make]) => [20, 10, 5, 0].map(snr => ({ name, snr, audio: mixed(clean, make(clean.length), snr) }))),
]
console.log(`${conditions.length} conditions of ${(clean.length / RATE).toFixed(0)} s, speech in ${(100 * share(labels)).toFixed(0)} %`)

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

for (const [name, open] of Object.entries(detectors)) {
  const scores: { name: string; snr: number; auc: number; heard: number; alarm: number; lost: number }[] = []
  const [bare, padded]: [number[], number[]] = [[], []]
  for (const { name, snr, audio } of conditions) {
    const kept = passed(chunked(await open(), audio).outputs, labels.length)
    const lost = 1 - share(labels.flatMap((label, i) => label ? [kept[i] === 1] : []))
    scores.push({ name, snr, lost, ...scored(await open(), audio, labels) })
    if (snr < 20) continue
    bare.push(...onsetsLost(await open(), audio, labels, 0))
    padded.push(...onsetsLost(await open(), audio, labels, TIMES.preRoll))
  }
  const auc = (which: (score: typeof scores[number]) => boolean): string => mean(scores.filter(which).map(score => score.auc)).toFixed(2)
  const of = (snr: number): string => {
    const some = scores.filter(score => score.snr === snr)
    return `${(100 * mean(some.map(({ heard }) => heard))).toFixed(0)}/${(100 * mean(some.map(({ alarm }) => alarm))).toFixed(0)}`
  }
  console.log(`\n${name}`)
  console.log(`  ROC-AUC ${auc(() => true)}: clean ${auc(({ snr }) => snr === Infinity)}, `
    + [20, 10, 5, 0].map(at => `${at} dB ${auc(({ snr }) => snr === at)}`).join(', ')
    + `; ${Object.keys(noises).map(noise => `${noise} ${auc(score => score.name === noise)}`).join(', ')}`)
  console.log(`  speech heard / false alarm %: clean ${of(Infinity)}, 20 dB ${of(20)}, 10 dB ${of(10)}, 5 dB ${of(5)}, 0 dB ${of(0)}`)
  const lost = [Infinity, 20, 10, 5, 0].map(at => 100 * mean(scores.filter(({ snr }) => snr === at).map(({ lost }) => lost)))
  console.log(`  speech left out %: clean ${lost[0]!.toFixed(1)}, ${[20, 10, 5, 0].map((at, i) => `${at} dB ${lost[i + 1]!.toFixed(1)}`).join(', ')}`)
  console.log(`  onset lost (clean and 20 dB), median / p95: ${quantile(bare, 0.5)} / ${quantile(bare, 0.95)} ms, `
    + `with pre-roll ${quantile(padded, 0.5)} / ${quantile(padded, 0.95)} ms, of ${padded.length}`)
}

/** The clips, and pauses that are 60 % of the whole: a few long ones, as in a meeting or a call. */
const pause = 1.5 * speech.length / RATE / 5
const sparse = mixed(Int16Array.from(clips.flatMap(clip => [...samples(clip.pcm), ...new Int16Array(Math.round(pause * RATE))])), undefined, 0)
const sparseLabels = labelled(sparse)
const at48 = new Resampler(RATE, 48_000).push(sparse)
console.log(`\n${(sparse.length / RATE).toFixed(0)} s of which 60 % lie between the clips, and ${(100 * (1 - share(sparseLabels))).toFixed(0)} % without speech`)
for (const [name, open] of Object.entries(detectors)) {
  const { saved, outputs } = chunked(await open(), sparse)
  const kept = outputs.reduce((sum, output) => output.kind === 'chunk' ? sum + output.chunk.data.length / 2 : sum, 0)
  const speeds: number[] = []
  for (let round = 0; round < 6; round++) {
    const [vad, resampler] = [await open(), new Resampler(48_000, RATE)]
    const chunker = new Chunker({ vad, sampleRate: RATE, ...TIMES })
    const before = process.cpuUsage().user
    for (let at = 0; at < at48.length; at += 4800) chunker.push(resampler.push(at48.subarray(at, at + 4800)))
    speeds.push(at48.length / 48_000 * 1e6 / (process.cpuUsage().user - before))
    vad.close?.()
  }
  const memory = process.memoryUsage.rss()
  const many = await Promise.all(Array.from({ length: 200 }, open))
  for (const vad of many) for (let i = 0; i < 20; i++) vad.push(sparse.subarray(i * FRAME, (i + 1) * FRAME))
  const each = (process.memoryUsage.rss() - memory) / many.length / 1024
  for (const vad of many) vad.close?.()
  console.log(`  ${name.padEnd(7)} silence saved ${(100 * saved / (pause * 5000)).toFixed(0)} % of the pauses, sent ${(100 * kept / sparse.length).toFixed(0)} % of the audio; `
    + `48 kHz to chunks ${quantile(speeds.slice(1), 0.5).toFixed(0)} x real time a core; ${each.toFixed(0)} kB a detector`)
}

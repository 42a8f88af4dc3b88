/**
 * The voice detectors of `chunk()` on labelled speech in noise (12 stretches of the five clips in room tone, clean
 * and in white, pink, babble and musical noise at 20, 10, 5 and 0 dB, 12 minutes in all) and on sounds that are no
 * voice. One reader and synthetic noise: it compares detectors, it does not say how good they are elsewhere. What
 * chunking does to words shows `bench/chunk-words.ts`.
 *
 * - ROC-AUC of a yes or no is the mean of the share of speech that is heard and that of the rest that is not; gaps
 *   under
 *   100 ms are closed, as in the labels.
 * - Speech left out: what does not get through `chunk()` with its defaults.
 * - Onset lost: how much of each stretch that is heard comes before the first chunk of speech; missed: stretches of
 *   which
 *   nothing is heard.
 * - Silence saved: on a recording of which 60 % is silence.
 *
 *     npm run bench bench/vad.ts [path of a Silero model, with sherpa-onnx-node installed]
 */
import { ChunkerCore, type ChunkerOutput } from '../lib/audio/vad/chunker.js'
import { ResamplerCore } from '../lib/audio/pcm/resampler.js'
import type { Vad } from '../lib/audio/vad/vad.js'
import { median, percentile } from './support/numbers.js'
import { detectors } from './vad/detectors.js'
import { closed, FRAME, labelled, RATE, share, without } from './vad/labels.js'
import { clean, conditions, labels, noiseNames, nonSpeech, pauseMs, SNRS, sparse } from './vad/sounds.js'

/** The defaults of `chunk()`. */
const timesFor = (detector: string) => ({
  minSpeech: 50,
  minSilence: 300,
  preRoll: detector === 'silero' ? 500 : 300,
  hangover: 300,
  maxChunk: 60_000,
  keepSilence: 1500,
})
type Times = ReturnType<typeof timesFor>

/** What the detector says of each 10 ms. */
function answers(vad: Vad, audio: Int16Array): boolean[] {
  const said = Array.from({ length: Math.floor(audio.length / FRAME) }, (_, i) =>
    vad.push(audio.subarray(i * FRAME, (i + 1) * FRAME)),
  )
  vad.close?.()
  return said
}

function scored(vad: Vad, audio: Int16Array): { heard: number; alarm: number; auc: number } {
  const said = closed(answers(vad, audio))
  const heard = share(said.filter((_, i) => labels[i]))
  const alarm = share(said.filter((_, i) => labels[i] === false))
  return { heard, alarm, auc: (heard + 1 - alarm) / 2 }
}

function chunked(vad: Vad, audio: Int16Array, times: Times): { outputs: ChunkerOutput[]; saved: number } {
  const chunker = new ChunkerCore({ vad, sampleRate: RATE, ...times })
  const outputs = [...chunker.push(audio), ...chunker.flush()]
  vad.close?.()
  return { outputs, saved: chunker.skippedSilence }
}

/** True for each 10 ms that gets through. */
function passed(outputs: readonly ChunkerOutput[], length: number): boolean[] {
  const kept = Array<boolean>(length).fill(false)
  for (const output of outputs) {
    if (output.kind === 'chunk')
      kept.fill(
        true,
        Math.round(output.chunk.start / 10),
        Math.round((output.chunk.start + output.chunk.duration) / 10),
      )
  }
  return kept
}

interface Onsets { readonly lost: readonly number[]; readonly missed: number }

/** How much of each stretch of speech, in ms, lies before the chunks that hold it; nothing is kept after speech. */
function onsets(vad: Vad, audio: Int16Array, usual: Times): Onsets {
  const times = { ...usual, minSilence: 100, hangover: 100, keepSilence: 0 }
  const kept = passed(chunked(vad, audio, times).outputs, labels.length)
  const wide = without(labels, false, 40)
  const stretches = wide.flatMap((label, at) =>
    label && wide[at - 1] === false ? [{ at, end: wide.indexOf(false, at) }] : [],
  )
  const heard = stretches.filter(({ at, end }) => kept.slice(at, end).includes(true))
  return { lost: heard.map(({ at }) => (kept.indexOf(true, at) - at) * 10), missed: stretches.length - heard.length }
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
const row = (name: string, cells: readonly (string | number)[]): void => {
  console.log(`  ${name.padEnd(12)}${cells.map(cell => String(cell).padStart(9)).join('')}`)
}
const percent = (part: number, digits = 0): string => `${(100 * part).toFixed(digits)} %`

const set = conditions()
const all = await detectors(process.argv[2])
const levels = [Infinity, ...SNRS]
console.log(`${set.length} conditions of ${(clean.length / RATE).toFixed(0)} s, speech in ${percent(share(labels))}`)

for (const [name, open] of Object.entries(all)) {
  const scores: {
    name: string
    snr: number
    auc: number
    heard: number
    alarm: number
    lost: number
    bare: Onsets
    padded: Onsets
  }[] = []
  const times = timesFor(name)
  for (const { name, snr, audio } of set) {
    const kept = passed(chunked(await open(), audio, times).outputs, labels.length)
    scores.push({
      name, snr, lost: 1 - share(kept.filter((_, i) => labels[i])), ...scored(await open(), audio),
      bare: onsets(await open(), audio, { ...times, preRoll: 0 }), padded: onsets(await open(), audio, times),
    })
  }
  type Score = typeof scores[number]
  const of = (snr: number): Score[] => scores.filter(score => score.snr === snr)
  const auc = (some: readonly Score[]): string => mean(some.map(score => score.auc)).toFixed(2)
  const onset = (some: readonly Score[], which: 'bare' | 'padded'): string =>
    [50, 95]
      .map(p =>
        percentile(
          some.flatMap(score => score[which].lost),
          p,
        ),
      )
      .join('/')
  console.log(`\n${name}`)
  row('', ['all', 'clean', ...SNRS.map(snr => `${snr} dB`), ...noiseNames])
  row('ROC-AUC', [
    auc(scores),
    ...levels.map(snr => auc(of(snr))),
    ...noiseNames.map(noise => auc(scores.filter(score => score.name === noise))),
  ])
  row('heard', ['', ...levels.map(snr => percent(mean(of(snr).map(({ heard }) => heard))))])
  row('false alarm', ['', ...levels.map(snr => percent(mean(of(snr).map(({ alarm }) => alarm))))])
  row('left out', ['', ...levels.map(snr => percent(mean(of(snr).map(({ lost }) => lost)), 1))])
  row('onset lost', ['', ...levels.map(snr => onset(of(snr), 'bare'))])
  row('  pre-roll', ['', ...levels.map(snr => onset(of(snr), 'padded'))])
  row('  missed', ['', ...levels.map(snr => of(snr).reduce((sum, { padded }) => sum + padded.missed, 0))])
  const near = scores.filter(({ snr }) => snr >= 20).flatMap(({ padded }) => padded.lost)
  console.log(
    `  onset lost with pre-roll, clean and 20 dB, p95 of ${near.length}: ${percentile(near, 95)} ms (target: at most 30); median/p95 above in ms`,
  )
}

console.log('\nNo voice, 20 s of each: 10 ms taken for speech / stretches of them / what chunk() lets through')
row('', Object.keys(all).map(name => name.padStart(18)))
for (const [name, audio] of Object.entries(nonSpeech())) {
  const cells: string[] = []
  for (const [detector, open] of Object.entries(all)) {
    const said = answers(await open(), audio)
    const stretches = said.filter((yes, i) => yes && !said[i - 1]).length
    cells.push(
      `${percent(share(said))} / ${stretches} / ${percent(share(passed(chunked(await open(), audio, timesFor(detector)).outputs, said.length)))}`.padStart(
        18,
      ),
    )
  }
  row(name, cells)
}

const at48 = new ResamplerCore(RATE, 48_000).push(sparse)
console.log(
  `\n${(sparse.length / RATE).toFixed(0)} s of which 60 % lie between the clips, and ${percent(1 - share(labelled(sparse)))} without speech`,
)
console.log(
  '  silence saved, of the pauses (target: at least 50 %); '
    + '48 kHz to chunks, times real time a core (target: at least 400)',
)
for (const [name, open] of Object.entries(all)) {
  const { saved } = chunked(await open(), sparse, timesFor(name))
  const speeds: number[] = []
  for (let round = 0; round < 6; round++) {
    const [vad, resampler] = [await open(), new ResamplerCore(48_000, RATE)]
    const chunker = new ChunkerCore({ vad, sampleRate: RATE, ...timesFor(name) })
    const before = process.cpuUsage().user
    for (let at = 0; at < at48.length; at += 4800) chunker.push(resampler.push(at48.subarray(at, at + 4800)))
    speeds.push(at48.length / 48_000 * 1e6 / (process.cpuUsage().user - before))
    vad.close?.()
  }
  const memory = process.memoryUsage.rss()
  const many = await Promise.all(Array.from({ length: 20 }, open))
  for (const vad of many) for (let i = 0; i < 20; i++) vad.push(sparse.subarray(i * FRAME, (i + 1) * FRAME))
  const each = (process.memoryUsage.rss() - memory) / many.length / 1024
  for (const vad of many) vad.close?.()
  row(name, [
    percent(saved / (pauseMs * 5)),
    `${median(speeds.slice(1)).toFixed(0)} x`,
    `${each.toFixed(0)} kB a detector`.padStart(24),
  ])
}

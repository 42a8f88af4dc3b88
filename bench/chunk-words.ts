/**
 * What `chunk()` does to the embedded engine's words: word error rate of the clips and of the recording that is made of
 * them, silence put between, with each detector and without chunking. One reader: a difference of a word or two says
 * nothing, since the engine goes by all that it has heard, silence too.
 *
 *     npm run bench bench/chunk-words.ts [path of a Silero model] [fast|thorough]
 */
import { Readable } from 'node:stream'
import { bytesOf, samples } from '../lib/audio/pcm/pcm.js'
import { type Accuracy, pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { chunk, decode, fileSource, recognize, type RecognitionResult } from '../lib/index.js'
import { type Clip, clips, speech, wordErrors } from '../test/support/speech.js'
import { clipped, Noise } from './support/noise.js'
import { detectors } from './vad/detectors.js'

const accuracy = (process.argv[3] ?? 'fast') as Accuracy
const all = await detectors(process.argv[2])
const noise = new Noise(5)

interface Recording { readonly name: string; readonly said: string; readonly pcm: Int16Array }

/** The clips in this order, each after a pause of so many seconds, in noise of this RMS. */
function recording(name: string, order: readonly Clip[], pauses: readonly number[], level: number): Recording {
  const parts = order.flatMap(({ pcm }, i) => [new Int16Array(Math.round(pauses[i]! * 16_000)), samples(pcm)])
  const clean = samples(Buffer.concat([...parts, new Int16Array(32_000)].map(bytesOf)))
  return {
    name,
    said: order.map(({ transcript }) => transcript).join(' '),
    pcm: clipped(Float64Array.from(clean, x => x + level * noise.gaussian())),
  }
}

const file = samples(Buffer.concat(await fileSource(speech.path).pipe(decode()).toArray() as Buffer[]))
const recordings: readonly Recording[] = [
  { name: 'sense-and-sensibility.flac', said: speech.transcript, pcm: file },
  recording('long pauses, digital silence', clips, [3, 8, 5, 12, 4], 0),
  recording('long pauses, room tone', [...clips].reverse(), [6, 4, 9, 3, 7], 8),
  recording('some pauses, louder room', [2, 0, 4, 1, 3].map(i => clips[i]!), [1, 2, 4, 2, 3], 25),
]

async function run(pcm: Int16Array, name: string): Promise<{ text: string; saved: number }> {
  const source = Readable.from([bytesOf(pcm)])
  const chunks =
    name === 'none'
      ? undefined
      : source.pipe(chunk({ vad: await all[name]!(), sampleRate: 16_000, preRoll: name === 'silero' ? 500 : 300 }))
  const recognizer = recognize({ engine: pocketsphinx({ accuracy }), interimResults: false })
  const results = await (chunks ?? source).pipe(recognizer).toArray() as RecognitionResult[]
  return { text: results.map(({ sentence }) => sentence.text).join(' '), saved: chunks?.skippedSilence ?? 0 }
}

const names = ['none', ...Object.keys(all)]
const sums = Object.fromEntries(names.map(name => [name, 0]))
let words = 0
console.log(
  `word errors, ${accuracy}; seconds of silence left out\n${''.padEnd(32)}${names.map(name => name.padStart(16)).join('')}`,
)
for (const { name, said, pcm } of recordings) {
  words += said.split(' ').length
  const cells: string[] = []
  for (const detector of names) {
    const { text, saved } = await run(pcm, detector)
    const errors = wordErrors(said, text)
    sums[detector]! += errors
    cells.push(`${errors}${saved > 0 ? ` (${(saved / 1000).toFixed(0)} s)` : ''}`.padStart(16))
  }
  console.log(`${`${name}, ${(pcm.length / 16_000).toFixed(0)} s`.padEnd(40).slice(0, 40)}${cells.join('').slice(8)}`)
}
console.log(
  `${`of ${words} words`.padEnd(32)}${names.map(name => `${((100 * sums[name]!) / words).toFixed(1)} %`.padStart(16)).join('')}`,
)
console.log(
  names
    .slice(1)
    .map(
      name =>
        `${name}: ${sums[name]! - sums['none']! > 0 ? '+' : ''}${sums[name]! - sums['none']!} words against none (target: none more)`,
    )
    .join('\n'),
)

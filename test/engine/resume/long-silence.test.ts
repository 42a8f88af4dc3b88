import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { chunk } from '../../../lib/audio/chunk.js'
import { decode } from '../../../lib/audio/decode.js'
import { bytesOf, samples } from '../../../lib/audio/pcm/pcm.js'
import { resample } from '../../../lib/audio/resample.js'
import { ResamplerCore } from '../../../lib/audio/pcm/resampler.js'
import { fileSource } from '../../../lib/audio/sources/file-source.js'
import type { Vad } from '../../../lib/audio/vad/vad.js'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import type { Engine, EngineSession } from '../../../lib/engine/engine.js'
import { recognize } from '../../../lib/recognize/recognize.js'
import { ResultQueue } from '../../../lib/engine/result-queue.js'
import type { RecognitionResult, Word } from '../../../lib/types.js'
import { wav } from '../../audio/sounds.js'
import { clip } from '../../support/speech.js'

const NEAR_MS = 20
const wordsOf = (results: readonly RecognitionResult[]): Word[] =>
  results.filter(result => result.isSentenceEnd).flatMap(({ sentence }) => sentence.words)

t.test('around 37 s of silence words have the times that they have without chunking, at any rate', async t => {
  const speech = clip('0880')
  const pcm = Buffer.concat([Buffer.alloc(16_000), speech, Buffer.alloc(37 * 32_000), speech])
  const engine = pocketsphinx({ accuracy: 'fast' })
  const plain = wordsOf(await Readable.from([pcm]).pipe(recognize({ engine })).toArray() as RecognitionResult[])
  t.ok(plain.length > 10 && plain.at(-1)!.beginTime > 40_000)
  const up = new ResamplerCore(16_000, 44_100)
  const at44 = Buffer.concat([up.push(samples(pcm)), up.flush()].map(bytesOf))
  for (const source of [Readable.from([pcm]), Readable.from([at44]).pipe(resample({ from: 44_100 }))]) {
    const chunks = source.pipe(chunk({ sampleRate: 16_000 }))
    const recognizer = chunks.pipe(recognize({ engine }))
    const chunked = wordsOf(await recognizer.toArray() as RecognitionResult[])
    t.ok(chunks.skippedSilence > 30_000, `${chunks.skippedSilence} ms left out`)
    t.equal(recognizer.metrics.skippedSilence, Math.round(chunks.skippedSilence))
    t.equal(recognizer.metrics.skippedCost, undefined, 'what costs nothing saves nothing')
    // A word that was heard otherwise has no time to compare.
    const same = chunked.flatMap(word =>
      plain
        .filter(other => other.text === word.text && Math.abs(other.beginTime - word.beginTime) < 1000)
        .slice(0, 1)
        .map(other => Math.abs(other.beginTime - word.beginTime)),
    )
    t.ok(same.length >= plain.length * 0.8, `${same.length} of ${plain.length} words are the same`)
    same.sort((a, b) => a - b)
    t.ok(same[Math.floor(same.length * 0.9)]! <= NEAR_MS, `off by ${same.join()} ms`)
  }
})

const RATE = 8000
const BURST_MS = 200
const HOURS_MS = 10 * 3_600_000

/** Hears each stretch of the samples that are not 0 as a word, from its first to its last. */
const bursts: Engine = {
  name: 'bursts',
  capabilities: { sampleRates: [RATE], languages: [], interimResults: false, wordTimes: true },
  open: () => Promise.resolve(new BurstSession()),
}

let opened = 0
class BurstSession implements EngineSession {
  readonly id = `bursts-${++opened}`
  readonly #results = new ResultQueue()
  #now = 0
  #from = -1
  #last = 0
  #sentence = 0

  async write(audio: Uint8Array): Promise<void> {
    for (const sample of samples(audio)) {
      if (sample !== 0) {
        if (this.#from < 0) this.#from = this.#now
        this.#last = this.#now + 1
      } else if (this.#from >= 0 && this.#now - this.#last > RATE / 20) this.#say()
      this.#now++
    }
    await this.#results.drain()
  }

  finish(): Promise<void> {
    if (this.#from >= 0) this.#say()
    this.#results.end()
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#results.end()
    return Promise.resolve()
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #say(): void {
    const [beginTime, endTime] = [this.#from, this.#last].map(place => Math.round((place * 1000) / RATE)) as [
      number,
      number,
    ]
    const words = [{ beginTime, endTime, text: 'burst', punctuation: '' }]
    this.#results.push({
      requestId: this.id,
      isSentenceEnd: true,
      sentence: { sentenceId: ++this.#sentence, beginTime, endTime, text: 'burst', words },
    })
    this.#from = -1
  }
}

/** Where words are said in ten hours: pauses of half a second to two minutes, none of a whole number of frames. */
function places(): number[] {
  const all: number[] = []
  for (let ms = 700, i = 1; ms < HOURS_MS - 1000; i++) {
    all.push(ms)
    ms += BURST_MS + 500 + (i * 7919) % 1500 + (i % 4 === 0 ? (i * 104_729) % 120_000 : 0)
  }
  return all
}

function* tenHours(words: readonly number[]): Generator<Buffer> {
  const word = Buffer.from(Int16Array.from({ length: BURST_MS * RATE / 1000 }, (_, n) => n % 2 ? 8000 : -8000).buffer)
  let at = 0
  for (const ms of words) {
    for (const place = ((ms * RATE) / 1000) * 2; at < place; at += Math.min(160_000, place - at))
      yield Buffer.alloc(Math.min(160_000, place - at))
    yield word
    at += word.length
  }
}

/** Speech is what is not 0: this is about times, not about hearing. */
const exact: Vad = { push: frame => frame.some(sample => sample !== 0) }

t.test('words of a container that starts at 5 s count from its start, with chunking as without', async t => {
  const words = [700, 2345, 40_123, 41_000]
  const pcm = Buffer.concat([...tenHours(words), Buffer.alloc(RATE * 2)])
  const folder = t.testdir({ 'in.wav': wav(pcm, { sampleRate: RATE }) })
  for (const [name, args] of [
    ['x.mkv', ['-c:a', 'flac']],
    ['x.mov', ['-c:a', 'pcm_s16le', '-movflags', '+faststart']],
  ] as const) {
    const path = join(folder, name)
    execFileSync('ffmpeg', [
      '-nostdin',
      '-v',
      'error',
      '-i',
      join(folder, 'in.wav'),
      ...args,
      '-output_ts_offset',
      '5',
      path,
    ])
    const start = execFileSync(
      'ffprobe',
      ['-v', 'error', '-show_entries', 'format=start_time', '-of', 'csv=p=0', path],
      { encoding: 'utf8' },
    )
    t.equal(Number(start), 5, name)
    for (const pieces of [undefined, chunk({ vad: exact })]) {
      const samples = fileSource(path).pipe(decode({ sampleRate: RATE }))
      const recognizer = (pieces ? samples.pipe(pieces) : samples).pipe(recognize({ engine: bursts }))
      const heard = wordsOf((await recognizer.toArray()) as RecognitionResult[])
      t.same(
        heard.map(({ beginTime }) => beginTime),
        words,
      )
      if (pieces) t.ok(pieces.skippedSilence > 30_000, `${pieces.skippedSilence} ms left out`)
    }
  }
})

t.test('over ten hours every word keeps its time within 20 ms, in one session and side by side', async t => {
  const words = places()
  for (const concurrency of [1, 3]) {
    const chunks = Readable.from(tenHours(words)).pipe(chunk({ vad: exact, sampleRate: RATE }))
    const heard = wordsOf(
      (await chunks.pipe(recognize({ engine: bursts, concurrency })).toArray()) as RecognitionResult[],
    )
    t.ok(chunks.skippedSilence > HOURS_MS / 2, `${chunks.skippedSilence} ms left out`)
    t.equal(heard.length, words.length)
    const worst = heard.reduce((most, { beginTime, endTime }, i) =>
      Math.max(most, Math.abs(beginTime - words[i]!), Math.abs(endTime - words[i]! - BURST_MS)), 0)
    t.ok(worst <= NEAR_MS, `off by ${worst} ms`)
  }
  t.ok(opened > 100, `${opened} sessions`)
})

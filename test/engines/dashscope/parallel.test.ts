import { PassThrough } from 'node:stream'
import t from 'tap'
import { rateLimiter } from '../../../lib/engines/dashscope/limits/rate-limiter.js'
import { parallel } from '../../../lib/engine/parallel/parallel.js'
import { recognize } from '../../../lib/recognize/recognize.js'
import { numberedAudio, numberedEngine } from '../../../lib/testing/index.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { engineTests } from '../../contract/engine.js'
import { emulated } from './emulated.js'

const FRAME_MS = 10
const LIMITS = { minPart: 1000, maxPart: 1000 }
const audio = numberedAudio({ frames: 1000, frameDuration: FRAME_MS })
const numbers = numberedEngine({ frameDuration: FRAME_MS, wordsPerSentence: 50 })
const numbersIn = (results: readonly RecognitionResult[]): number[] =>
  results
    .filter(result => result.isSentenceEnd)
    .flatMap(({ sentence }) => sentence.words.map(word => Number(word.text)))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

t.test('parallel sessions of the cloud engine keep the contract', async t => {
  const { engine } = await emulated(t, { engine: numbers }, { idleTimeout: 0 })
  engineTests(t, { make: () => parallel(engine, { sessions: 3, ...LIMITS }), audio, sampleRate: 16_000 })
})

t.test('no more tasks run than the limiter allows, and each word is emitted once over lost connections', async t => {
  let running = 0
  let maxRunning = 0
  const inner = rateLimiter({ startsPerSecond: 1000, maxConcurrent: 2 })
  const limiter: typeof inner = {
    ...inner, throttled: after => { inner.throttled(after) },
    async acquire(signal) {
      const release = await inner.acquire(signal)
      maxRunning = Math.max(maxRunning, ++running)
      let isReleased = false
      return () => {
        if (!isReleased) running--
        isReleased = true
        release()
      }
    },
  }
  const { service, engine } = await emulated(
    t,
    { engine: numbers, faults: [{ type: 'disconnect', frames: 5, times: 2 }] },
    { rateLimiter: limiter, resume: { baseDelay: 1 } },
  )
  const recognizer = recognize({ engine: parallel(engine, { sessions: 5, ...LIMITS }) })
  recognizer.end(audio)
  t.same(numbersIn(await recognizer.toArray() as RecognitionResult[]), upTo(1000))
  t.equal(maxRunning, 2)
  t.ok(service.tasks.length >= 12, `${service.tasks.length} tasks`)
  t.equal(recognizer.metrics.disconnects, 2)
  t.ok(recognizer.metrics.billedSeconds >= 10, `${recognizer.metrics.billedSeconds} s`)
})

t.test('`maxCost` is a limit for all segments together', async t => {
  const { service, engine } = await emulated(t, { engine: numbers }, { maxCost: 0.000047 * 5, idleTimeout: 0 })
  const recognizer = recognize({ engine: parallel(engine, { sessions: 3, ...LIMITS }) })
  const results: RecognitionResult[] = []
  recognizer.on('data', (result: RecognitionResult) => { results.push(result) })
  const failed = new Promise(resolve => recognizer.on('error', resolve))
  recognizer.end(audio)
  t.match(await failed, { code: 'STENO_COST_LIMIT' })
  const words = numbersIn(results)
  t.same(words, upTo(words.length))
  const sent = service.tasks.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 32_000), 0)
  t.ok(sent > 2 && sent <= 5, `${sent} s were sent`)
})

t.test('the metrics contain the cost of skipped silence', async t => {
  const { engine } = await emulated(t, { engine: numbers }, { idleTimeout: 0 })
  const source = Object.assign(new PassThrough(), { skippedSilence: 60_000 })
  const recognizer = source.pipe(recognize({ engine }))
  source.end(audio)
  await recognizer.toArray()
  t.match(recognizer.metrics, { skippedSilence: 60_000, skippedCost: 0.00282 })
})

import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import type { EngineSession } from '../../../lib/engine/engine.js'
import { ResultQueue } from '../../../lib/engine/result-queue.js'
import { resume } from '../../../lib/engine/resume/resume.js'
import type { RecognitionResult } from '../../../lib/types.js'

const format = { encoding: 's16le', sampleRate: 16_000, channels: 1 } as const
const BYTES_PER_MS = 32

function result(beginTime: number, heard: number, isSentenceEnd: boolean): RecognitionResult {
  const words = [{ beginTime, endTime: heard, text: 'so', punctuation: '' }]
  return {
    requestId: '1',
    isSentenceEnd,
    sentence: { sentenceId: 1, beginTime, endTime: isSentenceEnd ? heard : null, text: 'so', words },
  }
}

/** An engine that takes all audio and says what the test says, kept for two seconds. */
async function session(): Promise<{ session: EngineSession; results: ResultQueue }> {
  const results = new ResultQueue()
  const beneath: EngineSession = {
    id: '1',
    write: () => Promise.resolve(),
    finish: () => Promise.resolve(),
    close: async () => { results.end() },
    [Symbol.asyncIterator]: () => results[Symbol.asyncIterator](),
  }
  const capabilities = { sampleRates: [16_000], languages: [], interimResults: true, wordTimes: true } as const
  const engine = resume({ name: 'told', capabilities, open: () => Promise.resolve(beneath) }, { replayBuffer: 2000 })
  return { session: await engine.open({ format, signal: new AbortController().signal }), results }
}

/** Ms of audio that are taken, up to so many, in writes of 100. */
async function taken(session: EngineSession, most: number): Promise<number> {
  let ms = 0
  const write = async (): Promise<void> => {
    for (; ms < most; ms += 100) await session.write(new Uint8Array(100 * BYTES_PER_MS))
  }
  void write().catch(() => {})
  for (let i = 0; i < 500; i++) await turn()
  return ms
}

t.test('a writer is held back before it pushes out the beginning of an open sentence', async t => {
  const { session: one, results } = await session()
  t.equal(await taken(one, 500), 500)
  results.push(result(0, 500, false))
  t.equal(await taken(one, 5000), 1500, 'two seconds are kept from where the sentence begins')
  await one.close()
})

t.test('a sentence longer than what is kept holds no writer back that the service keeps up with', async t => {
  const { session: one, results } = await session()
  for (let heard = 500; heard <= 5000; heard += 500) {
    t.equal(await taken(one, 500), 500)
    results.push(result(0, heard, false))
    await turn()
  }
  await one.close()
})

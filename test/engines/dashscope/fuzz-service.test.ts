// Mutated messages of a service. More seeds, after `npm run types`: `node --import ./test/loader/register.mjs
// test/engines/dashscope/fuzz-service.test.ts SEED RUNS`; a failure names its seed.
import t from 'tap'
import type { EngineSession } from '../../../lib/engine/engine.js'
import { dashscope } from '../../../lib/engines/dashscope/dashscope.js'
import { rateLimiter } from '../../../lib/engines/dashscope/limits/rate-limiter.js'
import { StenopipeError } from '../../../lib/errors.js'
import { hostileService, sentence } from '../../support/hostile-service.js'
import { mutate, seededRandom } from '../../support/hostile-results.js'

const [seed = 1, runs = 60] = process.argv.slice(2).map(Number)
const AUDIO = new Uint8Array(64_000)
const format = { encoding: 's16le', sampleRate: 16_000, channels: 1 } as const

/** Payload of the final number `i`, 300 ms long. */
function final(i: number): unknown {
  const times = { begin_time: i * 300, end_time: i * 300 + 200 }
  const words = [{ ...times, text: `word${i}`, punctuation: '.' }]
  return sentence({ sentence_id: i + 1, sentence_end: true, text: `word${i}.`, ...times, words }, { duration: 1 })
}

/** Reads a session to its end, and says what no service may cause. */
async function examine(session: EngineSession): Promise<{ problem?: string | undefined; hasFailed: boolean }> {
  let end = 0
  let problem: string | undefined
  try {
    for await (const { sentence: { beginTime, endTime, words } } of session) {
      const times = [end, beginTime, ...words.flatMap(word => [word.beginTime, word.endTime]), endTime ?? Infinity]
      const isOrdered = times.every((time, i) => time >= (times[i - 1] ?? 0))
      if (!isOrdered || beginTime > 7000) problem ??= `times ${times.join()}`
      end = endTime ?? end
    }
    return { problem, hasFailed: false }
  } catch (error) {
    return { problem: problem ?? problemOf(error), hasFailed: true }
  }
}

function problemOf(error: unknown): string | undefined {
  if (!(error instanceof StenopipeError)) return (error as Error).stack ?? 'no stack'
  const { message, serviceCode = '', serviceMessage = '' } = error
  return /[\x00-\x1f\x7f-\x9f]/.test(message + serviceCode + serviceMessage) ? 'a control character' : undefined
}

t.test(`mutated messages end in results or an error of this package, seeds ${seed} to ${seed + runs - 1}`, async t => {
  let random = seededRandom(seed)
  const url = await hostileService(t, {
    finish(send) {
      for (let i = 0; i < 6; i++) send('result-generated', mutate(final(i), random, 0.04))
      const failure = mutate({ error_code: 'InternalError', error_message: 'why' }, random) as object
      if (random() < 0.2) send('task-failed', {}, failure)
      else send('task-finished', mutate({ usage: { duration: 2 } }, random))
    },
  })
  const engine = dashscope({
    baseUrl: url, apiKey: 'sk-1', resume: false, finishTimeout: 2000,
    rateLimiter: rateLimiter({ startsPerSecond: 10_000 }),
  })
  t.after(() => engine.close())
  const outcomes = { finished: 0, failed: 0 }
  for (let run = seed; run < seed + runs; run++) {
    random = seededRandom(run)
    const session = await engine.open({ format, signal: new AbortController().signal })
    await session.write(AUDIO)
    await session.finish()
    const { problem, hasFailed } = await examine(session)
    if (problem !== undefined) t.fail(`seed ${run}: ${problem}`)
    outcomes[hasFailed ? 'failed' : 'finished']++
    await session.close()
  }
  t.ok(outcomes.finished > 0 && outcomes.failed > 0, JSON.stringify(outcomes))
})

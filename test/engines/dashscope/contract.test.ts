import t from 'tap'
import { dashscope } from '../../../lib/engines/dashscope/dashscope.js'
import { rateLimiter } from '../../../lib/engines/dashscope/limits/rate-limiter.js'
import { emulate, numberedAudio, numberedEngine } from '../../../lib/testing/index.js'
import { engineTests } from '../../contract/engine.js'

const audio = numberedAudio({ frames: 500 })
const limiter = rateLimiter({ startsPerSecond: 1000 })

t.test('an engine without resume and pool keeps the contract', async t => {
  const service = await emulate({ engine: numberedEngine({ wordsPerSentence: 200 }) })
  t.after(() => service.close())
  const faulty = await emulate({
    engine: numberedEngine({ wordsPerSentence: 200 }),
    faults: [{ type: 'disconnect', frames: 3, times: 100 }],
  })
  t.after(() => faulty.close())
  engineTests(t, {
    make: () =>
      dashscope({ baseUrl: service.url, apiKey: service.apiKey, idleTimeout: 0, resume: false, rateLimiter: limiter }),
    broken: () =>
      dashscope({ baseUrl: faulty.url, apiKey: faulty.apiKey, idleTimeout: 0, resume: false, rateLimiter: limiter }),
    audio,
    sampleRate: 16_000,
  })
})

t.test('an engine with resume and pool keeps the contract', async t => {
  const service = await emulate({ engine: numberedEngine({ wordsPerSentence: 200 }) })
  t.after(() => service.close())
  const faulty = await emulate({
    engine: numberedEngine({ wordsPerSentence: 200 }),
    faults: [
      { type: 'disconnect', frames: 3 },
      { type: 'refuse', status: 503, connection: 2 },
      { type: 'refuse', status: 503, connection: 3 },
    ],
  })
  t.after(() => faulty.close())
  const engine = dashscope({ baseUrl: service.url, apiKey: service.apiKey, rateLimiter: limiter })
  t.after(() => engine.close())
  engineTests(t, {
    make: () => engine,
    broken: () =>
      dashscope({
        baseUrl: faulty.url,
        apiKey: faulty.apiKey,
        idleTimeout: 0,
        rateLimiter: limiter,
        resume: { baseDelay: 1, maxRetries: 2 },
      }),
    audio,
    sampleRate: 16_000,
  })
})

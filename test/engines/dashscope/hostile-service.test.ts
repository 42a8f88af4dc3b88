import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { EngineSession, SessionEvent } from '../../../lib/engine/engine.js'
import { dashscope } from '../../../lib/engines/dashscope/dashscope.js'
import type { DashScopeOptions } from '../../../lib/engines/dashscope/options.js'
import { rateLimiter } from '../../../lib/engines/dashscope/limits/rate-limiter.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { type Behaviour, final, hostileService, sentence } from '../../support/hostile-service.js'

const SECOND = new Uint8Array(32_000)

async function connect(
  t: Test, behaviour: Behaviour, options: DashScopeOptions = {}, events: SessionEvent[] = [],
): Promise<EngineSession> {
  const engine = dashscope({
    baseUrl: await hostileService(t, behaviour), apiKey: 'sk-1', resume: false, idleTimeout: 0,
    rateLimiter: rateLimiter({ startsPerSecond: 1000 }), ...options,
  })
  t.after(() => engine.close())
  const session = await engine.open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal: new AbortController().signal,
    onEvent: event => events.push(event),
  })
  t.after(() => session.close())
  return session
}

async function read(session: EngineSession): Promise<{ results: RecognitionResult[]; error?: unknown }> {
  const results: RecognitionResult[] = []
  try {
    for await (const result of session) results.push(result)
    return { results }
  } catch (error) {
    return { results, error }
  }
}

t.test('heartbeats renew neither `startTimeout` nor `finishTimeout`', async t => {
  const beat = sentence({ sentence_id: 0, heartbeat: true })
  const every = (send: (event: string, payload: unknown) => void, payload: unknown): void => {
    const timer = setInterval(() => { send('result-generated', payload) }, 20)
    t.after(() => { clearInterval(timer) })
  }
  await t.rejects(connect(t, { run: send => { every(send, beat) } }, { startTimeout: 300 }),
    { code: 'STENO_SERVICE_TIMEOUT', message: /`startTimeout`/ })
  for (const payload of [beat, sentence({ sentence_id: 1, begin_time: 0, text: 'the same interim' })]) {
    const session = await connect(t, { finish: send => { every(send, payload) } }, { finishTimeout: 300 })
    await session.finish()
    t.match((await read(session)).error, { code: 'STENO_SERVICE_TIMEOUT', message: /`finishTimeout`/ })
  }
})

t.test('new results renew `finishTimeout`', async t => {
  const session = await connect(t, {
    finish: send => {
      let id = 0
      const timer = setInterval(() => {
        if (++id <= 8) send('result-generated', final(id, `${id}`))
        else send('task-finished')
      }, 100)
      t.after(() => { clearInterval(timer) })
    },
  }, { finishTimeout: 600 })
  await session.write(SECOND)
  await session.finish()
  t.match(await read(session), { results: { length: 8 }, error: undefined })
})

for (const wrapped of [false, true]) {
  t.test(`a service that floods an idle reader has to wait${wrapped ? ', behind resume() too' : ''}`, async t => {
    const text = 'x'.repeat(10_000)
    let sent = 0
    let buffered = (): number => 0
    const session = await connect(t, {
      run(send, socket) {
        buffered = () => socket.bufferedAmount
        send('task-started')
        const flood = (): void => {
          for (let i = 0; i < 50 && sent < 5000; i++) {
            sent++
            send('result-generated', final(sent, text))
          }
          if (sent < 5000) setImmediate(flood)
          else send('task-finished')
        }
        flood()
      },
    }, wrapped ? { resume: {} } : {})
    while (sent < 5000) await sleep(10)
    await sleep(200)
    t.ok(buffered() > 20_000_000, `most of the 50 MB stays with the service, of which ${buffered()} bytes`)
    let finals = 0
    for await (const { isSentenceEnd } of session) {
      if (isSentenceEnd && ++finals === 5000) break
    }
    t.equal(finals, 5000, 'none is lost once they are read')
  })
}

t.test('no reader is needed to close a session that waits for one', async t => {
  const session = await connect(t, {
    run(send) {
      send('task-started')
      for (let i = 1; i < 1000; i++) {
        send('result-generated', final(i, 'x'))
      }
    },
  })
  await sleep(100)
  await session.close()
  t.equal((await read(session)).results.length < 1000, true)
})

const absurd = [Number.MAX_SAFE_INTEGER, 9e15, 1e308, 3_600_000, 'NaN', '1e9', true, {}]

for (const time of absurd) {
  t.test(`a time of ${JSON.stringify(time)} costs no text, warns once and rules no later time`, async t => {
    const events: SessionEvent[] = []
    const finals = [
      { begin_time: 100, end_time: 200, text: 'one' },
      { begin_time: time, end_time: 500, text: 'two' },
      { begin_time: 300, end_time: time, text: 'three' },
      { begin_time: time, end_time: time, text: 'four', words: [{ begin_time: time, end_time: time, text: 'four' }] },
      { begin_time: 600, end_time: 700, text: 'five', words: [{ begin_time: 600, end_time: 700, text: 'five' }] },
    ]
    const session = await connect(t, {
      finish(send) {
        for (const [i, final] of finals.entries()) {
          send('result-generated', sentence({ sentence_id: i + 1, sentence_end: true, ...final }, { duration: 1 }))
        }
        send('task-finished')
      },
    }, {}, events)
    await session.write(SECOND)
    await session.finish()
    const { results, error } = await read(session)
    t.equal(error, undefined)
    t.same(results.map(({ sentence }) => sentence.text), ['one', 'two', 'three', 'four', 'five'])
    t.ok(results.every(({ sentence }) => sentence.beginTime <= 700 && sentence.endTime! <= 700))
    t.match(results[4], { sentence: { beginTime: 600, endTime: 700 } })
    t.equal(events.filter(({ type }) => type === 'warning').length, 1)
  })
}

t.test('an absurd id or bill costs no text and ends no session', async t => {
  const events: SessionEvent[] = []
  const session = await connect(t, {
    finish(send) {
      for (const [i, id] of [1, 9e15, 2, 1e308, 3].entries()) {
        const times = { begin_time: i * 100, end_time: i * 100 + 50 }
        const usage = { duration: i === 1 ? 1e308 : 1 }
        send('result-generated', sentence({ sentence_id: id, sentence_end: true, text: `${i}`, ...times }, usage))
      }
      send('task-finished', { usage: { duration: 1e15 } })
    },
  }, { maxCost: 1 }, events)
  await session.write(SECOND)
  await session.finish()
  const { results, error } = await read(session)
  t.equal(error, undefined)
  t.same(results.map(({ sentence: { text, beginTime } }) => [text, beginTime]),
    [['0', 0], ['1', 100], ['2', 200], ['3', 300], ['4', 400]])
  t.equal(session.usage?.billedSeconds, 1)
  t.equal(events.filter(({ type }) => type === 'warning').length, 1)
})

t.test('the warning about missing speech quotes nothing but a plain code', async t => {
  const codes: readonly (readonly [string, string])[] = [
    ['NO_VALID_AUDIO_ERROR', ' (NO_VALID_AUDIO_ERROR)'],
    ['NO_VALID_AUDIO_ERROR\u001b]0;pwned\u0007\u001b[31m sk-SECRET said: hello', ''],
    ['NO_VALID_AUDIO_ERROR sk-SECRET', ''],
    ['NO_VALID_AUDIO\u009b31m', ' (NO_VALID_AUDIO)'],
    ['NO_VALID_AUDIO_hello world how are you', ''],
    [`NO_VALID_AUDIO${'x'.repeat(1000)}`, ''],
  ]
  for (const [error_code, shown] of codes) {
    const events: SessionEvent[] = []
    const failed = { error_code, error_message: 'no valid audio' }
    const session = await connect(t, { finish: send => { send('task-failed', {}, failed) } }, {}, events)
    await session.write(SECOND)
    await session.finish()
    t.same(await read(session), { results: [] })
    t.match(events, [{ type: 'warning', message: `The service detected no speech${shown}; ` }])
    t.notMatch(JSON.stringify(events), /SECRET|hello|\\u00/)
  }
})

t.test('texts of the service in errors are one line without controls and keys', async t => {
  const text = 'a\u001b[31mb\u0000c\u009b31md\u007f\r\ne\u202e sk-SECRET'
  const session = await connect(t, {
    finish: send => { send('task-failed', {}, { error_code: text, error_message: `${text} ${'x'.repeat(5000)}` }) },
  })
  await session.finish()
  const { error } = await read(session) as { error: { serviceMessage: string } }
  t.match(error, { code: 'STENO_SERVICE_UNAVAILABLE', serviceCode: 'abcd e sk-***' })
  t.match(error.serviceMessage, /^abcd e sk-\*\*\* x{480,490}…$/)
})

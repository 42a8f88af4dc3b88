import t from 'tap'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { dashscope } from '../../../lib/engines/dashscope/dashscope.js'
import { rateLimiter } from '../../../lib/engines/dashscope/limits/rate-limiter.js'
import type { DashScopeOptions } from '../../../lib/engines/dashscope/options.js'
import type { SessionEvent } from '../../../lib/engine/engine.js'
import { recognize, type Recognizer } from '../../../lib/recognize/recognize.js'
import { emulate, numberedAudio, scriptFromText } from '../../../lib/testing/index.js'
import { emulated, collect, open, writeAll, upTo, write } from './emulated.js'

/** Texts of all finals. */
async function texts(recognizer: Recognizer): Promise<string[]> {
  const finals: string[] = []
  for await (const { sentence, isSentenceEnd } of recognizer) if (isSentenceEnd) finals.push(sentence.text)
  return finals
}

t.test('a session behind a live source has a heartbeat where the model takes one, unless it was set', async t => {
  for (const [options, isLive, heartbeat] of [
    [{}, true, true],
    [{}, false, undefined],
    [{ heartbeat: false }, true, false],
    [{ model: 'paraformer-realtime-v1' }, true, undefined],
    [{ model: 'paraformer-realtime-v2' }, true, true],
  ] as const) {
    const { service, engine } = await emulated(t, {}, options)
    const { signal } = new AbortController()
    const format = { encoding: 's16le', sampleRate: 16_000, channels: 1 } as const
    const session = await engine.open({ format, signal, isLive })
    await session.close()
    t.equal(service.tasks[0]?.parameters['heartbeat'], heartbeat, JSON.stringify(options))
  }
})

t.test('every problem with the options is reported at once, before a socket opens', async t => {
  const wrong: DashScopeOptions = {
    model: 'paraformer-realtime-v1',
    region: 'singapore',
    sampleRate: 8000,
    languageHints: ['xx'],
  }
  t.throws(() => dashscope(wrong), {
    code: 'STENO_OPTIONS_REFUSED',
    message: /`region`.*`sampleRate`.*`languageHints`/,
  })
  const { service } = await emulated(t)
  const recognizer = recognize({ ...wrong, baseUrl: service.url, apiKey: service.apiKey })
  await t.rejects(pipeline(Readable.from([Buffer.alloc(3200)]), recognizer.resume()), { code: 'STENO_OPTIONS_REFUSED' })
  t.equal(service.upgrades.length, 0)
})

t.test('parameters have their names on the wire, and PCM is sent in 100 ms however it was split', async t => {
  const { service, engine } = await emulated(t, { models: ['paraformer-realtime-v2'] }, {
    model: 'paraformer-realtime-v2', languageHints: ['en'], maxSentenceSilence: 500, parameters: { new_thing: 1 },
  })
  for (const size of [2, 700, 3200, 100_000]) {
    const session = await open(engine)
    const collected = collect(session)
    await writeAll(session, 12, size)
    t.same(await collected, { words: upTo(12) })
    await session.close()
  }
  for (const { parameters, frameSizes } of service.tasks) {
    t.same(parameters, {
      format: 'pcm',
      sample_rate: 16_000,
      language_hints: ['en'],
      max_sentence_silence: 500,
      new_thing: 1,
    })
    t.same(frameSizes, [3200, 3200, 1280])
  }
})

t.test('encoded audio is sent unchanged, in packets of 1 to 16 KB', async t => {
  const { service, engine } = await emulated(t, { script: scriptFromText('Hello world.'), bitrate: 64_000 })
  const recognizer = recognize({ engine, format: 'mp3' })
  const file = Buffer.from(Array.from({ length: 50_001 }, (_, i) => i % 251))
  Readable.from([file.subarray(0, 7), file.subarray(7, 1500), file.subarray(1500)]).pipe(recognizer)
  t.same(await texts(recognizer), ['Hello world.'])
  const [{ parameters, frameSizes, bytes }] = service.tasks as [typeof service.tasks[0]]
  t.match(parameters, { format: 'mp3', sample_rate: 16_000 })
  t.equal(bytes, file.length)
  t.ok(frameSizes.slice(0, -1).every(size => size >= 1024 && size <= 16_384), frameSizes.join())
})

t.test('an incomplete packet of a live source is sent soon', async t => {
  const { service, engine } = await emulated(t)
  const session = await open(engine)
  await session.write(numberedAudio({ frames: 2 }))
  while (service.tasks[0]!.bytes === 0) await new Promise(resolve => setTimeout(resolve, 5))
  t.same(service.tasks[0]!.frameSizes, [1280])
  await session.close()
})

t.test('one connection serves several tasks in sequence, each with its own id', async t => {
  const { service, engine } = await emulated(t)
  for (let i = 0; i < 3; i++) {
    const session = await open(engine)
    const collected = collect(session)
    await writeAll(session, 10)
    await collected
    await session.close()
  }
  t.equal(service.upgrades.length, 1)
  t.equal(new Set(service.tasks.map(task => task.taskId)).size, 3)
})

t.test('a connection on which a task failed, or was closed early, is not reused', async t => {
  const { service, engine } = await emulated(t, {
    faults: [{ type: 'task-failed', at: 1, code: 'InternalError', message: '' }],
  })
  const failed = await open(engine)
  const collected = collect(failed)
  await writeAll(failed, 10).catch(() => {})
  await collected
  const left = await open(engine)
  await left.close()
  await (await open(engine)).close()
  t.equal(service.upgrades.length, 3)
})

t.test('an idle connection that the service closes as a task starts is replaced without an event', async t => {
  const { service, engine } = await emulated(t, { faults: [{ type: 'idle-close' }] })
  for (let i = 0; i < 2; i++) {
    const events: SessionEvent[] = []
    const session = await open(engine, event => events.push(event))
    const collected = collect(session)
    await writeAll(session, 10)
    t.same(await collected, { words: upTo(10) })
    t.same(events, [])
    await session.close()
  }
  t.equal(service.upgrades.length, 2)
})

t.test('warmUp() opens connections that the next sessions use', async t => {
  const { service, engine } = await emulated(t)
  await engine.warmUp(2)
  t.equal(service.connections, 2)
  const sessions = await Promise.all([open(engine), open(engine)])
  t.equal(service.upgrades.length, 2)
  for (const session of sessions) await session.close()
  await engine.warmUp()
  await engine.close()
  while (service.connections > 0) await new Promise(resolve => setTimeout(resolve, 5))
  await t.rejects(
    emulated(t, {}, { apiKey: 'sk-wrong' }).then(({ engine }) => engine.warmUp(2)),
    { code: 'STENO_UNAUTHORIZED' },
  )
})

t.test('closing a session closes its socket at once, whatever the service does', async t => {
  const { service, engine } = await emulated(t, { faults: [{ type: 'half-open', frames: 0 }] })
  const session = await open(engine)
  await write(session, 10)
  const began = performance.now()
  await session.close()
  // WebSocket clients give the other end 30 s.
  t.ok(performance.now() - began < 20_000)
  t.equal(service.tasks[0]!.bytes, 0)
})

t.test('tasks start no faster than the limiter allows, and are released when they end', async t => {
  const { service, engine } = await emulated(
    t,
    { maxConcurrent: 2 },
    { rateLimiter: rateLimiter({ startsPerSecond: 1000, maxConcurrent: 2 }) },
  )
  const runs = await Promise.all(Array.from({ length: 6 }, async () => {
    const session = await open(engine)
    const collected = collect(session)
    await writeAll(session, 10)
    const { words } = await collected
    await session.close()
    return words
  }))
  for (const words of runs) t.same(words, upTo(10))
  t.ok(service.tasks.every(({ state }) => state === 'finished'), 'none was throttled')
})

t.test('a session that is aborted while it waits for its turn leaves the idle connection in the pool', async t => {
  const { service, engine } = await emulated(t, {}, { rateLimiter: rateLimiter({ maxConcurrent: 1 }) })
  await engine.warmUp(2)
  const session = await open(engine)
  const controller = new AbortController()
  const waiting = engine.open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal: controller.signal,
  })
  controller.abort(new Error('enough'))
  await t.rejects(waiting, { message: 'enough' })
  await session.close()
  const next = await open(engine)
  t.equal(service.upgrades.length, 2, 'the next session uses the idle connection')
  await next.close()
  await engine.close()
  while (service.connections > 0) await new Promise(resolve => setTimeout(resolve, 5))
})

t.test('throttling is reported to the limiter', async t => {
  const reported: (number | undefined)[] = []
  const limiter = {
    acquire: () => Promise.resolve(() => {}),
    throttled: (retryAfter?: number) => {
      reported.push(retryAfter)
    },
  }
  const { engine } = await emulated(
    t,
    { faults: [{ type: 'throttle' }, { type: 'refuse', status: 429, retryAfter: 3000, connection: 2 }] },
    { rateLimiter: limiter },
  )
  await t.rejects(open(engine), { code: 'STENO_THROTTLED' })
  await t.rejects(open(engine), { code: 'STENO_THROTTLED' })
  t.same(reported, [undefined, 3000])
})

t.test('silence is sent while a source is paused, and is not part of the times', async t => {
  const { service, engine } = await emulated(t, {}, { keepAlive: true, maxSentenceSilence: 200 })
  const session = await open(engine)
  const begins: number[] = []
  const collected = (async () => {
    for await (const { sentence, isSentenceEnd } of session)
      if (isSentenceEnd) begins.push(...sentence.words.map(word => word.beginTime))
  })()
  await write(session, 10)
  while (service.tasks[0]!.bytes < 6400 + 12_800) await new Promise(resolve => setTimeout(resolve, 20))
  t.same(service.tasks[0]!.frameSizes, [3200, 3200, 3200, 3200, 3200, 3200], '200 ms of speech, 400 ms of silence')
  await writeAll(session, 10)
  await collected
  t.same(begins, Array.from({ length: 20 }, (_, i) => i * 20))
  t.equal(session.usage!.sentDuration, 800)
  await session.close()
})

t.test('a limit of cost ends the session cleanly, with all results until then', async t => {
  // 3 s of fun-asr-realtime in Beijing.
  const { service, engine } = await emulated(t, {}, { maxCost: 3 * 0.000047, resume: { baseDelay: 1 } })
  const session = await open(engine)
  const collected = collect(session)
  await t.rejects(write(session, 1000), { code: 'STENO_COST_LIMIT' })
  const { words, error } = await collected
  t.match(error, { code: 'STENO_COST_LIMIT', retryable: false, message: /0\.000141 USD .* 3 s/ })
  t.same(words, upTo(150))
  t.match(service.tasks, [{ state: 'finished', bytes: 96_000 }])
  t.equal(session.usage!.cost, 0.000141)
  await session.close()
})

t.test('a context is sent with the task, when it is set, and again after a lost connection', async t => {
  const { service, engine } = await emulated(t, { faults: [{ type: 'disconnect', frames: 5 }] }, {
    context: [{ role: 'user', text: 'first' }], resume: { baseDelay: 1 },
  })
  const recognizer = recognize({ engine })
  recognizer.write(numberedAudio({ frames: 5 }))
  await new Promise(resolve => recognizer.once('session', resolve))
  await recognizer.setContext([{ role: 'user', text: 'second' }])
  const again = new Promise(resolve => recognizer.once('reconnect', resolve))
  recognizer.resume().write(numberedAudio({ frames: 50 }))
  await again
  recognizer.end()
  await new Promise(resolve => recognizer.once('end', resolve))
  const contexts = service.tasks.map(({ inputs }) => inputs.map(input => JSON.stringify(input)))
  t.match(contexts, [[/first/, /second/], [/first/, /second/]])
})

t.test('a session has setContext() if its model takes a context, or is not in the catalogue', async t => {
  for (const [model, expected] of [
    ['fun-asr-realtime', true], ['fun-asr-realtime-2026-02-28', false], ['paraformer-realtime-v2', false],
    ['some-new-model', true],
  ] as const) {
    const { engine } = await emulated(t, { models: [model] }, { model })
    const session = await open(engine)
    t.equal(session.setContext !== undefined, expected, model)
    await session.close()
  }
})

t.test('recognize() with options of DashScope uses the cloud engine', async t => {
  const service = await emulate({ script: scriptFromText('Hello world. How are you?') })
  t.after(() => service.close())
  const recognizer = recognize({ apiKey: service.apiKey, baseUrl: service.url, model: 'fun-asr-realtime' })
  const chosen: unknown[] = []
  recognizer.on('session', session => chosen.push(session))
  recognizer.end(Buffer.alloc(160_000))
  t.same(await texts(recognizer), ['Hello world.', 'How are you?'])
  t.match(chosen, [{ engine: 'DashScope', sampleRate: 16_000, requestId: service.tasks[0]!.taskId }])
  t.match(recognizer.metrics, {
    engine: 'DashScope',
    requestIds: [service.tasks[0]!.taskId],
    firstResultDelay: Number,
    lastResultDelay: Number,
    audioDuration: 5000,
    sentDuration: 5000,
    sentBytes: 160_000,
    finals: 2,
    disconnects: 0,
    reconnects: 0,
    billedSeconds: 5,
    cost: 5 * 0.000047,
    unknownMessages: 0,
  })
  while (service.connections > 0) await new Promise(resolve => setTimeout(resolve, 5))
})

import t from 'tap'
import { failure } from '../../../lib/errors.js'
import type { Engine, SessionEvent } from '../../../lib/engine/engine.js'
import { parallel } from '../../../lib/engine/parallel/parallel.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { engineTests } from '../../contract/engine.js'
import { FlakyEngine, lost, type Trouble } from '../../support/flaky-engine.js'
import {
  audioOf, collect, feed, finals, gate, heard, held, later, LIMITS, numbers, open, run, upTo,
} from '../../support/parallel-run.js'

t.test('one session passes the exam of engines', async t => {
  engineTests(t, {
    make: () => parallel(numbers(), { sessions: 1, ...LIMITS }),
    audio: audioOf(1000),
    sampleRate: 16_000,
  })
})

t.test('three sessions pass it, whole and with a link that breaks', async t => {
  engineTests(t, {
    make: () => parallel(numbers(), { sessions: 3, ...LIMITS }),
    broken: () => parallel(new FlakyEngine(numbers(), [{}, {}, { at: 10_000 }]), { sessions: 3, ...LIMITS }),
    audio: audioOf(1000), sampleRate: 16_000,
  })
})

t.test('loses no word, hears none twice and keeps all times, whatever the number of sessions', async t => {
  const expected = finals(await run(numbers(1), audioOf(3000))).map(({ sentence }) => sentence)
  for (const sessions of [1, 2, 5, 64]) {
    const engine = new FlakyEngine(numbers(1))
    const results = finals(await run(parallel(engine, { sessions, ...LIMITS }), audioOf(3000)))
    t.same(results.map(({ sentence }) => sentence), expected)
    t.ok(engine.asked > 10, `${engine.asked} parts`)
    t.equal(engine.live, 0)
  }
})

t.test('a later part that is done first waits for its turn; of its interims none is heard', async t => {
  const first = gate()
  const engine = new FlakyEngine(numbers(), held([first]))
  const session = await open(parallel(engine, { sessions: 2, ...LIMITS }))
  const results: RecognitionResult[] = []
  const collected = collect(session, results)
  const fed = feed(session, audioOf(1000))
  while (engine.asked < 4) await later()
  t.same(results, [])
  first.open()
  await Promise.all([collected, fed])
  t.same(heard(results), upTo(1000))
  const [start] = results.filter(({ sentence }) => sentence.beginTime > 2000)
  t.ok(start!.isSentenceEnd, 'what is over is not told again')
})

t.test('opens no more sessions than it may, and takes no audio for which there is no part', async t => {
  const gates = [gate(), gate(), gate()]
  const engine = new FlakyEngine(numbers(), held(gates))
  const session = await open(parallel(engine, { sessions: 3, minPart: 1000, maxPart: 1000 }))
  const collected = collect(session)
  let taken = 0
  const audio = audioOf(1000)
  const fed = (async () => {
    for (; taken < audio.length; taken += 3200) await session.write(audio.subarray(taken, taken + 3200))
    await session.finish()
  })()
  for (let i = 0; i < 10; i++) await later()
  t.equal(engine.live, 3)
  t.ok(taken >= 3 * 28_000 && taken <= 3 * 32_000, `${taken} bytes`)
  for (const { open } of gates) open()
  await fed
  t.same(heard(await collected), upTo(1000))
})

t.test('holds the writer back while nobody reads, and loses nothing by it', async t => {
  const session = await open(parallel(numbers(1), { sessions: 2, minPart: 1000, maxPart: 1000 }))
  let taken = 0
  const audio = audioOf(3000)
  const fed = (async () => {
    for (; taken < audio.length; taken += 3200) await session.write(audio.subarray(taken, taken + 3200))
    await session.finish()
  })()
  for (let i = 0; i < 10; i++) await later()
  t.ok(taken <= 6 * 32_000, `${taken} bytes`)
  const [results] = await Promise.all([collect(session), fed])
  t.same(heard(results), upTo(3000))
})

t.test('when a part fails, all that was said before comes in order, then the error', async t => {
  const first = gate()
  const error = failure('STENO_QUOTA', {})
  const engine = new FlakyEngine(numbers(), [{ until: first.until }, {}, { at: 16_000, heard: true, error }])
  const session = await open(parallel(engine, { sessions: 3, ...LIMITS, maxPart: 2000 }))
  const results: RecognitionResult[] = []
  const collected = collect(session, results)
  await t.rejects(feed(session, audioOf(2000)), { code: 'STENO_QUOTA' })
  t.same(results, [])
  first.open()
  await t.rejects(collected, { code: 'STENO_QUOTA' })
  const words = heard(results)
  t.same(words, upTo(words.length))
  t.ok(words.length > 200 && words.length < 2000, `${words.length} words`)
  await session.close()
  t.equal(engine.live, 0)
})

t.test('an opening that fails later is the error of its part', async t => {
  const engine = new FlakyEngine(numbers(), [{}, {}, { open: 'fail', error: lost() }])
  const session = await open(parallel(engine, { sessions: 2, ...LIMITS }))
  const results: RecognitionResult[] = []
  const fed = feed(session, audioOf(1000)).catch((error: unknown) => error)
  await t.rejects(collect(session, results), { code: 'STENO_CONNECTION_LOST' })
  t.match(await fed, { code: 'STENO_CONNECTION_LOST' })
  const words = heard(results)
  t.same(words, upTo(words.length))
  t.ok(words.length > 100)
  await session.close()
  t.equal(engine.live, 0)
})

t.test('a session that ends by itself is a failure', async t => {
  const session = await open(parallel(new FlakyEngine(numbers(), [{}, { endAt: 10_000 }]), LIMITS))
  const fed = feed(session, audioOf(1000)).catch((error: unknown) => error)
  await t.rejects(collect(session), { code: 'STENO_ENGINE_FAILED' })
  await fed
})

t.test('closed while sessions open, hang or work, it leaves none and wakes everybody', async t => {
  const never = gate()
  for (const troubles of [[{}, { open: 'hang' }], [{ room: never.until }], held([never, never]), []] as Trouble[][]) {
    const engine = new FlakyEngine(numbers(), troubles)
    const session = await open(parallel(engine, { sessions: 2, ...LIMITS }))
    const outcomes = Promise.allSettled([collect(session), feed(session, audioOf(1000))])
    await later()
    never.open()
    await Promise.all([session.close(), session.close()])
    t.equal(engine.live, 0)
    await outcomes
  }
})

t.test('is aborted while its first session opens', async t => {
  const abort = new AbortController()
  const engine = new FlakyEngine(numbers(), [{ open: 'hang' }])
  const opening = parallel(engine).open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal: abort.signal,
  })
  abort.abort(new Error('changed my mind'))
  await t.rejects(opening, { message: 'changed my mind' })
  t.equal(engine.live, 0)
})

t.test('tells of its sessions, once of what all doubt, and of breaks on one clock', async t => {
  const inner = new FlakyEngine(numbers())
  const told: SessionEvent[] = []
  const doubtful: Engine = {
    ...inner, name: 'doubtful', capabilities: inner.capabilities,
    async open(options) {
      options.onEvent?.({ type: 'warning', message: 'no price is known' })
      options.onEvent?.({ type: 'disconnect', error: lost(), position: 100 })
      return inner.open(options)
    },
  }
  const results = await run(parallel(doubtful, LIMITS), audioOf(1000), event => { told.push(event) })
  t.equal(told.filter(({ type }) => type === 'warning').length, 1)
  const begins = told.flatMap(event => event.type === 'disconnect' ? [event.position - 100] : [])
  t.same(begins, [...begins].sort((a, b) => a - b))
  t.ok(begins.length > 4 && begins[0] === 0 && begins[1]! >= 1000, begins.join())
  const names = new Set(results.map(({ requestId }) => requestId))
  t.same(told.flatMap(event => event.type === 'session' ? [event.requestId] : []), [...names].slice(1))
})

t.test('gives the context to the sessions that are open and to those that follow', async t => {
  const engine = new FlakyEngine(numbers())
  const session = await open(parallel(engine, { sessions: 1, ...LIMITS }))
  const context = [{ role: 'user', text: 'numbers' }] as const
  const collected = collect(session)
  await session.write(audioOf(50))
  await session.setContext!(context)
  await feed(session, audioOf(1000))
  await collected
  t.ok(engine.sessions.length > 3)
  for (const { contexts } of engine.sessions) t.same(contexts, [context])
  t.notOk('setContext' in await open(parallel(numbers())), 'where the engine listens to none there is nothing to set')
})

t.test('sums up the usage of its sessions, and counts an object that they share once', async t => {
  for (const shared of [false, true]) {
    const usage = { sentDuration: 10, sentBytes: 20, billedSeconds: 1, cost: 0.5, unknownMessages: 0 }
    const inner = numbers()
    let sessions = 0
    const paid: Engine = {
      ...inner,
      async open(options) {
        t.ok(options.billingGroup, 'sessions know that they belong together')
        sessions++
        return Object.assign(await inner.open(options), { usage: shared ? usage : { ...usage } })
      },
    }
    const session = await open(parallel(paid, LIMITS))
    await Promise.all([collect(session), feed(session, audioOf(1000))])
    const times = shared ? 1 : sessions
    t.ok(sessions > 3)
    t.same(session.usage, {
      sentDuration: 10 * times, sentBytes: 20 * times, billedSeconds: times, unknownMessages: 0, cost: 0.5 * times,
    })
  }
  t.equal((await open(parallel(numbers()))).usage, undefined)
})

t.test('encoded audio goes through one session, with a warning', async t => {
  const told: SessionEvent[] = []
  let formats = 0
  const engine: Engine = {
    ...numbers(),
    open: options => {
      formats++
      return numbers().open({ ...options, format: { ...options.format, encoding: 's16le' } })
    },
  }
  const { signal } = new AbortController()
  const session = await parallel(engine).open({
    format: { encoding: 'mp3', sampleRate: 16_000, channels: 1 },
    signal,
    onEvent: event => {
      told.push(event)
    },
  })
  t.match(told, [{ type: 'warning', message: /mp3 cannot be cut/ }])
  await feed(session, audioOf(1000))
  t.equal(formats, 1)
})

t.test('refuses wrong options at once', async t => {
  for (const [options, name] of [
    [{ sessions: 0 }, 'sessions'],
    [{ minPart: 10 }, 'minPart'],
    [{ minPart: 5000, maxPart: 4000 }, 'maxPart'],
  ] as const) {
    t.throws(() => parallel(numbers(), options), { code: 'STENO_BAD_OPTION', message: new RegExp(`^\`${name}\``) })
  }
})

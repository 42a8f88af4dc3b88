import t from 'tap'
import type { Engine, EngineSession, SessionEvent } from '../../../lib/engine/engine.js'
import { ResultQueue } from '../../../lib/engine/result-queue.js'
import { resume } from '../../../lib/engine/resume/resume.js'
import { numberedAudio, numberedEngine } from '../../../lib/testing/index.js'
import { FlakyEngine, type Trouble } from '../../support/flaky-engine.js'
import {
  audio, collect, finals, FRAME_BYTES, FRAMES, noDelay, open, run, timers, unbroken, write,
} from '../../support/resuming.js'
import { ScriptedEngine, type Script } from '../../support/scripted-engine.js'
import { InstantClock } from '../../support/virtual-clock.js'

const SECOND = 32_000

t.test('tells of the break and of what came after it', async t => {
  const engine = new FlakyEngine(numberedEngine(), [{ at: 25 * 640, heard: true }, { open: 'fail' }])
  const { events, results } = await run(engine, audio, { cut: 640 })
  const [drop, session, reconnect] = events
  t.equal(events.length, 3)
  t.match(drop, { type: 'disconnect', error: { code: 'STENO_CONNECTION_LOST' }, position: 500 })
  const { id } = engine.sessions[1]!
  t.same(session, { type: 'session', requestId: id })
  t.match(reconnect, { type: 'reconnect', requestId: id, reason: 'disconnect', resent: 100, attempts: 2 })
  t.ok(reconnect?.type === 'reconnect' && reconnect.gap >= 0 && Number.isInteger(reconnect.gap))
  t.same(
    [...new Set(results.map(({ requestId }) => requestId))],
    [engine.sessions[0]!.id, id],
    'results name who said them',
  )
})

t.test('a session that ends by itself is a break', async t => {
  t.same(
    finals(await run(new FlakyEngine(numberedEngine(), [{ endAt: 15 * 640 }]), audio, { cut: 640 })),
    unbroken(FRAMES),
  )
  const one = numberedEngine({ wordsPerSentence: 1000 })
  const early = await run(new FlakyEngine(one, [{ finish: 'refused' }, { endAt: 640 * 20 }]), audio, { cut: 640 })
  const numbers = Array.from({ length: FRAMES }, (_, i) => i + 1).join(' ')
  t.match(finals(early), [{ text: numbers }], 'while all is sent again after finish(), too')
})

t.test('a sentence longer than the replay buffer is an error that says how much is missing', async t => {
  const long = numberedAudio({ frames: 200 })
  const engine = new FlakyEngine(numberedEngine({ wordsPerSentence: 1000 }), [{ at: 150 * 640, heard: true }])
  const { error } = await run(engine, long, { cut: 640, replayBuffer: 1000 })
  t.match(error, {
    code: 'STENO_REPLAY_BUFFER_EXCEEDED',
    retryable: false,
    message: /the last 1000 ms of audio were kept, but 2000 ms before them are needed too/,
  })
  t.equal(engine.live, 0)
})

t.test('silence longer than what is kept is let go', async t => {
  const silence = Buffer.alloc(FRAME_BYTES * 200)
  const script: Script = [[100, 'one'], [300, ''], [4500, 'two']]
  const engine = new FlakyEngine(new ScriptedEngine(script), [{ at: 1600 * 32 }])
  // After ten seconds without a result the service is taken to hear silence, and not to be merely behind.
  const clock = new InstantClock()
  const session = await open(engine, { replayBuffer: 2000, clock })
  const results = collect(session)
  await write(session, silence)
  await session.finish()
  // The second session begins where the sentence had ended, 300 ms, and follows the script anew.
  t.match(finals({ results: await results }), [
    { text: 'one', beginTime: 100, endTime: 300 },
    { text: 'one', beginTime: 400 },
  ])
  t.ok(clock.now() >= 10_000, `${clock.now()} ms`)
  await session.close()
})

t.test('encoded audio is sent again from its beginning, and what was final is not said again', async t => {
  const inner = numberedEngine()
  const takesAll: Engine = {
    ...inner,
    open: options => inner.open({ ...options, format: { ...options.format, encoding: 's16le' } }),
  }
  const engine = new FlakyEngine(takesAll, [{ at: 35 * 640, heard: true }])
  const events: SessionEvent[] = []
  const session = await open(engine, {}, events, 'opus')
  const results = collect(session)
  await write(session, audio)
  await session.finish()
  t.same(finals({ results: await results }), unbroken(FRAMES))
  t.equal(engine.sessions[1]!.bytes, audio.length)
  t.equal(engine.formats[1]!.encoding, 'opus')
  await session.close()
})

t.test('encoded audio that is not kept from its beginning cannot be resumed', async t => {
  const inner = numberedEngine()
  const takesAll: Engine = {
    ...inner,
    open: options => inner.open({ ...options, format: { ...options.format, encoding: 's16le' } }),
  }
  const session = await open(new FlakyEngine(takesAll, [{ at: 60 * 640 }]), { replayBuffer: 1000 }, [], 'mp3')
  const results = collect(session)
  const writing = write(session, audio)
  for (const outcome of await Promise.allSettled([results, writing])) {
    t.match(outcome, { status: 'rejected', reason: { code: 'STENO_REPLAY_BUFFER_EXCEEDED' } })
  }
  await session.close()
})

t.test('what was said before is told to the session that follows', async t => {
  const engine = new FlakyEngine(numberedEngine(), [{ at: 640 * 20 }, { at: 0 }])
  const session = await open(engine)
  const results = collect(session)
  const context = [{ role: 'user', text: 'before' }] as const
  await session.setContext!(context)
  await write(session, audio)
  await session.finish()
  t.same(
    finals({ results: await results }),
    unbroken(FRAMES),
    'a session that breaks while it is told is one break more',
  )
  t.same(engine.sessions.map(({ contexts }) => contexts), [[context], [], [context]])
  await session.close()
  t.equal(engine.live, 0)
})

t.test('a session that has lived long enough is renewed at a pause, and nothing is lost or doubled', async t => {
  const frames = 403
  const long = numberedAudio({ frames })
  for (const cut of [640, 3200, 9998]) {
    const engine = new FlakyEngine(numberedEngine())
    const outcome = await run(engine, long, { cut, maxSessionDuration: 1000 })
    t.same(finals(outcome), unbroken(frames))
    const reconnects = outcome.events.filter(({ type }) => type === 'reconnect')
    t.ok(reconnects.length >= 7, `${reconnects.length} renewals of 8 s`)
    for (const reconnect of reconnects) t.match(reconnect, { reason: 'rotation', attempts: 1 })
    t.notOk(outcome.events.some(({ type }) => type === 'disconnect'))
    t.ok(engine.sessions.every(({ finished }) => finished), 'old sessions are told that no more comes')
    t.same([engine.sessions.length, engine.live], [reconnects.length + 1, 0])
  }
})

t.test('a session whose only sentence goes on is not renewed in vain', async t => {
  const engine = new FlakyEngine(numberedEngine({ wordsPerSentence: 150 }))
  const outcome = await run(engine, numberedAudio({ frames: 400 }), { cut: 640, maxSessionDuration: 1000 })
  t.equal(finals(outcome).length, 3)
  t.ok(engine.asked <= 3, `${engine.asked} sessions`)
})

t.test('a file is held back while results are further behind than what is kept', async t => {
  let speak = (): void => {}
  const until = new Promise<void>(resolve => { speak = resolve })
  const engine = new FlakyEngine(numberedEngine(), [{ until }])
  const session = await open(engine, { replayBuffer: 1000 })
  const results = collect(session)
  const writing = write(session, audio).then(() => session.finish())
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate)
  t.equal(engine.sessions[0]!.bytes, SECOND, 'as much as is kept')
  speak()
  await writing
  t.same(finals({ results: await results }), unbroken(FRAMES))
  await session.close()
})

t.test('audio is taken while redialling, as much as can be kept', async t => {
  const engine = new FlakyEngine(numberedEngine(), [{ at: 6400 }, { open: 'hang' }])
  const session = await open(engine, { replayBuffer: 1000 })
  const results = collect(session).catch((error: unknown) => error)
  await write(session, audio.subarray(0, SECOND))
  let more = false
  const late = write(session, audio.subarray(0, 640)).then(() => { more = true }, (error: unknown) => error)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  t.notOk(more, 'what is kept is not pushed out')
  await session.close()
  t.match(await late, { code: 'STENO_SESSION_CLOSED' })
  t.match(await results, { code: 'STENO_SESSION_CLOSED' })
  t.equal(engine.live, 0)
})

t.test('can be closed at any moment, and leaves no session, no timer and no promise behind', async t => {
  const moments: Readonly<Record<string, (stuck: Promise<void>) => readonly Trouble[]>> = {
    redialling: () => [{ at: 6400 }, { open: 'hang' }],
    pausing: () => [{ at: 6400 }, { open: 'fail' }],
    writing: room => [{ room }],
    'writing again': room => [{ at: 6400 }, { room }],
    'waiting for results': until => [{ until }],
  }
  for (const [moment, make] of Object.entries(moments)) {
    let go = (): void => {}
    const troubles = make(new Promise<void>(resolve => { go = resolve }))
    const before = timers()
    const engine = new FlakyEngine(numberedEngine(), troubles)
    const session = await open(engine, {
      replayBuffer: 1000,
      baseDelay: 600_000,
      maxDelay: 600_000,
      random: () => (engine.asked > 1 ? 1 : 0),
    })
    const results = collect(session).catch((error: unknown) => error)
    const writing = (async () => {
      await write(session, audio)
      await session.finish()
    })().catch((error: unknown) => error)
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    const closing = Promise.all([session.close(), session.close()])
    // What was stuck in the engine comes loose, as the contract of engines says it does.
    go()
    await closing
    t.match(await writing, { code: 'STENO_SESSION_CLOSED' }, moment)
    t.match(await results, { code: 'STENO_SESSION_CLOSED' }, moment)
    await t.rejects(write(session, audio.subarray(0, 640)), { code: 'STENO_SESSION_CLOSED' })
    t.same([engine.live, timers()], [0, before], moment)
  }
})

t.test('a close() ends sessions that were renewed and have not finished, too', async t => {
  let finish = (): void => {}
  const finished = new Promise<void>(resolve => { finish = resolve })
  const inner = numberedEngine()
  let opened = 0
  const engine = new FlakyEngine({
    ...inner,
    open: async options => {
      const session = await inner.open(options)
      // The first takes until it is closed to say its last words.
      if (opened++ === 0) session.finish = () => finished
      const close = session.close.bind(session)
      session.close = () => {
        finish()
        return close()
      }
      return session
    },
  })
  const session = await open(engine, { maxSessionDuration: 1000 })
  const results = collect(session).catch((error: unknown) => error)
  await write(session, audio)
  t.ok(engine.sessions.length > 1)
  await session.close()
  await results
  t.equal(engine.live, 0)
})

t.test('samples stay whole whatever is kept at whatever rate', async t => {
  const engine = new FlakyEngine(murmuring, [{ at: 40_000, heard: true }])
  const session = await resume(engine, { ...noDelay, replayBuffer: 1001 }).open({
    format: { encoding: 's16le', sampleRate: 11_025, channels: 1 }, signal: new AbortController().signal,
  })
  const results = collect(session)
  for (let at = 0; at < 60_000; at += 1000) await session.write(new Uint8Array(1000))
  await session.finish()
  await results
  await session.close()
  const [first, second] = engine.sessions
  t.equal(first!.bytes, 40_000)
  t.equal(second!.bytes, 20_000 + 22_072, 'as many whole samples as are kept')
})

t.test('a final that ends beyond the audio skips none of what follows', async t => {
  const rounded: Engine = {
    ...numberedEngine(),
    open: async options => {
      const session = await numberedEngine().open(options)
      return Object.assign(Object.create(session) as EngineSession, {
        id: session.id,
        write: (audio: Uint8Array) => session.write(audio),
        finish: () => session.finish(),
        close: () => session.close(),
        async *[Symbol.asyncIterator]() {
          for await (const result of session) {
            const { endTime } = result.sentence
            yield { ...result, sentence: { ...result.sentence, endTime: endTime === null ? null : endTime + 5 } }
          }
        },
      })
    },
  }
  const engine = new FlakyEngine(rounded, [{ at: 640 * 20, heard: true }])
  const session = await open(engine)
  const results = collect(session)
  for (const [from, to] of [[0, 20], [20, FRAMES]] as const) {
    await write(session, audio.subarray(from * FRAME_BYTES, to * FRAME_BYTES))
    // The second final is read before more audio comes.
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
  }
  await session.finish()
  const said = (await results)
    .filter(({ isSentenceEnd }) => isSentenceEnd)
    .map(({ sentence }) => sentence.text)
    .join(' ')
  t.equal(said, Array.from({ length: FRAMES }, (_, i) => i + 1).join(' '))
  t.equal(engine.sessions[1]!.bytes, audio.length - 640 * 20, 'the rest, from its first sample on')
  await session.close()
})

/** Hears something all the time, never a sentence. */
const murmuring: Engine = {
  name: 'murmuring',
  capabilities: { sampleRates: [11_025], languages: [], interimResults: true, wordTimes: false },
  open: async ({ format: { sampleRate } }) => {
    const results = new ResultQueue()
    let bytes = 0
    return {
      id: 'm',
      write: async audio => {
        bytes += audio.length
        const beginTime = Math.floor(bytes * 500 / sampleRate)
        const sentence = { sentenceId: 1, beginTime, endTime: null, text: 'm', words: [] }
        results.push({ requestId: 'm', isSentenceEnd: false, sentence })
      },
      finish: async () => { results.end() },
      close: async () => { results.end() },
      [Symbol.asyncIterator]: () => results[Symbol.asyncIterator](),
    }
  },
}

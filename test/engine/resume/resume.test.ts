import fc from 'fast-check'
import t from 'tap'
import { resume } from '../../../lib/engine/resume/resume.js'
import { numberedAudio, numberedEngine } from '../../../lib/testing/index.js'
import { engineTests } from '../../contract/engine.js'
import { FlakyEngine } from '../../support/flaky-engine.js'
import {
  audio, collect, cuts, finals, FRAME_BYTES, FRAMES, noDelay, open, run, troubles, unbroken, write,
} from '../../support/resuming.js'
import { ScriptedEngine, type Script } from '../../support/scripted-engine.js'

const SECOND = 32_000

t.test('resume() keeps the contract of engines with the scripted engine', async t => {
  const script: Script = [[100, 'one'], [400, 'two'], [900, ''], [1500, 'three'], [1900, 'four'], [2400, 'five']]
  engineTests(t, {
    make: () => resume(new ScriptedEngine(script)),
    audio: new Uint8Array(3 * SECOND),
    sampleRate: 16_000,
    // Every session breaks at the same place, so that no retry helps.
    broken: () =>
      resume(new ScriptedEngine(script, { breakAt: 1000 }), { ...noDelay, maxRetries: 2, replayBuffer: 1000 }),
  })
})

t.test('resume() keeps the contract with numbered audio, and when all sessions but the fourth break', async t => {
  const exam = { audio: numberedAudio({ frames: 150 }), sampleRate: 16_000 }
  engineTests(t, {
    ...exam,
    make: () => resume(numberedEngine()),
    // More is not taken than is kept, so that writing fails, too.
    broken: () =>
      resume(new FlakyEngine(numberedEngine(), [{ at: 6400 }, { at: 0 }, { at: 0 }]), {
        ...noDelay,
        maxRetries: 2,
        replayBuffer: 1000,
      }),
  })
  t.test('broken thrice', async t => {
    engineTests(t, {
      ...exam,
      make: () =>
        resume(new FlakyEngine(numberedEngine(), [{ at: 9600 }, { at: 20_000 }, { finish: 'lost' }]), {
          ...noDelay,
          replayBuffer: 2000,
        }),
    })
  })
})

t.test('whatever breaks wherever, each word is said for good once and at its time', async () => {
  const scene = fc.record({
    troubles: fc.array(troubles, { minLength: 1, maxLength: 5 }),
    cut: cuts,
    replayBuffer: fc.constantFrom(1000, 1501, 60_000),
  })
  await fc.assert(fc.asyncProperty(scene, async ({ troubles, cut, replayBuffer }) => {
    const engine = new FlakyEngine(numberedEngine(), troubles)
    const outcome = await run(engine, audio, { cut, replayBuffer, maxRetries: 6 })
    if (outcome.error !== undefined) throw outcome.error as Error
    t.same(finals(outcome), unbroken(FRAMES))
    t.equal(engine.live, 0)
  }), { numRuns: 60 })
})

t.test('interims go on under the number of the sentence that broke off', async t => {
  const { results } = await run(new FlakyEngine(numberedEngine(), [{ at: 15 * 640 }]), audio, { cut: 640 })
  let now = 1
  for (const { sentence, isSentenceEnd } of results) {
    t.equal(sentence.sentenceId, now)
    if (isSentenceEnd) now++
  }
})

t.test('writing all at once, more than is kept, loses nothing', async t => {
  const long = numberedAudio({ frames: 400 })
  for (const troubles of [[], [{ at: 20_000 }], [{ at: 100_000, heard: true }]]) {
    t.same(
      finals(await run(new FlakyEngine(numberedEngine(), troubles), long, { cut: long.length, replayBuffer: 1000 })),
      unbroken(400),
    )
  }
})

t.test('a write or finish() during another write is refused, and changes nothing', async t => {
  const session = await open(new FlakyEngine(numberedEngine(), [{ at: 10_000 }]), { replayBuffer: 1000 })
  const results = collect(session)
  const first = session.write(audio)
  const refused = { code: 'STENO_INVALID_STATE', message: /the last write is still in progress/ }
  await t.rejects(write(session, audio), refused)
  await t.rejects(session.finish(), refused)
  await first
  await session.finish()
  t.same(finals({ results: await results }), unbroken(FRAMES))
  await session.close()
})

t.test('write() returns nothing as long as there is room', async t => {
  const session = await open(numberedEngine())
  t.equal(session.write(audio.subarray(0, FRAME_BYTES)), undefined)
  await session.close()
})

t.test('keeps the audio it was given while it redials, though the caller uses its buffer again', async t => {
  let dial = (): void => {}
  const redialled = new Promise<void>(resolve => { dial = resolve })
  const inner = numberedEngine()
  const engine = new FlakyEngine({
    ...inner,
    open: async options => {
      if (engine.asked > 1) await redialled
      return inner.open(options)
    },
  }, [{ at: 640 * 40 }])
  const session = await open(engine, { replayBuffer: 1000 })
  const results = collect(session)
  await session.write(audio.subarray(0, 640 * 40))
  const buffer = Buffer.alloc(640 * 40, audio.subarray(640 * 40, 640 * 80))
  const written = session.write(buffer)
  buffer.fill(255)
  dial()
  await written
  await session.finish()
  t.same(finals({ results: await results }), unbroken(80))
  await session.close()
})

t.test('sessions may break and be renewed in any order', async () => {
  const frames = 253
  const long = numberedAudio({ frames })
  await fc.assert(fc.asyncProperty(fc.array(troubles, { maxLength: 4 }), cuts, async (troubles, cut) => {
    const engine = new FlakyEngine(numberedEngine(), troubles)
    const outcome = await run(engine, long, { cut, maxSessionDuration: 1000, maxRetries: 8, replayBuffer: 5000 })
    if (outcome.error !== undefined) throw outcome.error as Error
    t.same(finals(outcome), unbroken(frames))
    t.equal(engine.live, 0)
  }), { numRuns: 30 })
})

t.test('refuses wrong options at once', async t => {
  const engine = numberedEngine()
  for (const options of [
    { maxRetries: -1 },
    { baseDelay: 1.5 },
    { maxDelay: -1 },
    { replayBuffer: 999 },
    { maxSessionDuration: 999 },
    { random: 1 as never },
  ]) {
    t.throws(() => resume(engine, options), {
      code: 'STENO_BAD_OPTION',
      message: new RegExp(`\`${Object.keys(options)[0]!}\``),
    })
  }
  t.match(resume(engine), { name: engine.name, capabilities: engine.capabilities })
})

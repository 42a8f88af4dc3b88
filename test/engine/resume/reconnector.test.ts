import t from 'tap'
import { failure } from '../../../lib/errors.js'
import { resume } from '../../../lib/engine/resume/resume.js'
import { numberedEngine } from '../../../lib/testing/index.js'
import { FlakyEngine, lost, type Trouble } from '../../support/flaky-engine.js'
import { audio, finals, FRAMES, open, run, timers, unbroken } from '../../support/resuming.js'
import { InstantClock } from '../../support/virtual-clock.js'

t.test('a break while the first session opens is tried again', async t => {
  const engine = new FlakyEngine(numberedEngine(), [{ open: 'fail' }, { open: 'fail' }])
  const outcome = await run(engine, audio)
  t.same(finals(outcome), unbroken(FRAMES))
  t.same(outcome.events, [], 'there was no delay')
  t.equal(engine.asked, 3)
})

t.test('tries as often as told without progress, then the last error comes through', async t => {
  const failures = [lost(), lost(), failure('STENO_SERVICE_UNAVAILABLE', {})]
  const engine = new FlakyEngine(numberedEngine(), [
    { at: 6400 },
    ...failures.map(error => ({ open: 'fail', error }) as const),
  ])
  const outcome = await run(engine, audio, { maxRetries: 3 })
  t.equal(outcome.error, failures[2])
  t.equal(engine.asked, 4)
  t.equal(engine.live, 0)
  const none = new FlakyEngine(numberedEngine(), [{ at: 6400 }])
  t.match(await run(none, audio, { maxRetries: 0 }), { error: { code: 'STENO_CONNECTION_LOST' } })
  t.equal(none.asked, 1)
})

t.test('sessions that break without having heard anything new are no progress', async t => {
  const troubles = [{ at: 20 * 640, heard: true }, { at: 10 * 640, heard: true }, { at: 640 }, { at: 640 }, { at: 640 }]
  const engine = new FlakyEngine(numberedEngine(), troubles)
  t.match(await run(engine, audio, { cut: 640, maxRetries: 3 }), { error: { code: 'STENO_CONNECTION_LOST' } })
  t.ok(engine.asked <= 5, `${engine.asked} openings`)
})

t.test('progress starts the count of tries anew', async t => {
  const troubles = [12, 12, 12, 12, 12].map(frames => ({ at: frames * 640, heard: true }))
  const outcome = await run(new FlakyEngine(numberedEngine(), troubles), audio, { cut: 640, maxRetries: 1 })
  t.same(finals(outcome), unbroken(FRAMES))
  t.ok(
    outcome.events.filter(({ type }) => type === 'reconnect').length > 1,
    'one try was enough for more than one break',
  )
})

t.test('what is no use to try again comes through at once', async t => {
  const refused = failure('STENO_UNAUTHORIZED', {})
  for (const trouble of [{ at: 6400, error: refused }, { at: 6400, error: new TypeError('a bug') }]) {
    const engine = new FlakyEngine(numberedEngine(), [trouble])
    const { error, events } = await run(engine, audio)
    t.equal(error, trouble.error)
    t.same([engine.asked, engine.live, events.length], [1, 0, 0])
  }
  const redialled = new FlakyEngine(numberedEngine(), [{ at: 6400 }, { open: 'fail', error: refused }])
  t.equal((await run(redialled, audio)).error, refused)
  await t.rejects(open(new FlakyEngine(numberedEngine(), [{ open: 'fail', error: refused }])), refused)
})

t.test('waits at random below a bound that doubles up to a limit', async t => {
  for (const luck of [0, 0.5, 1]) {
    const clock = new InstantClock()
    const engine = new FlakyEngine(numberedEngine(), [{ at: 6400 }, ...Array<Trouble>(4).fill({ open: 'fail' })])
    const outcome = await run(engine, audio, { maxRetries: 5, baseDelay: 4, maxDelay: 10, random: () => luck, clock })
    t.same(finals(outcome), unbroken(FRAMES))
    t.same(clock.delays, [4, 8, 10, 10, 10].map(most => most * luck))
  }
})

t.test('waits no less than the service asks for', async t => {
  const clock = new InstantClock()
  const engine = new FlakyEngine(numberedEngine(), [{ at: 6400, error: lost(7) }, { open: 'fail', error: lost(1) }])
  const outcome = await run(engine, audio, { baseDelay: 2, maxDelay: 7, random: () => 1, clock })
  t.same(finals(outcome), unbroken(FRAMES))
  t.same(clock.delays, [7, 4])
  t.match(outcome.events.filter(({ type }) => type === 'wait'), [
    { reason: 'retry', delay: 7, error: { code: 'STENO_CONNECTION_LOST' } },
    { reason: 'retry', delay: 4, error: { code: 'STENO_CONNECTION_LOST' } },
  ])
})

t.test('when the service asks for more than `maxDelay`, its error comes at once with `retryAfter`', async t => {
  for (const retryAfter of [8, 2_147_484_000, Number.MAX_SAFE_INTEGER, Infinity, NaN]) {
    const clock = new InstantClock()
    const error = failure('STENO_THROTTLED', {}, undefined, { retryAfter })
    for (const troubles of [[{ open: 'fail', error }], [{ at: 6400 }, { open: 'fail', error }]] as const) {
      const engine = new FlakyEngine(numberedEngine(), [...troubles])
      const outcome = await run(engine, audio, { baseDelay: 0, maxDelay: 7, clock })
        .catch((error: unknown) => ({ error }))
      t.equal(outcome.error, error, `${retryAfter}`)
      t.equal(engine.asked, troubles.length)
    }
    t.same(clock.delays, [0], 'only the delay after the break')
  }
})

t.test('an opening can be cut short while it dials and while it pauses', async t => {
  const reason = new Error('changed my mind')
  for (const trouble of [{ open: 'hang' }, { open: 'fail' }] as const) {
    const before = timers()
    const abort = new AbortController()
    const engine = new FlakyEngine(numberedEngine(), [trouble])
    const opening = resume(engine, { baseDelay: 600_000, maxDelay: 600_000, random: () => 1 })
      .open({ format: { encoding: 's16le', sampleRate: 16_000, channels: 1 }, signal: abort.signal })
    await new Promise(setImmediate)
    abort.abort(reason)
    await t.rejects(opening, reason)
    t.same([engine.live, timers()], [0, before])
  }
})

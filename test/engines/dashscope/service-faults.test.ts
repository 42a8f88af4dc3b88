import t from 'tap'
import type { Fault } from '../../../lib/testing/index.js'
import { emulated, collect, open, writeAll, upTo, write } from './emulated.js'

/** Faults in the middle of a task, each with the error that follows the finals. */
const breaks: readonly (readonly [title: string, fault: Fault, error: object])[] = [
  [
    'the connection is cut',
    { type: 'disconnect', frames: 8 },
    { code: 'STENO_CONNECTION_LOST', retryable: true, closeCode: 1006 },
  ],
  [
    'the service stops sending, then the connection is cut',
    { type: 'disconnect', frames: 8, silenceBefore: 50 },
    { code: 'STENO_CONNECTION_LOST' },
  ],
  [
    'the service closes with a reason',
    { type: 'close', frames: 8, code: 1011, reason: 'bye' },
    { code: 'STENO_CONNECTION_CLOSED', retryable: true, closeCode: 1011, serviceMessage: 'bye' },
  ],
  [
    'the service closes with 1000',
    { type: 'close', frames: 8, code: 1000 },
    { code: 'STENO_CONNECTION_CLOSED', retryable: true, closeCode: 1000 },
  ],
  [
    'the service refuses a frame as too big',
    { type: 'close', frames: 8, code: 1009 },
    { code: 'STENO_BAD_REQUEST', retryable: false, closeCode: 1009 },
  ],
  [
    'the task fails in the middle',
    { type: 'task-failed', at: 8, code: 'InternalError', message: 'oops' },
    { code: 'STENO_SERVICE_UNAVAILABLE', serviceCode: 'InternalError', serviceMessage: 'oops' },
  ],
]

for (const [title, fault, error] of breaks) {
  t.test(`when ${title}, finals are emitted before an error with the task id`, async t => {
    const { service, engine } = await emulated(t, { faults: [fault] })
    const session = await open(engine)
    const collected = collect(session)
    await write(session, 1000).catch(() => {})
    const { words, error: got } = await collected
    t.match(got, { ...error, requestId: session.id })
    t.same(words, upTo(words.length))
    const sent = service.tasks[0]!.finals.flatMap(final => final.words.map(word => word.text))
    t.same(words, sent.slice(0, words.length))
    // The emulator records finals that it no longer sends.
    if (!('silenceBefore' in fault)) t.equal(words.length, sent.length, 'no final of the service is lost')
    await session.close()
  })
}

/** Faults that only count as unknown messages, if at all. */
const noises: readonly (readonly [title: string, fault: Fault, unknownMessages: number])[] = [
  ['an unknown event', { type: 'unknown-event', frames: 2 }, 1],
  ['a message that is not JSON', { type: 'malformed', frames: 2, times: 1 }, 1],
  ['a binary frame', { type: 'binary', frames: 2 }, 1],
  ['a result of another task', { type: 'wrong-task', frames: 2 }, 1],
  ['a duplicate final', { type: 'duplicate-final', times: 3 }, 0],
  ['an interim after the final', { type: 'interim-after-final', times: 3 }, 0],
  ['a late start', { type: 'slow-start', ms: 50 }, 0],
  ['a late end', { type: 'slow-finish', ms: 50 }, 0],
  ['a service that pauses reading', { type: 'stall', frames: 2, ms: 50 }, 0],
]

for (const [title, fault, unknownMessages] of noises) {
  t.test(`${title} has no effect on the results`, async t => {
    const { engine } = await emulated(t, { faults: [fault] })
    const session = await open(engine)
    const collected = collect(session)
    await writeAll(session, 60)
    t.same(await collected, { words: upTo(60) })
    t.equal(session.usage!.unknownMessages, unknownMessages)
    await session.close()
  })
}

/** Codes of failed tasks, each with the error it stands for, from the protocol reference and the error page. */
const failures: readonly (readonly [code: string, message: string, error: string, retryable: boolean])[] = [
  ['CLIENT_ERROR', 'request timeout after 23 seconds.', 'STENO_TASK_TIMEOUT', true],
  ['NO_VALID_AUDIO_ERROR', 'No valid audio', 'STENO_NO_SPEECH', false],
  ['NO_INPUT_AUDIO_ERROR', 'no speech found', 'STENO_TASK_TIMEOUT', true],
  ['UNSUPPORTED_FORMAT', 'Failed to decode audio', 'STENO_AUDIO_REFUSED', false],
  ['ResponseTimeout', 'Response timeout!', 'STENO_TASK_TIMEOUT', true],
  ['RequestTimeOut', 'Response timeout!', 'STENO_TASK_TIMEOUT', true],
  ['InvalidParameter', "Missing required parameter 'payload.input'!", 'STENO_BAD_REQUEST', false],
  ['ModelNotFound', 'Model not exist.', 'STENO_NOT_FOUND', false],
  ['AccessDenied', '', 'STENO_FORBIDDEN', false],
  ['Model.AccessDenied', '', 'STENO_FORBIDDEN', false],
  ['WorkSpaceNotFound', '', 'STENO_FORBIDDEN', false],
  ['AccessDenied.Unpurchased', '', 'STENO_QUOTA', false],
  ['Arrearage', 'Access denied, please make sure your account is in good standing.', 'STENO_QUOTA', false],
  ['AllocationQuota.FreeTierOnly', '', 'STENO_QUOTA', false],
  ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.', 'STENO_THROTTLED', true],
  ['Throttling.Concurrency', '', 'STENO_THROTTLED', true],
  ['BadRequest.ResourceNotExist', '', 'STENO_NOT_FOUND', false],
  ['DataInspectionFailed', '', 'STENO_BAD_REQUEST', false],
  ['InternalError.Algo', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['ModelUnavailable', '', 'STENO_SERVICE_UNAVAILABLE', true],
  ['ClientDisconnect', 'Client disconnected before task finished!', 'STENO_CONNECTION_LOST', true],
]

t.test('a failed task becomes the error of its code, at its start and in the middle', async t => {
  for (const [serviceCode, message, code, retryable] of failures) {
    const { engine } = await emulated(t, {
      faults: [
        { type: 'task-failed', at: 'run-task', code: serviceCode, message },
        { type: 'task-failed', at: 2, code: serviceCode, message },
      ],
    })
    const expected = { code, retryable, serviceCode, requestId: /^[\da-f-]{36}$/ }
    await t.rejects(open(engine), expected, `${serviceCode} at run-task`)
    const session = await open(engine)
    const collected = collect(session)
    await write(session, 1000).catch(() => {})
    t.match((await collected).error, expected, `${serviceCode} in the middle`)
    await session.close()
  }
})

const refusals = [[401, 'STENO_UNAUTHORIZED', false], [403, 'STENO_FORBIDDEN', false], [404, 'STENO_NOT_FOUND', false],
  [429, 'STENO_THROTTLED', true], [503, 'STENO_SERVICE_UNAVAILABLE', true]] as const

t.test('a refused connection becomes the error of its status, with the wait that the service asks for', async t => {
  for (const [status, code, retryable] of refusals) {
    const { engine } = await emulated(t, { faults: [{ type: 'refuse', status, retryAfter: 7000 }] })
    await t.rejects(open(engine), { code, retryable, httpStatus: status, retryAfter: 7000, requestId: String })
    const page = await emulated(t, { faults: [{ type: 'refuse', status, body: `<html>${'x'.repeat(100_000)}` }] })
    await t.rejects(open(page.engine), { code, httpStatus: status }, 'a page instead of JSON')
  }
})

t.test('an unknown key is refused once and never retried', async t => {
  const { service, engine } = await emulated(t, {}, { apiKey: 'sk-other', resume: { baseDelay: 1 } })
  await t.rejects(open(engine), { code: 'STENO_UNAUTHORIZED', message: /region/ })
  t.equal(service.upgrades.length, 1)
})

t.test('a service that does not start, read or finish in time is an error that names the option', async t => {
  const late = await emulated(t, { faults: [{ type: 'slow-start', ms: 'never' }] }, { startTimeout: 50 })
  await t.rejects(open(late.engine), { code: 'STENO_SERVICE_TIMEOUT', message: /task-started.*`startTimeout`/ })
  const endless = await emulated(t, { faults: [{ type: 'no-finish' }] }, { finishTimeout: 50 })
  const session = await open(endless.engine)
  await writeAll(session, 20)
  const { words, error } = await collect(session)
  t.same(words, upTo(20))
  t.match(error, { code: 'STENO_SERVICE_TIMEOUT', message: /`finishTimeout`/, retryable: true })
  const stalled = await emulated(t, { faults: [{ type: 'stall', frames: 1 }] }, { stallTimeout: 50 })
  const writer = await open(stalled.engine)
  const collected = collect(writer)
  await t.rejects(
    (async () => {
      for (;;) await writer.write(new Uint8Array(64_000))
    })(),
    { code: 'STENO_SERVICE_TIMEOUT', message: /`stallTimeout`/ },
  )
  t.match((await collected).error, { code: 'STENO_SERVICE_TIMEOUT', requestId: writer.id })
  await writer.close()
})

t.test('a refused TCP connection is a lost connection', async t => {
  const { engine } = await emulated(t, {}, { baseUrl: 'ws://127.0.0.1:9/api-ws/v1/inference', connectTimeout: 2000 })
  await t.rejects(open(engine), { code: 'STENO_CONNECTION_LOST', retryable: true, message: /ECONNREFUSED/ })
})

t.test('a recording without speech is no failure, whatever the code of the service', async t => {
  for (const code of ['NO_VALID_AUDIO_ERROR', 'NO_INPUT_AUDIO_ERROR']) {
    const { engine } = await emulated(t, { faults: [{ type: 'task-failed', at: 'finish-task', code, message: '' }] })
    const session = await open(engine)
    await session.write(new Uint8Array(32_000))
    await session.finish()
    t.same(await collect(session), { words: [] })
    await session.close()
  }
})

t.test('an empty recording is no failure', async t => {
  const { engine } = await emulated(t)
  const warnings: unknown[] = []
  const session = await open(engine, event => warnings.push(event))
  await session.finish()
  t.same(await collect(session), { words: [] })
  t.match(warnings, [{ type: 'warning', message: /no speech/ }])
})

import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import {
  emulate, type EmulateOptions, type Emulator, type Fault, manualClock, scriptFromText,
} from '../../lib/testing/index.js'
import {
  Client,
  eventOf,
  eventually,
  flood,
  type Frame,
  finishTask,
  headerOf,
  quiet,
  refusal,
  runTask,
  sentencesOf,
  silence,
} from './client.js'

const script = scriptFromText('Hello world. How are you?')

async function start(t: Test, faults: readonly Fault[], options: EmulateOptions = {}): Promise<Emulator> {
  const service = await emulate({ script, faults, ...options })
  t.teardown(() => service.close())
  return service
}

/** A client whose task `a` has begun. */
async function running(service: Emulator): Promise<Client> {
  const client = await Client.open(service.url)
  await client.run('a')
  return client
}

/** Runs a whole task and gives what comes after `task-started`. */
async function whole(service: Emulator, taskId = 'a', client?: Client): Promise<Frame[]> {
  const peer = client ?? await Client.open(service.url)
  peer.send(runTask(taskId), silence(1000), silence(2000), finishTask(taskId))
  return (await peer.until('task-finished')).filter(frame => eventOf(frame) !== 'task-started')
}

const heard = (frames: readonly Frame[]): unknown[] =>
  sentencesOf(frames).filter(sentence => sentence['sentence_end']).map(sentence => sentence['text'])
const ALL = ['Hello world.', 'How are you?']

t.test('an upgrade is refused with each status, once', async t => {
  const service = await start(t, ([401, 403, 404, 429, 503] as const).map(status => ({ type: 'refuse', status })))
  const key = { Authorization: 'Bearer sk-emulated' }
  for (const [status, code] of [
    [401, 'InvalidApiKey'],
    [403, 'AccessDenied'],
    [404, 'NotFound'],
    [429, 'Throttling.RateQuota'],
    [503, 'ServiceUnavailable'],
  ])
    t.match(await refusal(service.url, key), { status, body: { code, message: String, request_id: String } })
  t.same(heard(await whole(service)), ALL, 'then no more')
  t.equal(service.tasks[0]!.connection, 6, 'attempts are counted')
})

t.test('an upgrade is refused with a given body and Retry-After', async t => {
  const service = await start(t, [{ type: 'refuse', status: 503, body: 'busy', retryAfter: 7000, connection: 2 }])
  await Client.open(service.url)
  t.match(await refusal(service.url, { Authorization: 'Bearer sk-emulated' }), {
    status: 503, body: 'busy', headers: { 'retry-after': '7' },
  })
})

t.test('task-started is delayed, or never sent', async t => {
  const clock = manualClock()
  const service = await start(t, [{ type: 'slow-start', ms: 30_000 }, { type: 'slow-start', ms: 'never' }], { clock })
  const [late, never] = [await Client.open(service.url), await Client.open(service.url)]
  late.send(runTask('a'))
  await eventually(() => service.tasks.length === 1)
  never.send(runTask('b'))
  await eventually(() => service.tasks.length === 2)
  await quiet(late)
  clock.advance(29_999)
  await quiet(late)
  t.same(late.frames, [])
  clock.advance(1)
  t.equal(eventOf(await late.next()), 'task-started', 'no time limit was exceeded meanwhile')
  clock.advance(10_000)
  await quiet(never)
  t.same(never.frames, [])
  never.socket.close()
  await never.closed
  await eventually(() => service.connections === 1)
  t.match(service.tasks.map(task => task.state), ['running', 'abandoned'])
})

t.test('a stalled socket is not read until the stall is over', async t => {
  const clock = manualClock()
  const service = await start(t, [{ type: 'stall', frames: 2, ms: 50_000 }], { clock })
  const client = await running(service)
  const progress = await flood(client, 40)
  t.ok(progress.sent < 40, 'the client is blocked by backpressure')
  t.equal(service.tasks[0]!.frameSizes.length, 2)
  clock.advance(49_999)
  t.equal(service.tasks[0]!.state, 'running', 'the client is not blamed')
  clock.advance(1)
  await eventually(() => progress.sent === 40)
  client.send(finishTask('a'))
  t.same(heard(await client.until('task-finished')), ALL)
  t.equal(service.tasks[0]!.bytes, 40_000_000, 'nothing is lost')
})

t.test('a stall without a duration is permanent', async t => {
  const service = await start(t, [{ type: 'stall', frames: 0 }])
  const client = await running(service)
  client.send(silence(1000), finishTask('a'))
  client.socket.ping()
  await quiet(client)
  t.equal(client.frames.length, 1, 'nothing but task-started')
  t.equal(service.tasks[0]!.bytes, 0)
})

t.test('a half-open connection answers nothing, pings included, until it is destroyed', async t => {
  const clock = manualClock()
  const service = await start(t, [{ type: 'half-open', frames: 1, silenceBefore: 90_000 }], { clock })
  const client = await running(service)
  client.socket.ping()
  await eventually(() => client.pongs === 1)
  client.send(silence(10), silence(1000))
  client.socket.ping()
  await quiet(client)
  clock.advance(89_999)
  await quiet(client)
  t.equal(client.socket.readyState, WebSocket.OPEN)
  t.equal(client.frames.length, 1, 'nothing but task-started')
  t.equal(client.pongs, 1)
  t.equal(service.tasks[0]!.frameSizes.length, 1)
  clock.advance(1)
  t.equal((await client.closed).code, 1006)
  t.equal(service.tasks[0]!.state, 'abandoned')
})

t.test('a connection is cut after a number of frames', async t => {
  const service = await start(t, [{ type: 'disconnect', frames: 2 }])
  const client = await running(service)
  client.send(silence(10), silence(10))
  t.equal((await client.closed).code, 1006)
  t.match(service.tasks[0], { state: 'abandoned', frameSizes: [320, 320] })
  t.same(heard(await whole(service)), ALL, 'the next one is not')
})

t.test('a connection is silent for a while before it is cut', async t => {
  const clock = manualClock()
  const service = await start(t, [{ type: 'disconnect', frames: 1, silenceBefore: 700 }], { clock })
  const client = await running(service)
  client.send(silence(10), silence(1000), silence(2000), finishTask('a'))
  await eventually(() => service.tasks[0]!.finals.length === 2)
  await quiet(client)
  t.equal(client.frames.length, 1, 'it reads on, and says nothing')
  clock.advance(699)
  await quiet(client)
  t.equal(client.socket.readyState, WebSocket.OPEN)
  clock.advance(1)
  t.equal((await client.closed).code, 1006)
})

t.test('a connection is cut at random, in the same way for the same seed', async t => {
  const lengths = async (seed: number): Promise<number[]> => {
    const service = await start(t, [{ type: 'disconnect', probability: 0.2, times: Infinity }], { seed })
    for (let i = 0; i < 5; i++) {
      const client = await running(service)
      for (let n = 0; n < 200; n++) client.send(silence(1))
      t.equal((await client.closed).code, 1006)
    }
    return service.tasks.map(task => task.frameSizes.length)
  }
  const first = await lengths(7)
  t.same(await lengths(7), first)
  t.notSame(await lengths(8), first)
  t.ok(new Set(first).size > 1, 'not always at the same frame')
})

t.test('a connection is closed with a code and a reason', async t => {
  const service = await start(t, [
    { type: 'close', frames: 1, code: 1012, reason: 'restart' },
    { type: 'close', frames: 0 },
  ])
  const second = await running(service)
  t.same(await second.closed, { code: 1011, reason: '' })
  const first = await running(service)
  first.send(silence(10))
  t.same(await first.closed, { code: 1012, reason: 'restart' })
})

t.test('a task fails at run-task, at finish-task or in the middle', async t => {
  const fault = { type: 'task-failed', code: 'InternalError.Algo', message: 'Out of luck' } as const
  for (const [at, before] of [['run-task', []], [2, ALL.slice(0, 1)], ['finish-task', ALL.slice(0, 1)]] as const) {
    const service = await start(t, [{ ...fault, at }])
    const client = await Client.open(service.url)
    client.send(runTask('a'), silence(1000), silence(2000), finishTask('a'))
    const frames = await client.until('task-failed')
    t.equal(frames.some(frame => eventOf(frame) === 'task-started'), at !== 'run-task')
    t.same(heard(frames), before)
    t.match(frames.at(-1), { header: { task_id: 'a', error_code: 'InternalError.Algo', error_message: 'Out of luck' } })
    await client.closed
    t.match(service.tasks[0], { state: 'failed', errorCode: 'InternalError.Algo' })
  }
})

t.test('a start is throttled', async t => {
  const service = await start(t, [{ type: 'throttle', times: 2 }])
  for (let i = 0; i < 2; i++) {
    const client = await Client.open(service.url)
    client.send(runTask('a'))
    t.match(headerOf(await client.next()), { event: 'task-failed', error_code: 'Throttling.RateQuota' })
    await client.closed
  }
  t.same(heard(await whole(service)), ALL)
})

t.test('task starts above the rate limit are throttled', async t => {
  const clock = manualClock()
  const service = await start(t, [], { clock, startsPerSecond: 2 })
  const begin = async (): Promise<string> => {
    const client = await Client.open(service.url)
    client.send(runTask('a'))
    return eventOf(await client.next())
  }
  t.same([await begin(), await begin(), await begin()], ['task-started', 'task-started', 'task-failed'])
  clock.advance(999)
  t.equal(await begin(), 'task-failed')
  clock.advance(1)
  t.same([await begin(), await begin(), await begin()], ['task-started', 'task-started', 'task-failed'])
})

t.test('tasks above the concurrency limit are throttled', async t => {
  const service = await start(t, [], { maxConcurrent: 1 })
  const first = await running(service)
  const second = await Client.open(service.url)
  second.send(runTask('b'))
  t.match(headerOf(await second.next()), { event: 'task-failed', error_code: 'Throttling.RateQuota' })
  first.send(silence(10), finishTask('a'))
  await first.until('task-finished')
  t.same(heard(await whole(service, 'c')), ALL, 'a task that has ended makes room')
})

t.test('a final is sent twice', async t => {
  const service = await start(t, [{ type: 'duplicate-final', times: 2 }])
  t.same(heard(await whole(service)), [ALL[0], ALL[0], ALL[1], ALL[1]])
  t.equal(service.tasks[0]!.finals.length, 2)
})

t.test('a final is followed by an interim of the same sentence', async t => {
  const service = await start(t, [{ type: 'interim-after-final' }])
  const sentences = sentencesOf(await whole(service))
  const final = sentences.findIndex(sentence => sentence['sentence_end'])
  t.same(sentences[final + 1], { ...sentences[final], sentence_end: false, end_time: null })
  t.equal(sentences.filter(sentence => sentence['text'] === ALL[0] && !sentence['sentence_end']).length, 2)
})

t.test('messages are sent that no client expects', async t => {
  for (const frames of [undefined, 1]) {
    const service = await start(t, (['unknown-event', 'malformed', 'binary', 'wrong-task'] as const)
      .map(type => ({ type, ...frames !== undefined && { frames } })))
    const client = await running(service)
    if (frames) client.send(silence(10))
    t.equal(eventOf(await client.next()), 'task-imagined')
    t.type(await client.next(), 'string')
    t.ok(Buffer.isBuffer(await client.next()))
    const foreign = await client.next()
    t.not(headerOf(foreign)['task_id'], 'a')
    t.match(sentencesOf([foreign!]), [{ sentence_end: true, text: /./, end_time: Number }])
    client.send(silence(3000), finishTask('a'))
    t.same(heard(await client.until('task-finished')), ALL, 'and the task goes on')
  }
})

t.test('an idle connection is closed just as run-task arrives', async t => {
  const service = await start(t, [{ type: 'idle-close' }])
  const client = await Client.open(service.url)
  await whole(service, 'a', client)
  client.send(runTask('b'))
  t.equal(await client.next(), undefined, 'not a word')
  t.equal((await client.closed).code, 1000)
  t.equal(service.tasks.length, 1, 'the task was never seen')
  t.same(heard(await whole(service, 'b')), ALL)
})

t.test('task-finished is delayed, or never sent', async t => {
  const clock = manualClock()
  const service = await start(
    t,
    [
      { type: 'slow-finish', ms: 5000, task: 1 },
      { type: 'no-finish', task: 2 },
    ],
    { clock },
  )
  for (const taskId of ['a', 'b']) {
    const client = await Client.open(service.url)
    client.send(runTask(taskId), silence(3000), finishTask(taskId))
    await quiet(client)
    clock.advance(4999)
    await quiet(client)
    t.same(heard(client.frames), ALL, 'the results come')
    t.notOk(client.frames.some(frame => eventOf(frame) === 'task-finished'))
    clock.advance(taskId === 'a' ? 1 : 600_000)
    await quiet(client)
    t.equal(eventOf(client.frames.at(-1)), taskId === 'a' ? 'task-finished' : 'result-generated', 'and no failure')
  }
})

t.test('a fault happens only for its target, and as often as `times`', async t => {
  const service = await start(t, [
    { type: 'task-failed', at: 'run-task', code: 'One', message: '', connection: 2 },
    { type: 'task-failed', at: 'run-task', code: 'Two', message: '', task: 4, times: 5 },
    { type: 'task-failed', at: 'run-task', code: 'Three', message: '', connection: 5, task: 9 },
  ])
  for (let i = 0; i < 6; i++) {
    const client = await Client.open(service.url)
    client.send(runTask('a'))
    await client.next()
  }
  t.same(service.tasks.map(task => task.errorCode ?? ''), ['', 'One', '', 'Two', '', ''])
})

import t, { type Test } from 'tap'
import { failure } from '../../lib/errors.js'
import type { Engine, EngineSession } from '../../lib/engine/engine.js'
import { emulate, type Emulator, manualClock, numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import { ScriptedEngine } from '../support/scripted-engine.js'
import { Client, eventOf, eventually, finishTask, flood, headerOf, runTask, sentencesOf, silence } from './client.js'

async function start(t: Test, engine: Engine, clock = manualClock()): Promise<Emulator> {
  const service = await emulate({ engine, clock })
  t.teardown(() => service.close())
  return service
}

async function running(service: Emulator): Promise<Client> {
  const client = await Client.open(service.url)
  await client.run('a')
  return client
}

t.test('results of an engine are sent as events of the service', async t => {
  const service = await start(t, new ScriptedEngine([[100, 'one'], [400, 'two'], [900, ''], [1500, 'three']]))
  const client = await running(service)
  client.send(silence(2500), finishTask('a'))
  const frames = await client.until('task-finished')
  const finals = sentencesOf(frames).filter(({ sentence_end }) => sentence_end)
  t.match(finals, [
    {
      sentence_id: 1,
      begin_time: 100,
      end_time: 600,
      text: 'one two',
      words: [{ text: 'one' }, { text: 'two', end_time: 600 }],
    },
    { sentence_id: 2, begin_time: 1500, end_time: 1700, text: 'three' },
  ])
  t.same(
    sentencesOf(frames)
      .filter(({ sentence_begin }) => sentence_begin)
      .map(({ text, begin_time }) => [text, begin_time]),
    [
      ['', 100],
      ['', 1500],
    ],
    'each sentence is opened',
  )
  t.match(frames.filter(frame => eventOf(frame) === 'result-generated').at(-1), {
    header: { task_id: 'a' }, payload: { usage: { duration: 3 } },
  })
})

t.test('an engine that fails ends the task with a failure', async t => {
  const service = await start(t, new ScriptedEngine([], { breakAt: 1000 }))
  const client = await running(service)
  client.send(silence(1000))
  t.match(headerOf(await client.next()), {
    event: 'task-failed',
    error_code: 'InternalError',
    error_message: /link broke/,
  })
  await client.closed
})

t.test('an engine that does not open fails the task', async t => {
  const engine = new ScriptedEngine([], { open: 'fail' })
  const service = await start(t, engine)
  const client = await Client.open(service.url)
  client.send(runTask('a'))
  t.match(headerOf(await client.next()), { event: 'task-failed', error_code: 'InternalError' })
})

t.test('an engine that cannot take the audio fails the task', async t => {
  const engine = new ScriptedEngine()
  const service = await start(t, engine)
  for (const parameters of [{ format: 'opus' }, { sample_rate: 44_100 }]) {
    const client = await Client.open(service.url)
    client.send(runTask('a', parameters))
    t.match(headerOf(await client.next()), { event: 'task-failed', error_code: 'UNSUPPORTED_FORMAT' })
    await client.closed
  }
  t.equal(engine.opened, 0)
})

t.test('an engine receives the format of the audio', async t => {
  const formats: unknown[] = []
  const inner = new ScriptedEngine()
  const service = await start(t, {
    ...inner, name: 'curious', capabilities: { ...inner.capabilities, encodings: ['opus'] },
    open: options => {
      formats.push(options.format)
      return inner.open(options)
    },
  })
  for (const parameters of [{ sample_rate: 8000 }, { format: 'opus', sample_rate: 48_000 }]) {
    await (await Client.open(service.url)).run('a', parameters)
  }
  t.same(formats, [
    { encoding: 's16le', sampleRate: 8000, channels: 1 }, { encoding: 'opus', sampleRate: 48_000, channels: 1 },
  ])
})

t.test('a session is closed whatever ends its task', async t => {
  const engine = new ScriptedEngine([[0, 'one']])
  const service = await start(t, engine)
  const [finished, failed, left, cut] = await Promise.all([1, 2, 3, 4].map(() => running(service)))
  finished!.send(silence(500), finishTask('a'))
  await finished!.until('task-finished')
  failed!.send('no JSON')
  left!.socket.close()
  await Promise.all([failed!.closed, left!.closed])
  await eventually(() => engine.closed === 3)
  await service.close()
  await cut!.closed
  t.equal(engine.closed, 4)
})

t.test('an engine that is still opening is aborted when its client leaves', async t => {
  const service = await start(t, new ScriptedEngine([], { open: 'hang' }))
  const client = await Client.open(service.url)
  client.send(runTask('a'))
  await eventually(() => service.tasks.length === 1)
  client.socket.terminate()
  await eventually(() => service.tasks[0]!.state === 'abandoned')
  await service.close()
})

/** An engine whose writes wait until they are let through. */
class SlowEngine extends ScriptedEngine {
  readonly doors: (() => void)[] = []

  override async open(...options: Parameters<Engine['open']>): Promise<EngineSession> {
    const session = await super.open(...options)
    const write = session.write.bind(session)
    session.write = async audio => {
      await new Promise<void>(resolve => { this.doors.push(resolve) })
      await write(audio)
    }
    return session
  }
}

t.test('a slow engine applies backpressure to its client, without a timeout', async t => {
  const engine = new SlowEngine()
  const clock = manualClock()
  const service = await start(t, engine, clock)
  const client = await running(service)
  const progress = await flood(client, 40)
  t.ok(progress.sent < 40, 'the socket is not read')
  t.equal(engine.doors.length, 1, 'one write at a time')
  clock.advance(120_000)
  t.equal(service.tasks[0]!.state, 'running')
  for (let n = 1; n <= 40; n++) {
    await eventually(() => engine.doors.length === n)
    engine.doors[n - 1]!()
  }
  client.send(finishTask('a'))
  t.same((await client.until('task-finished')).map(eventOf), ['task-finished'])
  t.equal(engine.bytes, 40_000_000)
})

t.test('numbers show what a lost connection has lost', async t => {
  const service = await emulate({ engine: numberedEngine(), faults: [{ type: 'disconnect', frames: 25 }] })
  t.teardown(() => service.close())
  const audio = numberedAudio({ frames: 100 })
  const client = await running(service)
  for (let i = 0; i < audio.length; i += 640) client.send(audio.subarray(i, i + 640))
  await client.closed
  t.equal(
    service.tasks[0]!.finals.map(({ text }) => text).join(' '),
    Array.from({ length: 20 }, (_, i) => i + 1).join(' '),
    'the third sentence has not ended',
  )
})

t.test('close() waits until each session has closed, and reports those that could not', async t => {
  const engine = new ScriptedEngine()
  const service = await emulate({ engine })
  const open = engine.open.bind(engine)
  engine.open = async options => {
    const session = await open(options)
    const close = session.close.bind(session)
    if (engine.opened === 1) session.close = async () => {
      await close()
      await new Promise(resolve => setTimeout(resolve, 20))
      throw new Error('stuck')
    }
    return session
  }
  const client = await running(service)
  client.send(silence(10), finishTask('a'))
  await client.until('task-finished')
  client.send(runTask('b'))
  await client.until('task-started')
  await t.rejects(service.close(), /stuck/)
})

t.test('an error keeps its message', async t => {
  const engine = new ScriptedEngine()
  engine.open = () => Promise.reject(failure('STENO_ENGINE_FAILED', { engine: 'other', detail: 'no disk' }))
  const service = await start(t, engine)
  const client = await Client.open(service.url)
  client.send(runTask('a'))
  t.match(headerOf(await client.next()), { error_message: /no disk/ })
})

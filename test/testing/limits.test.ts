import t, { type Test } from 'tap'
import {
  emulate,
  type EmulateOptions,
  type Emulator,
  manualClock,
  type ManualClock,
  scriptFromText,
} from '../../lib/testing/index.js'
import {
  Client,
  eventOf,
  eventually,
  finishTask,
  headerOf,
  noise,
  quiet,
  runTask,
  sentencesOf,
  silence,
} from './client.js'

interface Stage { readonly service: Emulator; readonly clock: ManualClock; readonly client: Client }

async function begin(t: Test, parameters: object = {}, options: EmulateOptions = {}): Promise<Stage> {
  const clock = manualClock()
  const service = await emulate({ clock, ...options })
  t.teardown(() => service.close())
  const client = await Client.open(service.url)
  await client.run('a', parameters)
  return { service, clock, client }
}

/** Sends audio, and lets so much time pass once it has arrived. */
async function send({ service, clock, client }: Stage, audio: Buffer, ms: number): Promise<void> {
  const frames = service.tasks[0]!.frameSizes.length
  client.send(audio)
  await eventually(() => service.tasks[0]!.frameSizes.length > frames || service.tasks[0]!.state !== 'running')
  clock.advance(ms)
}

t.test('a task without any data for 23 s fails', async t => {
  const stage = await begin(t)
  stage.clock.advance(22_999)
  await send(stage, silence(10), 22_999)
  t.equal(stage.service.tasks[0]?.state, 'running')
  stage.clock.advance(1)
  t.match(headerOf(await stage.client.next()), {
    event: 'task-failed', error_code: 'CLIENT_ERROR', error_message: 'request timeout after 23 seconds.',
  })
  await stage.client.closed
})

t.test('a task with silent audio only for 60 s fails', async t => {
  const stage = await begin(t)
  await send(stage, noise(10), 20_000)
  await send(stage, silence(10), 20_000)
  await send(stage, silence(10), 19_999)
  t.equal(stage.service.tasks[0]?.state, 'running')
  stage.clock.advance(1)
  t.match(headerOf(await stage.client.next()), {
    event: 'task-failed', error_code: 'ResponseTimeout', error_message: 'Response timeout!',
  })
  await stage.client.closed
})

t.test('a task with sound now and then does not fail', async t => {
  const stage = await begin(t)
  for (let i = 0; i < 20; i++) await send(stage, i % 3 === 0 ? noise(10) : silence(10), 19_000)
  t.equal(stage.service.tasks[0]?.state, 'running')
})

t.test('a task with recognised words is not silent, whatever its audio holds', async t => {
  const stage = await begin(t, {}, { script: scriptFromText('One. Two. Three. Four. Five. Six. Seven. Eight.') })
  for (let i = 0; i < 8; i++) await send(stage, silence(1100), 15_000)
  t.equal(stage.service.tasks[0]?.state, 'running')
})

t.test('encoded audio is never taken for silence', async t => {
  const stage = await begin(t, { format: 'opus' })
  for (let i = 0; i < 8; i++) await send(stage, silence(10), 20_000)
  t.equal(stage.service.tasks[0]?.state, 'running')
})

t.test('with heartbeat a silent task continues with heartbeat events', async t => {
  const stage = await begin(t, { heartbeat: true }, { heartbeatInterval: 4000 })
  for (let i = 0; i < 6; i++) await send(stage, silence(2000), 20_000)
  t.equal(stage.service.tasks[0]?.state, 'running')
  await send(stage, silence(1000), 0)
  await send(stage, noise(100), 0)
  await send(stage, silence(3999), 0)
  stage.client.send(finishTask('a'))
  const frames = await stage.client.until('task-finished')
  t.match(frames.map(eventOf), ['result-generated', 'result-generated', 'result-generated', 'task-finished'])
  for (const sentence of sentencesOf(frames)) {
    t.match(sentence, { sentence_id: 0, heartbeat: true, text: '', words: [], end_time: null, sentence_end: false })
  }
})

t.test('without heartbeat there are no heartbeat events', async t => {
  const stage = await begin(t)
  await send(stage, silence(20_000), 0)
  stage.client.send(finishTask('a'))
  t.same((await stage.client.until('task-finished')).map(eventOf), ['task-finished'])
})

t.test('a connection without a task for 60 s is closed', async t => {
  const { clock, client } = await begin(t)
  client.send(silence(10), finishTask('a'))
  await client.until('task-finished')
  clock.advance(59_999)
  client.send(runTask('b'), silence(10))
  await client.until('task-started')
  clock.advance(20_000)
  client.send(finishTask('b'))
  await client.until('task-finished')
  clock.advance(59_999)
  await quiet(client)
  t.equal(client.socket.readyState, client.socket.OPEN, 'a task in between restarts the idle time')
  clock.advance(1)
  t.equal((await client.closed).code, 1000)
})

t.test('the clock of the machine is the default', async t => {
  const service = await emulate({ script: [], faults: [{ type: 'slow-start', ms: 30 }] })
  t.teardown(() => service.close())
  const client = await Client.open(service.url)
  const before = performance.now()
  await client.run('a')
  t.ok(performance.now() - before >= 29)
})

t.test('a manual clock calls timers in order, each at its own time', async t => {
  const clock = manualClock()
  const calls: string[] = []
  const call = (name: string) => (): void => { calls.push(`${name} at ${clock.now()}`) }
  clock.after(30, call('late'))
  clock.after(10, () => {
    call('early')()
    clock.after(10, call('nested'))
  })
  clock.after(15, call('never'))()
  clock.advance(29)
  t.same(calls, ['early at 10', 'nested at 20'])
  clock.advance(1)
  t.same(calls, ['early at 10', 'nested at 20', 'late at 30'])
})

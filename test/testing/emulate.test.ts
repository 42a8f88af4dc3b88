import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import {
  type Clock,
  emulate,
  type EmulateOptions,
  type Emulator,
  numberedEngine,
  scriptFromText,
} from '../../lib/testing/index.js'
import {
  Client,
  type Frame,
  eventOf,
  eventually,
  finishTask,
  refusal,
  runTask,
  sentencesOf,
  silence,
} from './client.js'

const script = scriptFromText('Hello world. How are you?')

async function start(t: Test, options: EmulateOptions = {}): Promise<Emulator> {
  const service = await emulate(options)
  t.teardown(() => service.close())
  return service
}

t.test('a task goes from run-task to task-finished in the documented shapes', async t => {
  const service = await start(t, { script })
  const client = await Client.open(service.url)
  client.send(runTask('a1'))
  t.same(await client.next(), { header: { task_id: 'a1', event: 'task-started', attributes: {} }, payload: {} })
  client.send(silence(300))
  const word = { begin_time: 0, end_time: 300, text: 'Hello', punctuation: '', fixed: false, speaker_id: null }
  const sentence = {
    sentence_id: 1, begin_time: 0, end_time: null, text: 'Hello', channel_id: 0, speaker_id: null,
    sentence_begin: false, sentence_end: false, heartbeat: false, words: [word],
  }
  const result = (sentence: object, usage: unknown = null): object => ({
    header: { task_id: 'a1', event: 'result-generated', attributes: {} }, payload: { output: { sentence }, usage },
  })
  t.same(
    await client.next(),
    result({ ...sentence, sentence_begin: true, text: '', words: [] }),
    'an opening without text',
  )
  t.same(await client.next(), result(sentence), 'an interim')
  client.send(silence(750))
  const words = [word, { ...word, begin_time: 350, end_time: 650, text: 'world', punctuation: '.' }]
  t.same(await client.next(), result({ ...sentence, text: 'Hello world.', words }), 'cumulative')
  client.send(finishTask('a1'))
  t.same(
    await client.next(),
    result({ ...sentence, end_time: 650, text: 'Hello world.', words, sentence_end: true }, { duration: 2 }),
    'a final with the seconds begun',
  )
  t.same(await client.next(), {
    header: { task_id: 'a1', event: 'task-finished', attributes: {} }, payload: { output: {}, usage: null },
  })
})

t.test('a final follows enough silence or the start of the next sentence', async t => {
  const service = await start(t, { script: scriptFromText('One. Two.', { wordDuration: 100, sentencePause: 2000 }) })
  const finals = async (parameters: object, ms: number): Promise<unknown[]> => {
    const client = await Client.open(service.url)
    await client.run('b', parameters)
    client.send(silence(ms))
    const ping = new Promise(resolve => { client.socket.once('pong', resolve) })
    client.socket.ping()
    await ping
    return sentencesOf(client.frames).filter(sentence => sentence['sentence_end']).map(sentence => sentence['text'])
  }
  t.same(await finals({}, 1399), [], 'not before 1300 ms')
  t.same(await finals({}, 1400), ['One.'], 'by default after 1300 ms')
  t.same(await finals({ max_sentence_silence: 200 }, 299), [])
  t.same(await finals({ max_sentence_silence: 200 }, 300), ['One.'], 'as the parameter says')
  t.same(await finals({ max_sentence_silence: 6000 }, 2100), ['One.'], 'when the next sentence begins')
})

t.test('results do not depend on how the audio is cut', async t => {
  const service = await start(t, { script })
  const recognizeInFrames = async (cut: number): Promise<Frame[]> => {
    const client = await Client.open(service.url)
    await client.run('c')
    const audio = silence(3000)
    for (let i = 0; i < audio.length; i += cut) client.send(audio.subarray(i, i + cut))
    client.send(finishTask('c'))
    return (await client.until('task-finished')).filter(frame => eventOf(frame) !== 'task-finished')
  }
  const whole = sentencesOf(await recognizeInFrames(96_000))
  t.equal(whole.filter(sentence => sentence['sentence_end']).length, 2)
  t.same(sentencesOf(await recognizeInFrames(3200)), whole)
  t.same(sentencesOf(await recognizeInFrames(777)), whole)
})

t.test('the key is checked at the upgrade, in the header or in the address', async t => {
  const service = await start(t, { apiKey: 'sk-mine' })
  const { status, body, headers } = await refusal(service.url, { Authorization: 'Bearer sk-other' })
  t.equal(status, 401)
  t.match(body, { code: 'InvalidApiKey', message: String, request_id: /^[0-9a-f-]{36}$/ })
  t.equal(headers['content-type'], 'application/json')
  t.equal((await refusal(service.url)).status, 401)
  t.equal((await refusal(`${service.url}?api_key=sk-other`)).status, 401)
  t.equal((await refusal(`${service.url}?apikey=sk-mine`)).status, 401, 'only the name api_key works')
  t.equal((await refusal(service.url, { Authorization: 'sk-mine' })).status, 401, 'a scheme is needed')
  t.equal(
    (await refusal(service.url.replace('inference', 'realtime'), { Authorization: 'Bearer sk-mine' })).status,
    404,
  )

  const { WebSocket } = await import('ws')
  for (const [address, scheme] of [
    [service.url, 'Bearer'], [service.url, 'bearer'], [`${service.url}/`, 'BEARER'],
    [`${service.url}?api_key=sk-mine`], [`${service.url}/?api_key=sk-mine`],
  ] as const) {
    const socket = new WebSocket(address, scheme ? { headers: { Authorization: `${scheme} sk-mine` } } : {})
    await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject) })
    socket.close()
  }
  t.match(service.upgrades.map(({ status, key }) => `${status} ${key}`), [
    '401 header', '401 none', '401 query', '401 none', '401 header', '404 header',
    '101 header', '101 header', '101 header', '101 query', '101 query',
  ])
  t.equal(service.upgrades[0]?.connection, 1)
  t.ok(service.upgrades[0]!.headers.includes('authorization'), 'names of headers')
  t.notMatch(JSON.stringify(service.upgrades), /sk-/, 'no key is kept')
})

t.test('audio that arrives before task-started is recognised', async t => {
  const service = await start(t, { script, faults: [{ type: 'slow-start', ms: 20 }] })
  const client = await Client.open(service.url)
  client.send(runTask('d'), silence(300), silence(400), finishTask('d'))
  const frames = await client.until('task-finished')
  t.equal(eventOf(frames[0]), 'task-started')
  t.match(service.tasks[0], { bytes: 22_400, frameSizes: [9600, 12_800], state: 'finished' })
  t.match(service.tasks[0]?.finals, [{ text: 'Hello world.' }])
})

t.test('a connection runs one task after another, each from its own start', async t => {
  const service = await start(t, { script })
  const client = await Client.open(service.url)
  for (const id of ['e1', 'e2']) {
    await client.run(
      id,
      id === 'e2' ? { sample_rate: 8000 } : {},
      id === 'e2' ? 'paraformer-realtime-8k-v2' : undefined,
    )
    client.send(Buffer.alloc(id === 'e2' ? 10_400 : 20_800), finishTask(id))
    const sentences = sentencesOf(await client.until('task-finished'))
    t.match(sentences.at(-1), { sentence_id: 1, text: 'Hello world.', end_time: 650 })
  }
  t.match(service.tasks, [
    { number: 1, connection: 1, taskId: 'e1', model: 'fun-asr-realtime', state: 'finished', inputs: [{}] },
    { number: 2, connection: 1, taskId: 'e2', model: 'paraformer-realtime-8k-v2', parameters: { sample_rate: 8000 } },
  ])
  t.equal(service.connections, 1)
})

t.test('continue-task is accepted while a task runs, without an answer', async t => {
  const service = await start(t, { script })
  const client = await Client.open(service.url)
  await client.run('f')
  const input = { context: [{ role: 'user', content: [{ type: 'input_text', text: 'Ada' }] }] }
  client.send(
    JSON.stringify({ header: { action: 'continue-task', task_id: 'f', streaming: 'duplex' }, payload: { input } }),
  )
  client.send(silence(10), finishTask('f'))
  t.same((await client.until('task-finished')).map(eventOf), ['task-finished'])
  t.same(service.tasks[0]?.inputs, [{}, input])
})

t.test('a task without audio finishes when `emptyTask` says so', async t => {
  const service = await start(t, { emptyTask: 'finish' })
  const client = await Client.open(service.url)
  await client.run('k')
  client.send(finishTask('k'))
  t.equal(eventOf(await client.next()), 'task-finished')
})

t.test('encoded audio is timed by the bit rate option', async t => {
  const service = await start(t, { script, bitrate: 16_000 })
  const client = await Client.open(service.url)
  await client.run('l', { format: 'opus' })
  client.send(Buffer.alloc(599), Buffer.alloc(1), finishTask('l'))
  t.match(sentencesOf(await client.until('task-finished')).at(-1), { text: 'Hello', sentence_end: true, end_time: 300 })
})

t.test('the header of a WAV file counts no time', async t => {
  const service = await start(t, { script })
  const client = await Client.open(service.url)
  await client.run('w', { format: 'wav' })
  client.send(Buffer.alloc(44), silence(299))
  client.send(finishTask('w'))
  t.same(sentencesOf(await client.until('task-finished')), [])
  await client.run('x', { format: 'wav' })
  client.send(Buffer.alloc(44), silence(300), finishTask('x'))
  t.match(sentencesOf(await client.until('task-finished')).at(-1), { text: 'Hello', end_time: 300 })
})

t.test('a client that leaves ends its task', async t => {
  const service = await start(t)
  const client = await Client.open(service.url)
  await client.run('m')
  client.socket.close(1000)
  t.equal((await client.closed).code, 1000)
  await eventually(() => service.connections === 0)
  t.equal(service.tasks[0]?.state, 'abandoned')
})

t.test('close() cuts open connections and releases everything', async t => {
  {
    await using service = await emulate({
      script,
      faults: [
        { type: 'stall', frames: 1 },
        { type: 'slow-start', ms: 'never', task: 2 },
      ],
    })
    const [stalled, waiting] = [await Client.open(service.url), await Client.open(service.url)]
    await stalled.run('n')
    stalled.send(silence(10), silence(10))
    waiting.send(runTask('o'))
    await eventually(() => service.tasks.length === 2)
    await service.close()
    t.equal((await stalled.closed).code, 1006)
    t.equal((await waiting.closed).code, 1006)
    t.same(service.tasks.map(task => task.state), ['abandoned', 'abandoned'])
    await service.close()
  }
  await new Promise(resolve => setImmediate(resolve))
  t.same(process.getActiveResourcesInfo().filter(name => name.startsWith('TCP')), [])
})

t.test('no timer is left behind', async t => {
  const timers = new Set<object>()
  const clock: Clock = {
    now: () => 0,
    after() {
      const timer = {}
      timers.add(timer)
      return () => { timers.delete(timer) }
    },
  }
  const service = await start(t, { clock, faults: [{ type: 'stall', frames: 1, ms: 1000, task: 2 }] })
  for (const taskId of ['a', 'b', 'c']) {
    const client = await Client.open(service.url)
    await client.run(taskId)
    client.send(silence(10))
    if (taskId === 'a') client.send('no JSON')
    if (taskId === 'a') await client.closed
  }
  t.ok(timers.size >= 4)
  await service.close()
  t.same([...timers], [])
})

t.test('invalid requests are refused, and a client that stays connected blocks nothing', async t => {
  const service = await emulate()
  const { port } = new URL(service.url)
  t.equal((await fetch(`http://127.0.0.1:${port}/api-ws/v1/inference`)).status, 404, 'no upgrade was asked for')
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  socket.write('GET // HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  const [head] = await once(socket, 'data') as [Buffer]
  t.match(head.toString(), /^HTTP\/1.1 404 Not Found\r\n/)
  await service.close()
  socket.destroy()
})

t.test('invalid options are refused at once', async t => {
  const bad: readonly [EmulateOptions, string][] = [
    [{ script: [{ words: [] }] }, 'words'],
    [{ script: [{ words: [{ text: 'a', beginTime: 10, endTime: 5 }] }] }, 'endTime'],
    [{ script: [{ words: [{ text: '', beginTime: 0, endTime: 5 }] }] }, 'text'],
    [{ seed: -1 }, 'seed'],
    [{ port: 70_000 }, 'port'],
    [{ apiKey: '' }, 'apiKey'],
    [{ bitrate: 0 }, 'bitrate'],
    [{ heartbeatInterval: 0.5 }, 'heartbeatInterval'],
    [{ maxConcurrent: -1 }, 'maxConcurrent'],
    [{ emptyTask: 'no' as never }, 'emptyTask'],
    [{ engine: {} as never }, 'engine'],
    [{ engine: numberedEngine(), script }, 'script'],
    [{ faults: {} as never }, 'faults'],
    [{ faults: [{ type: 'dorp' as never, frames: 3 }] }, 'type'],
    [{ faults: [{ type: 'disconnect', probability: 2 }] }, 'probability'],
    [{ faults: [{ type: 'disconnect' } as never] }, 'probability'],
    [{ faults: [{ type: 'stall', frames: -1 }] }, 'frames'],
    [{ faults: [{ type: 'throttle', task: 0 }] }, 'task'],
    [{ faults: [{ type: 'slow-finish', ms: 0.5 }] }, 'ms'],
  ]
  for (const [options, name] of bad) {
    await t.rejects(emulate(options), { code: 'STENO_BAD_OPTION', message: new RegExp(name) }, name)
  }
})

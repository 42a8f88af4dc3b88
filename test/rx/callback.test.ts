import { config } from 'rxjs'
import t from 'tap'
import type { SentFrame } from '../../lib/rx/callback.js'
import { Recognition } from '../../lib/rx/recognition.js'
import { ScriptedEngine } from '../support/scripted-engine.js'
import { frames, recorder, script, service } from './support.js'

async function send(recognition: Recognition, seconds: number): Promise<void> {
  for (const frame of frames(seconds)) {
    const { accepted, drained } = recognition.sendAudioFrame(frame)
    if (!accepted) await drained
  }
}

t.test('tells of the opening, the results, the end and the close, in this order', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script) })
  const callback = recorder()
  recognition.call({}, callback)
  await send(recognition, 3)
  await recognition.stop()
  t.same(callback.calls, [
    'open',
    '>one',
    'one two',
    'one two.',
    '>three',
    'three four',
    'three four.',
    'complete',
    'close',
  ])
})

t.test('without interims a final is also the begin of its sentence', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script), interimResults: false })
  const callback = recorder()
  recognition.call({}, callback)
  await send(recognition, 3)
  await recognition.stop()
  t.same(callback.calls, ['open', '>one two.', '>three four.', 'complete', 'close'])
})

t.test('has the service recognise, over a socket', async t => {
  const { emulator, param } = await service(t)
  const recognition = new Recognition(param)
  const callback = recorder()
  recognition.call({ model: 'fun-asr-realtime', format: 'pcm', sampleRate: 16_000, interimResults: false }, callback)
  await send(recognition, 4)
  await recognition.stop()
  t.same(callback.calls, ['open', '>Hello world..', '>How are you?.', 'complete', 'close'])
  t.equal(emulator.tasks[0]!.state, 'finished')
  t.equal(recognition.getLastRequestId(), emulator.tasks[0]!.taskId)
})

t.test('copies frames, so that their memory may be used again at once', async t => {
  const engine = new ScriptedEngine([])
  const heard: Buffer[] = []
  const open = engine.open.bind(engine)
  engine.open = async options => {
    const session = await open(options)
    const write = session.write.bind(session)
    session.write = bytes => {
      heard.push(Buffer.from(bytes))
      return write(bytes)
    }
    return session
  }
  const recognition = new Recognition({ engine })
  recognition.call({}, recorder())
  const frame = Buffer.alloc(4)
  for (const value of [1, 2, 3]) recognition.sendAudioFrame(frame.fill(value))
  await recognition.stop()
  t.same(Buffer.concat(heard), Buffer.from([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]))
})

t.test('says when to wait, and when there is room', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine([]) })
  recognition.call({}, recorder())
  const sent = frames(2).map(frame => recognition.sendAudioFrame(frame))
  // The first is on its way already, so a second has come with the twelfth.
  t.same([sent[0]!.accepted, sent[10]!.accepted, sent[11]!.accepted, sent[19]!.accepted], [true, true, false, false])
  await sent[19]!.drained
  t.equal(recognition.sendAudioFrame(Buffer.alloc(2)).accepted, true)
  await recognition.stop()
})

t.test('invalid audio is an error for its sender, and the session continues', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script) })
  const callback = recorder()
  recognition.call({}, callback)
  t.throws(() => recognition.sendAudioFrame('text' as never), { code: 'STENO_BAD_OPTION', message: /`chunk`/ })
  await recognition.stop()
  t.same(callback.calls, ['open', 'complete', 'close'])
})

t.test('calls made at the wrong time are clear errors', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script) })
  const early = { code: 'STENO_INVALID_STATE', message: /no call is running/ }
  t.throws(() => recognition.sendAudioFrame(Buffer.alloc(2)), early)
  await t.rejects(recognition.stop(), early)
  t.equal(recognition.getDuplexApi().close(), false)
  recognition.call({}, recorder())
  t.throws(
    () => {
      recognition.call({}, recorder())
    },
    { code: 'STENO_INVALID_STATE', message: /another call is running/ },
  )
  const stopped = recognition.stop()
  const late = { code: 'STENO_INVALID_STATE', message: /`stop\(\)` was called already/ }
  await t.rejects(recognition.stop(), late)
  t.throws(() => recognition.sendAudioFrame(Buffer.alloc(2)), late)
  await stopped
  await t.rejects(recognition.stop(), late, 'after the end, too')
  const again = recorder()
  recognition.call({}, again)
  await recognition.stop()
  t.same(again.calls, ['open', 'complete', 'close'], 'one object, call after call')
})

t.test('a failure comes once, by onError; room and stop() tell it to those who wait', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script, { breakAt: 500 }) })
  const callback = recorder()
  recognition.call({}, callback)
  const sent: SentFrame[] = frames(2).map(frame => recognition.sendAudioFrame(frame))
  await t.rejects(sent.at(-1)!.drained, { code: 'STENO_ENGINE_FAILED' })
  t.same(callback.calls, ['open', '>one', 'error', 'close'])
  t.match(callback.errors, [{ code: 'STENO_ENGINE_FAILED' }])
  const { accepted, drained } = recognition.sendAudioFrame(Buffer.alloc(2))
  t.equal(accepted, false, 'a microphone that goes on does no harm')
  await t.rejects(drained, { code: 'STENO_ENGINE_FAILED' })
  await t.rejects(recognition.stop(), { code: 'STENO_ENGINE_FAILED' })
})

t.test('a session that cannot be opened is an error, too', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script, { open: 'fail' }) })
  const callback = recorder()
  recognition.call({}, callback)
  await t.rejects(recognition.stop(), { code: 'STENO_ENGINE_FAILED' })
  t.same(callback.calls, ['error', 'close'])
})

t.test('a new call may begin in onError', async t => {
  const broken = new ScriptedEngine([], { open: 'fail' })
  const recognition = new Recognition()
  const second = recorder()
  await new Promise<void>(resolve => {
    recognition.call({ engine: broken }, {
      ...recorder(),
      onError() {
        recognition.call({ engine: new ScriptedEngine(script) }, second)
        resolve()
      },
    })
  })
  await recognition.stop()
  t.same(second.calls, ['open', 'complete', 'close'])
})

t.test('stop() waits no longer than stopTimeout', async t => {
  const { param } = await service(t, { faults: [{ type: 'no-finish' }] })
  const recognition = new Recognition(param)
  const callback = recorder()
  recognition.call({ stopTimeout: 300 }, callback)
  await send(recognition, 1)
  await t.rejects(recognition.stop(), { code: 'STENO_SERVICE_TIMEOUT', message: /300 ms.*`stopTimeout`/ })
  t.equal(callback.calls.at(-2), 'error')
})

t.test('close() and cancel() end the call at once; of the callback only onClose is called', async t => {
  for (const end of ['close', 'cancel'] as const) {
    const engine = new ScriptedEngine(script)
    const recognition = new Recognition({ engine })
    let closed = (): void => {}
    const over = new Promise<void>(resolve => { closed = resolve })
    const callback = recorder()
    recognition.call({}, {
      ...callback,
      onOpen() {
        const api = recognition.getDuplexApi()
        if (end === 'close') t.equal(api.close(1000, 'bye'), true)
        else api.cancel()
        t.equal(api.close(), false, 'it is closed already')
      },
      onClose: () => { closed() },
    })
    for (const frame of frames(1)) recognition.sendAudioFrame(frame)
    await over
    t.same(callback.calls, [])
    t.equal(engine.closed, 1)
    t.throws(() => recognition.sendAudioFrame(Buffer.alloc(2)), {
      code: 'STENO_INVALID_STATE',
      message: /the call was closed/,
    })
  }
})

t.test('close() while stop() waits ends that, too', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script, { open: 'hang' }) })
  recognition.call({}, recorder())
  recognition.sendAudioFrame(Buffer.alloc(2))
  const stopped = recognition.stop()
  t.equal(recognition.getDuplexApi().close(), true)
  await t.rejects(stopped, { code: 'STENO_SESSION_CLOSED' })
})

t.test('only codes that a client may send are taken', async t => {
  const api = new Recognition().getDuplexApi()
  t.throws(() => api.close(1006), { code: 'STENO_BAD_OPTION', message: /`code`/ })
  t.throws(() => api.close(1000, 'x'.repeat(124)), { code: 'STENO_BAD_OPTION', message: /`reason`/ })
  t.equal(api.close(4000, 'bye'), false)
})

t.test('what a callback throws goes where RxJS sends it, and the session goes on', async t => {
  const thrown: unknown[] = []
  config.onUnhandledError = error => { thrown.push(error) }
  t.after(() => { config.onUnhandledError = null })
  const recognition = new Recognition({ engine: new ScriptedEngine(script) })
  const callback = recorder()
  recognition.call({}, {
    ...callback,
    onOpen() { throw new Error('in onOpen') },
    onEvent(result) {
      callback.onEvent(result)
      throw new Error('in onEvent')
    },
    onComplete() { throw new Error('in onComplete') },
  })
  await send(recognition, 3)
  await recognition.stop()
  await new Promise(resolve => setTimeout(resolve))
  t.same(callback.calls, ['>one', 'one two', 'one two.', '>three', 'three four', 'three four.', 'close'])
  t.same(
    thrown.map(error => (error as Error).message),
    ['in onOpen', ...new Array<string>(6).fill('in onEvent'), 'in onComplete'],
  )
})

t.test('a failure that nobody takes is thrown', async t => {
  const thrown: unknown[] = []
  config.onUnhandledError = error => { thrown.push(error) }
  t.after(() => { config.onUnhandledError = null })
  const recognition = new Recognition({ engine: new ScriptedEngine([], { open: 'fail' }) })
  await new Promise<void>(resolve => { recognition.call({}, { onEvent() {}, onClose: resolve }) })
  await new Promise(resolve => setTimeout(resolve))
  t.match(thrown, [{ code: 'STENO_ENGINE_FAILED' }])
})

t.test('wrong options and callbacks are errors at once', async t => {
  const engine = new ScriptedEngine()
  const recognition = new Recognition({ engine })
  const wrong = (option: string): { code: string; message: RegExp } => ({
    code: 'STENO_BAD_OPTION',
    message: new RegExp(`\`${option}\``),
  })
  t.throws(() => { recognition.call({ maxBuffer: 0 }, recorder()) }, wrong('maxBuffer'))
  t.throws(() => { recognition.call({ sampleRate: 1 }, recorder()) }, wrong('sampleRate'))
  t.throws(() => { recognition.call({}, {} as never) }, wrong('callback.onEvent'))
  t.throws(() => { recognition.call({}, { onEvent() {}, onClose: 1 } as never) }, wrong('callback.onClose'))
  t.throws(() => { recognition.call({}, undefined as never) }, wrong('callback'))
  t.throws(() => { recognition.call(null as never, recorder()) }, wrong('param'))
  t.throws(() => new Recognition({ backpressure: 'wait' } as never), wrong('backpressure'))
  await t.rejects(recognition.call({ stopTimeout: 0 }, 'talk.mp3'), wrong('stopTimeout'))
  t.equal(engine.opened, 0)
})

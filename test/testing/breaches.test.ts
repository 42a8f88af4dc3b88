import t, { type Test } from 'tap'
import { emulate, type EmulateOptions, type Emulator } from '../../lib/testing/index.js'
import { Client, finishTask, headerOf, runTask, silence } from './client.js'

async function start(t: Test, options: EmulateOptions = {}): Promise<Emulator> {
  const service = await emulate(options)
  t.teardown(() => service.close())
  return service
}

t.test('a violation of the protocol fails the task and closes the connection', async t => {
  const missing = (path: string): RegExp => new RegExp(`Missing required parameter '${path}'`)
  const breaches: readonly [
    name: string,
    frames: (string | Uint8Array)[],
    message: RegExp,
    code?: string,
    id?: string,
  ][] = [
    ['a second run-task', [runTask('g2')], /has not finished/],
    ['a run-task whose id was used', [silence(10), finishTask('g'), 'wait', runTask('g')], /used before/],
    ['audio after finish-task', [silence(10), finishTask('g'), silence(10)], missing('payload.task_group')],
    ['audio after task-finished', [silence(10), finishTask('g'), 'wait', silence(10)], missing('payload.task_group')],
    ['a second finish-task', [silence(10), finishTask('g'), 'wait', finishTask('g')], /task can not be null/],
    ['a finish-task of another name', [finishTask('h')], /task can not be null/, 'InvalidParameter', 'h'],
    ['no payload.input', [finishTask('g').replace('"input":{}', '')], missing('payload.input')],
    ['no JSON', ['{"header'], /Invalid payload data/],
    ['an unknown action', [finishTask('g').replace('finish-task', 'stop-task')], /Invalid payload data/],
    ['a task without audio', [finishTask('g')], /No valid audio/, 'NO_VALID_AUDIO_ERROR'],
  ]
  for (const [name, frames, message, code = 'InvalidParameter', id = 'g'] of breaches) {
    const service = await start(t)
    const client = await Client.open(service.url)
    await client.run('g')
    for (const frame of frames) {
      if (frame === 'wait') await client.until('task-finished')
      else client.send(frame)
    }
    const failed = (await client.until('task-failed')).at(-1)
    t.match(
      failed,
      {
        header: { task_id: id, event: 'task-failed', error_code: code, error_message: message, attributes: {} },
        payload: {},
      },
      name,
    )
    t.same(Object.keys((failed as unknown as { payload: object }).payload), [])
    await client.closed
    await service.close()
  }
})

t.test('an invalid run-task fails', async t => {
  const cases: readonly [name: string, frame: string, code: string, message: RegExp][] = [
    ['unknown model', runTask('i', {}, 'fun-asr-imagined'), 'ModelNotFound', /Model not exist/],
    ['no input', runTask('i').replace(',"input":{}', ''), 'InvalidParameter', /'payload.input'/],
    ['no model', runTask('i').replace('"model":"fun-asr-realtime",', ''), 'InvalidParameter', /'payload.model'/],
    ['no format', runTask('i', { format: undefined }), 'InvalidParameter', /'payload.parameters.format'/],
    [
      'no sample rate',
      runTask('i', { sample_rate: undefined }),
      'InvalidParameter',
      /'payload.parameters.sample_rate'/,
    ],
    ['an unknown format', runTask('i', { format: 'flac' }), 'InvalidParameter', /Invalid payload data/],
    ['audio instead', 'audio', 'InvalidParameter', /'payload.task_group'/],
  ]
  const service = await start(t)
  for (const [name, frame, code, message] of cases) {
    const client = await Client.open(service.url)
    client.send(frame === 'audio' ? silence(10) : frame)
    t.match(headerOf(await client.next()), { event: 'task-failed', error_code: code, error_message: message }, name)
    await client.closed
  }
  t.same(service.tasks, [])
})

t.test('no message is accepted while a task finishes', async t => {
  const service = await start(t, { faults: [{ type: 'slow-finish', ms: 1000 }] })
  const client = await Client.open(service.url)
  await client.run('a')
  client.send(silence(10), finishTask('a'), runTask('b'))
  t.match(headerOf(await client.next()), {
    event: 'task-failed', task_id: 'a', error_code: 'InvalidParameter', error_message: /'payload.task_group'/,
  })
})

t.test('parameters that a model does not know are ignored', async t => {
  const service = await start(t)
  const client = await Client.open(service.url)
  await client.run('j', { disfluency_removal_enabled: false, stream: true, pre_task_id: 'j', language_hints: ['zh'] })
  t.equal(service.tasks[0]?.state, 'running')
})

import t, { type Test } from 'tap'
import { defaultEngine } from '../../lib/recognize/default-engine.js'
import { recognize } from '../../lib/recognize/recognize.js'
import { ScriptedEngine } from '../support/scripted-engine.js'

function environment(t: Test, key: string | undefined): void {
  const before = process.env['DASHSCOPE_API_KEY']
  const set = (value: string | undefined): void => {
    if (value === undefined) delete process.env['DASHSCOPE_API_KEY']
    else process.env['DASHSCOPE_API_KEY'] = value
  }
  set(key)
  t.teardown(() => { set(before) })
}

t.test('without a key or an option the embedded engine is chosen', async t => {
  for (const key of [undefined, '']) {
    environment(t, key)
    t.equal((await defaultEngine({})).name, 'pocketsphinx')
    t.equal(
      (await defaultEngine({ sampleRate: 16_000, keepAlive: true })).name,
      'pocketsphinx',
      'whatever else is said',
    )
  }
})

t.test('a key in the environment chooses the cloud', async t => {
  environment(t, 'sk-test')
  t.equal((await defaultEngine({})).name, 'DashScope')
})

t.test('an option of the cloud chooses it without a key in the environment', async t => {
  environment(t, undefined)
  for (const options of [
    { apiKey: 'sk-test' },
    { model: 'paraformer-realtime-v2' },
    { region: 'singapore' },
    { workspace: 'ws' },
    { baseUrl: 'wss://example.com/api-ws/v1/inference' },
  ] as const) {
    t.equal((await defaultEngine(options)).name, 'DashScope', Object.keys(options)[0]!)
  }
})

t.test('the cloud gets the options, wrong ones too', async t => {
  const engine = await defaultEngine({ model: 'paraformer-realtime-8k-v2', sampleRate: 8000 })
  t.same(engine.capabilities.sampleRates, [8000])
  await t.rejects(defaultEngine({ apiKey: 'sk-test', connectTimeout: 0 }), { code: 'STENO_OPTIONS_REFUSED' })
})

t.test('an engine that is named is used as named', async t => {
  environment(t, 'sk-test')
  const engine = new ScriptedEngine()
  const recognizer = recognize({ engine, apiKey: 'sk-test' })
  const told = new Promise(resolve => recognizer.on('session', resolve))
  recognizer.resume().end()
  t.match(await told, { engine: 'scripted' })
})

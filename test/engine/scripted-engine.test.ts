import t from 'tap'
import { engineTests } from '../contract/engine.js'
import { ScriptedEngine, type Script } from '../support/scripted-engine.js'

const script: Script = [
  [100, 'one'], [400, 'two'], [900, ''],
  [1500, 'three'], [1900, 'four'], [2400, 'five'],
]

t.test('the scripted engine passes the exam of engines', async t => {
  engineTests(t, {
    make: () => new ScriptedEngine(script),
    audio: new Uint8Array(3 * 32_000),
    sampleRate: 16_000,
    broken: () => new ScriptedEngine(script, { breakAt: 1000 }),
  })
})

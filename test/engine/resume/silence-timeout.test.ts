import t from 'tap'
import { failure } from '../../../lib/errors.js'
import { FlakyEngine } from '../../support/flaky-engine.js'
import { run } from '../../support/resuming.js'
import { ScriptedEngine, type Script } from '../../support/scripted-engine.js'

const SECOND = 32_000

t.test('silence for which the service gave up waiting is not sent again, but for its last 3 s', async t => {
  const error = failure('STENO_TASK_TIMEOUT', {})
  const seconds = (count: number): Buffer => Buffer.alloc(count * SECOND)
  for (const [script, resent, why] of [
    [[], 3000, 'nothing was recognised'],
    [[[100, 'one'], [300, '']], 3000, 'a sentence had ended before'],
    [[[100, 'one']], 20_000, 'a sentence is open'],
  ] as readonly [Script, number, string][]) {
    const engine = new FlakyEngine(new ScriptedEngine(script), [{ at: 20 * SECOND, error, heard: true }])
    const { events } = await run(engine, seconds(25), { cut: SECOND })
    t.match(events.find(({ type }) => type === 'reconnect'), { resent }, why)
  }
  const lost = new FlakyEngine(new ScriptedEngine([]), [{ at: 20 * SECOND }])
  const { events } = await run(lost, seconds(25), { cut: SECOND })
  t.match(events.find(({ type }) => type === 'reconnect'), { resent: 20_000 }, 'any other break')
})

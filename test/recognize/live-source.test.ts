import type { Readable } from 'node:stream'
import t from 'tap'
import { chunk } from '../../lib/audio/chunk.js'
import { decode } from '../../lib/audio/decode.js'
import { PcmSource } from '../../lib/audio/sources/pcm-source.js'
import type { Engine } from '../../lib/engine/engine.js'
import { defaultAccuracy } from '../../lib/engines/pocketsphinx/engine.js'
import { recognize } from '../../lib/recognize/recognize.js'
import { ScriptedEngine } from '../support/scripted-engine.js'

/** A source of 200 ms of silence. */
function source(isLive: boolean): PcmSource {
  return new PcmSource({
    name: 'test()', options: [], origin: 'a test', isLive, startTime: 0, exitError: () => undefined,
    start: write => ({
      closed: write(Buffer.alloc(6400)).then(() => ({ code: 0, signal: null, stderr: '' })), stop() {}, kill() {},
    }),
  }, {})
}

t.test('an engine is told whether its audio comes from a live source, through any stage', async t => {
  for (const isLive of [true, false]) {
    for (const stages of [[], [decode()], [decode(), chunk()]]) {
      const told: unknown[] = []
      const inner = new ScriptedEngine([])
      const engine: Engine = {
        name: 'spy', capabilities: inner.capabilities,
        open(options) {
          told.push(options.isLive)
          return inner.open(options)
        },
      }
      const last = [...stages, recognize({ engine })]
        .reduce<Readable>((before, stage) => before.pipe(stage), source(isLive))
      await last.toArray()
      t.same(told, [isLive], `${stages.length} stages between`)
    }
  }
})

t.test('the embedded engine has no second pass behind a live source', async t => {
  t.equal(defaultAccuracy(true), 'fast')
  t.equal(defaultAccuracy(false), 'thorough')
})

import { finished } from 'node:stream/promises'
import t from 'tap'
import { audioStages } from '../../../lib/cli/input/audio-stages.js'
import type { FlagValues } from '../../../lib/cli/options/table.js'
import { recognize } from '../../../lib/recognize/recognize.js'
import { ScriptedEngine } from '../../support/scripted-engine.js'

const BYTES_PER_SECOND = 32_000
const SECONDS = 60

for (const values of [{}, { vad: 'energy' }] as const satisfies readonly FlagValues[]) {
  t.test(`stop() ends the input and discards what waits: ${JSON.stringify(values)}`, async t => {
    const engine = new ScriptedEngine([[100, 'hello'], [400, '']], { writeDelay: 5 })
    const recognizer = recognize({ engine, sampleRate: 16_000, writableHighWaterMark: 1 })
    const { decoder, pipeTo, stop } = audioStages({ ...values, formatIn: 'pcm' }, 16_000)
    pipeTo(recognizer)
    const noise = Int16Array.from({ length: SECONDS * BYTES_PER_SECOND / 2 }, (_, i) => ((i * 2654435761) % 20_000))
    decoder.write(Buffer.from(noise.buffer))
    recognizer.once('data', () => { stop(recognizer) })
    await finished(recognizer.resume())
    t.ok(engine.bytes > 0 && engine.bytes <= 6 * BYTES_PER_SECOND, `${engine.bytes} bytes of ${noise.byteLength}`)
    t.equal(engine.closed, 1)
    t.ok(decoder.destroyed)
  })
}

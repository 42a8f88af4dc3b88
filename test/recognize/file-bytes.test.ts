import { Readable } from 'node:stream'
import t from 'tap'
import { decode } from '../../lib/audio/decode.js'
import { recognize } from '../../lib/recognize/recognize.js'
import { tones, wav } from '../audio/sounds.js'
import { ScriptedEngine } from '../support/scripted-engine.js'

const file = wav(tones())
function pieces(bytes: Uint8Array, size: number): Readable {
  const count = Math.ceil(bytes.length / size)
  return Readable.from(Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size)))
}

t.test('the bytes of a file are refused before any are sent, however they are cut', async t => {
  for (const size of [1, 3, 16, 65_536]) {
    const engine = new ScriptedEngine([])
    const reason = await pieces(file, size).pipe(recognize({ engine })).toArray().catch((error: unknown) => error)
    t.match(reason, {
      code: 'STENO_FORMAT_MISMATCH',
      message: 'Format mismatch: `recognize()` takes s16le samples, got a file (WAV); '
        + 'decode with `decode({ sampleRate: 16000 })`',
    })
    t.equal(engine.bytes, 0)
  }
})

t.test('samples that are shorter than a header are recognised, in whatever pieces', async t => {
  for (const [bytes, size] of [[14, 1], [16, 5], [40, 7], [15, 15]] as const) {
    const engine = new ScriptedEngine([])
    await pieces(Buffer.alloc(bytes, 1), size).pipe(recognize({ engine })).toArray()
    t.equal(engine.bytes, bytes - bytes % 2)
  }
})

t.test('samples of a stage or with times are accepted even when they look like a file', async t => {
  const engine = new ScriptedEngine([])
  await pieces(file, 999).pipe(decode({ format: 'pcm' })).pipe(recognize({ engine })).toArray()
  t.equal(engine.bytes, file.length)
  const recognizer = recognize({ engine })
  recognizer.end({ data: file, start: 0, duration: 3000 })
  await recognizer.toArray()
  t.equal(engine.bytes, 2 * file.length)
})

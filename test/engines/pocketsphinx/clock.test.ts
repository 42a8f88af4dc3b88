import t from 'tap'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import { recognize } from '../../../lib/recognize/recognize.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { clip } from '../../support/speech.js'

const PERIOD_MS = 6000
const PERIODS = 12
const HOUR_MS = 3_600_000
const BYTES_PER_MS = 32

t.test('times follow the clock of the stream, and still do after more than an hour', async t => {
  const speech = clip('0880', 0, 800)
  const recognizer = recognize({ engine: pocketsphinx({ accuracy: 'fast' }), interimResults: false })
  const finals = recognizer.toArray() as Promise<RecognitionResult[]>
  const write = async (audio: Buffer): Promise<void> => {
    if (!recognizer.write(audio)) await new Promise(resolve => recognizer.once('drain', resolve))
  }
  const period = Buffer.concat([speech, Buffer.alloc(PERIOD_MS * BYTES_PER_MS - speech.length)])
  for (let i = 0; i < PERIODS; i++) await write(period)
  for (let written = 0; written < HOUR_MS; written += 60_000) await write(Buffer.alloc(60_000 * BYTES_PER_MS))
  await write(period)
  recognizer.end()
  const begins = (await finals).map(({ sentence }) => sentence.beginTime)
  const periods = Array.from({ length: PERIODS }, (_, i) => i * PERIOD_MS)
  const expected = [...periods, PERIODS * PERIOD_MS + HOUR_MS].map(start => start + begins[1]! - PERIOD_MS)
  t.equal(begins.length, expected.length)
  begins.forEach((begin, i) => {
    t.ok(Math.abs(begin - expected[i]!) <= 20, `sentence ${i + 1} at ${begin}, expected near ${expected[i]}`)
  })
  t.equal(recognizer.position, (PERIODS + 1) * PERIOD_MS + HOUR_MS)
})

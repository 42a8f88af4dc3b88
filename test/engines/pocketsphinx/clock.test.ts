import t from 'tap'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import { recognize } from '../../../lib/recognize/recognize.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { clip } from '../../support/speech.js'

const PERIOD_MS = 150_000
const TIMES = 26
const BYTES_PER_MS = 32

t.test('times follow the clock of the stream for more than an hour', async t => {
  const speech = clip('0930')
  const recognizer = recognize({ engine: pocketsphinx({ accuracy: 'fast' }), interimResults: false })
  const finals = recognizer.toArray() as Promise<RecognitionResult[]>
  const silence = Buffer.alloc(PERIOD_MS * BYTES_PER_MS - speech.length)
  for (let i = 0; i < TIMES; i++) {
    recognizer.write(speech)
    if (!recognizer.write(silence)) await new Promise(resolve => recognizer.once('drain', resolve))
  }
  recognizer.end()
  const begins = (await finals).map(({ sentence }) => sentence.beginTime)
  t.equal(begins.length, TIMES)
  t.ok(begins.at(-1)! > 3_600_000)
  begins.forEach((begin, i) => {
    const expected = i * PERIOD_MS + begins[1]! - PERIOD_MS
    t.ok(Math.abs(begin - expected) <= 60, `sentence ${i + 1} at ${begin}, expected near ${expected}`)
  })
  t.ok(recognizer.position === TIMES * PERIOD_MS)
})

import t from 'tap'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import { engineTests } from '../../contract/engine.js'
import { clip } from '../../support/speech.js'

// "he was not", a pause, "himself": as short as two sentences can be.
const audio = Buffer.concat([clip('0880', 0, 1500), Buffer.alloc(32_000), clip('0930', 1900, 3290)])

for (const accuracy of ['thorough', 'fast'] as const) {
  t.test(`pocketsphinx keeps the contract of an engine, ${accuracy}`, async t => {
    engineTests(t, { make: () => pocketsphinx({ accuracy }), audio, sampleRate: 16_000 })
  })
}

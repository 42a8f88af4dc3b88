import t from 'tap'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import { engineTests } from '../../contract/engine.js'
import { twoSentences } from '../../support/speech.js'

t.test('pocketsphinx keeps the contract of an engine', async t => {
  engineTests(t, {
    make: () => pocketsphinx({ accuracy: 'fast', maxSentenceSilence: 200 }), audio: twoSentences, sampleRate: 16_000,
  })
})

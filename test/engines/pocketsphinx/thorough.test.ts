import t from 'tap'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import { engineContract } from '../../../lib/testing/engine-contract.js'
import { twoSentences } from '../../support/speech.js'

// The second pass changes the results, not how a session opens and closes.
const TITLES = [
  'each sentence has one final, after its interims',
  'there are interims if the capabilities say so',
  'times are whole ms that never go backwards and stay within the audio',
  'words have no punctuation of their own and joined they are the text',
  'the results do not depend on how the audio is cut',
  'renew() closes the session and opens one that gives the same results',
]

t.test('with a second pass, the results of pocketsphinx keep the contract of an engine', async t => {
  const make = () => pocketsphinx({ accuracy: 'thorough', maxSentenceSilence: 200 })
  const checks = engineContract({ make, audio: twoSentences, sampleRate: 16_000 })
    .filter(({ title }) => TITLES.includes(title))
  t.same(checks.map(({ title }) => title), TITLES)
  for (const { title, run } of checks) t.test(title, run)
})

import t from 'tap'
import { toWords } from '../../../lib/engines/pocketsphinx/segments.js'

t.test('words have no pronunciation numbers and times of the stream; fillers are left out', async t => {
  const segments = ['<s>', 'read(2)', '<sil>', '[NOISE]', '++BREATH++', "o'clock", '</s>']
    .map((word, i) => ({ word, startFrame: i * 10, endFrame: i * 10 + 9 }))
  t.same(toWords(segments, 3_600_000), [
    { beginTime: 3_600_100, endTime: 3_600_200, text: 'read', punctuation: '' },
    { beginTime: 3_600_500, endTime: 3_600_600, text: "o'clock", punctuation: '' },
  ])
})

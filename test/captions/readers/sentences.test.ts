import t from 'tap'
import { readSentences } from '../../../lib/captions/readers/read.js'

/** Texts of the sentences into which a transcript of words is split. */
const textsOf = (text: string): string[] => {
  const words = text.split(' ').map((word, i) => ({ text: word, start: i * 300, end: i * 300 + 250 }))
  return readSentences(JSON.stringify(words)).map(sentence => sentence.text)
}

t.test('a full stop of an abbreviation or an initial ends no sentence', async t => {
  t.same(textsOf('We met Dr. Smith and J. Doe. They left.'), ['We met Dr. Smith and J. Doe.', 'They left.'])
  t.same(textsOf('Das ist z.B. für die Leute. Und nun?'), ['Das ist z.B. für die Leute.', 'Und nun?'])
  t.same(textsOf('Was it 5? No. It was No. 7.'), ['Was it 5?', 'No.', 'It was No. 7.'])
  t.same(textsOf('आज बारिश है। कल नहीं।'), ['आज बारिश है।', 'कल नहीं।'], 'sentences end at a danda')
})

import t from 'tap'
import { models } from '../../lib/engines/dashscope/catalogue/models.js'
import { withDefaults } from '../../lib/testing/options.js'
import { ScriptPlayer } from '../../lib/testing/script-player.js'
import { scriptFromText } from '../../lib/testing/script.js'
import type { RecognitionResult } from '../../lib/types.js'

const brief = ({ sentence, isSentenceEnd }: RecognitionResult): string =>
  `${sentence.sentenceId}${isSentenceEnd ? '!' : ''} ${sentence.beginTime}-${sentence.endTime ?? ''} ${sentence.text}`

t.test('a text becomes sentences of words, evenly spoken', async t => {
  t.same(scriptFromText('Well, "yes" -- it\'s 3.5! Two', { wordDuration: 100, wordGap: 10, sentencePause: 1000 }), [
    { words: [
      { text: 'Well', beginTime: 0, endTime: 100, punctuation: ',' },
      { text: '"yes', beginTime: 110, endTime: 210, punctuation: '"--' },
      { text: 'it\'s', beginTime: 220, endTime: 320, punctuation: '' },
      { text: '3.5', beginTime: 330, endTime: 430, punctuation: '!' },
    ] },
    { words: [{ text: 'Two', beginTime: 1430, endTime: 1530, punctuation: '' }] },
  ])
  t.same(scriptFromText(''), [])
  t.throws(() => scriptFromText('a', { wordDuration: 0 }), { code: 'STENO_BAD_OPTION' })
})

t.test('in Chinese and Japanese every character is a word, and the text has no spaces', async t => {
  const script = scriptFromText('你好，World。こんにちは', { wordDuration: 100, wordGap: 0 })
  t.same(script.map(({ words }) => words.map(word => word.text + (word.punctuation ?? ''))), [
    ['你', '好，', 'World。'], ['こ', 'ん', 'に', 'ち', 'は'],
  ])
  const reader = new ScriptPlayer(script, 'a', 0)
  t.same(
    [...reader.push(Infinity), ...reader.flush()]
      .filter(result => result.isSentenceEnd)
      .map(result => result.sentence.text),
    ['你好，World。', 'こんにちは'],
  )
})

t.test('an interim comes as each word ends, the final when nothing more can belong to it', async t => {
  const script = scriptFromText('One two. Three.', { wordDuration: 100, wordGap: 0, sentencePause: 500 })
  const reader = new ScriptPlayer(script, 'a', 300)
  const at = (now: number): string[] => reader.push(now).map(brief)
  t.same(at(99), [])
  t.same(at(100), ['1 0- One'])
  t.same(at(499), ['1 0- One two.'])
  t.same(at(500), ['1! 0-200 One two.'])
  t.same(at(5000), ['2 700- Three.', '2! 700-800 Three.'])
  t.same(reader.flush().map(brief), [])
})

t.test('at the end of the audio the open sentence becomes final', async t => {
  const reader = new ScriptPlayer(scriptFromText('One two three.', { wordDuration: 100, wordGap: 0 }), 'a', 300)
  t.same(reader.push(299).map(brief), ['1 0- One', '1 0- One two'])
  t.same(reader.flush().map(brief), ['1! 0-200 One two'])
  t.same(reader.flush(), [])
})

t.test('the emulator knows the models of the catalogue', async t => {
  t.same([...withDefaults({}).models].sort(), models.map(model => model.name).sort())
})

import t from 'tap'
import { endsWithInitial, isAbbreviation } from '../../lib/text/abbreviations.js'
import { endsSentence } from '../../lib/text/sentence-ends.js'

t.test('sentences end with marks of all scripts, also before closing quotes and brackets', async t => {
  for (const text of ['end.', 'end?!', 'end…', 'end.”', 'end!)', '好。', '好！」', '好。】', 'क्या।', 'هل؟', 'ｱ｡'])
    t.equal(endsSentence(text), true, text)
  for (const text of ['', 'end', 'end,', 'end:', '“end', '.end', '好，', '（好）']) t.equal(endsSentence(text), false, text)
})

t.test('the full stop of an abbreviation or an initial is recognised by the list of its language', async t => {
  for (const [word, language, expected] of [
    ['Dr.', 'en', true],
    ['(Mr.', 'en', true],
    ['z.B.', 'de', true],
    ['z.B.', 'en', false],
    ['J.', 'zh', true],
    ['Dr', 'en', false],
    ['т.е.', 'ru', true],
    ["l'art.", 'fr', true],
    ['home.', 'en', false],
    ['constructor.', 'constructor', false],
  ] as const)
    t.equal(isAbbreviation(word, language), expected, `${word} ${language}`)
})

t.test('before a word “No.” ends a sentence, before a number it does not', async t => {
  t.equal(isAbbreviation('No.', 'en', 'It'), false)
  t.equal(isAbbreviation('No.', 'en', '7'), true)
  t.equal(isAbbreviation('Dr.', 'en', 'It'), true)
})

t.test('an initial is a single letter with its full stop', async t => {
  for (const text of ['J.', 'U.S.', 'z.B.']) t.equal(endsWithInitial(text), true, text)
  for (const text of ['Jo.', 'J', 'U.S', 'a.bc.']) t.equal(endsWithInitial(text), false, text)
})

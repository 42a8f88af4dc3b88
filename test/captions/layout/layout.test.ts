import t from 'tap'
import { Layout } from '../../../lib/captions/layout/layout.js'
import type { LayoutOptions } from '../../../lib/captions/layout/options.js'
import type { Cue, Sentence } from '../../../lib/types.js'
import { sentence } from '../../support/sentences.js'

function layOut(sentences: Sentence | readonly Sentence[], options: LayoutOptions = {}): Cue[] {
  const layout = new Layout(options)
  return [...[sentences].flat().flatMap(one => layout.push(one)), ...layout.flush()]
}
const linesOf = (text: string, options?: LayoutOptions): string[] =>
  layOut(sentence(text), options).flatMap(cue => cue.lines)

t.test('a text that fits is one line, shown from its first word until half a second after its last', async t => {
  t.match(layOut(sentence('he was not an ill disposed young man', { at: 500 })), [
    { start: 500, end: 3380, lines: ['he was not an ill disposed young man'] },
  ])
})

t.test('lines are broken where a phrase begins, not where they are full', async t => {
  t.same(linesOf('We talked about the weather in the north of the country yesterday.'),
    ['We talked about the weather', 'in the north of the country yesterday.'])
  t.same(linesOf('The committee has decided that the old bridge will be closed.'),
    ['The committee has decided', 'that the old bridge will be closed.'])
})

t.test('no line ends with a word that belongs to the next, in any language with an alphabet', async t => {
  for (const [language, text, bad] of [
    [
      'en',
      'The people who live beside the river and those who work in the old town '
      + 'were told about the plan of the council this morning.',
      /\b(the|of|and|who|in|were|about)$/,
    ],
    [
      'de',
      'Die Leute am Fluss und die Händler in der alten Stadt wurden heute Morgen '
      + 'von dem Plan des Rates unterrichtet und waren nicht zufrieden.',
      /\b(die|am|und|in|der|von|dem|des|nicht|waren)$/,
    ],
    [
      'fr',
      'Les gens qui habitent près de la rivière et ceux qui travaillent dans la vieille ville '
      + 'ont appris ce matin que le pont est fermé.',
      /\b(les|qui|de|la|et|dans|que|le|est)$/,
    ],
    [
      'ru',
      'Люди, которые живут у реки, и те, кто работает в старом городе, '
      + 'узнали сегодня утром о том, что мост закрыт на весь год.',
      /(^|\s)(и|у|кто|в|о|что|на|которые)$/,
    ],
  ] as const) {
    const lines = linesOf(text, { language })
    t.ok(lines.length > 2 && lines.every(line => !bad.test(line)), lines.join(' | '))
  }
})

t.test('French punctuation with a space before it does not begin a line; titles stay with names', async t => {
  const french = linesOf(
    'Est-ce que vous pensez vraiment que ce sera mieux ? Non, je ne le pense pas ; mais il faut essayer !',
    { language: 'fr' },
  )
  t.same(french, [
    'Est-ce que vous pensez vraiment',
    'que ce sera mieux ?',
    'Non, je ne le pense pas ;',
    'mais il faut essayer !',
  ])
  t.same(linesOf('Nobody in the whole house had expected that Dr. Smith would come back home so soon.'), [
    'Nobody in the whole house had expected',
    'that Dr. Smith',
    'would come back home so soon.',
  ])
})

t.test('Chinese breaks between words; no line begins with punctuation or a particle, none has spaces', async t => {
  const lines = linesOf('今天下午我们要讨论的是人工智能在语音识别领域的最新进展，因为很多同学都对这个问题很感兴趣。')
  t.ok(lines.length >= 3)
  for (const line of lines) {
    t.ok([...line].length <= 16, line)
    t.notMatch(line, /^[，。的了]| /)
  }
  for (const word of ['下午', '我们', '讨论', '语音', '进展', '因为', '同学', '问题']) t.match(lines.join('|'), word)
})

t.test('Japanese breaks where a phrase begins, in lines of 13 full-width characters', async t => {
  const lines = linesOf('今日はとても良い天気ですから、公園まで散歩に行きましょう。電話で聞いたことを書いたノートを大切に持っています。')
  for (const line of lines) {
    t.ok([...line].length <= 13, line)
    t.notMatch(line, /^(?:[、。はがをにでのもっゃゅょー]|と(?!ても)|ます|です)/)
  }
})

t.test('Korean breaks only at spaces, and not between a verb and its auxiliary', async t => {
  const text = '오늘은 날씨가 아주 좋으니까 우리 모두 함께 공원까지 산책을 하러 갈 수 있을 것 같습니다.'
  t.same(linesOf(text), ['오늘은 날씨가 아주 좋으니까', '우리 모두 함께 공원까지 산책을', '하러 갈 수 있을 것 같습니다.'])
})

t.test('a cue ends with its sentence if time allows', async t => {
  t.same(layOut(sentence('I went home. Then it rained all day long. We slept.', { each: 450 })).map(cue => cue.lines),
    [['I went home.'], ['Then it rained all day long.'], ['We slept.']])
})

t.test('sentences too short to be read share a cue with their neighbour, in one final or in two', async t => {
  for (const all of [
    [sentence('Yes. No. I do not know that.', { each: 250 })],
    [sentence('Yes.', { each: 250 }), sentence('No. I do not know that.', { at: 260, each: 250 })],
  ]) {
    t.match(layOut(all), [{ start: 0, lines: ['Yes. No. I do not know that.'] }])
  }
})

t.test('a sentence too short to be seen shares a cue with the next; a longer one does not', async t => {
  t.equal(layOut(sentence('Oh. I think that we should go home now.', { each: 250 })).length, 1)
  t.equal(layOut(sentence('Oh. I think that we should go home.', { each: 930 })).length, 2)
})

t.test('the words of each line have their times and punctuation and cover all its text', async t => {
  const [cue] = layOut(sentence('We talked about the weather, in the north of the country, again.'))
  t.same(cue!.words!.map(line => line.map(word => word.text).join(' ')), cue!.lines)
  t.same(cue!.words![0]![1], { text: 'talked', start: 300, end: 580 })
})

t.test('where words and text differ, the text is shown with the times of the words', async t => {
  const spoken = { ...sentence('he paid twenty five dollars today'), text: 'He paid $25 “today”.' }
  const [cue] = layOut(spoken)
  t.same(cue!.lines, ['He paid $25 “today”.'])
  t.same(
    cue!.words![0]!.map(({ text, start }) => [text, start]),
    [
      ['He', 0],
      ['paid', 300],
      ['$25', 600],
      ['“today”.', 1500],
    ],
  )
})

t.test('without word times those of the sentence are divided by width, and the cues have no words', async t => {
  const text = `${'a'.repeat(40)} ${'b'.repeat(40)} ${'c'.repeat(40)}`
  for (const words of [[], sentence(text, { each: 0, gap: 0 }).words]) {
    const cues = layOut({ sentenceId: 1, beginTime: 0, endTime: 9000, text, words })
    t.same(cues.map(({ start, lines, words }) => ({ start, lines: lines.length, words })), [
      { start: 0, lines: 1, words: undefined },
      { start: 3000, lines: 2, words: undefined },
    ])
  }
})

t.test('a new speaker starts a new cue', async t => {
  const spoken = sentence('How are you today? Fine, thank you very much.', { each: 400 })
  const words = spoken.words.map((word, i) => ({ ...word, speakerId: i < 4 ? 'A' : 'B' }))
  t.match(layOut({ ...spoken, words }), [
    { lines: ['How are you today?'], speaker: 'A' },
    { lines: ['Fine, thank you very much.'], speaker: 'B' },
  ])
  t.match(
    layOut([
      { ...sentence('Yes.'), speakerId: '1' },
      { ...sentence('No.', { at: 310 }), speakerId: '2' },
    ]),
    [{ speaker: '1' }, { speaker: '2' }],
  )
})

t.test('the language is detected by script and function words; a single word does not change it', async t => {
  t.equal(linesOf('это предложение из сорока одного знака ровно').length, 2, 'Russian lines have at most 39')
  const chinese = layOut([
    sentence('今天天气很好。'),
    sentence('OK', { at: 3000 }),
    sentence('我们一起去公园散步，然后再去图书馆看书好不好？', { at: 6000 }),
  ])
  t.same(chinese.at(-1)!.lines, ['我们一起去公园散步，', '然后再去图书馆看书好不好？'])
  t.equal(layOut(sentence('hello there'), { language: 'en-gb' })[0]!.language, 'en-GB')
  t.notOk('language' in layOut(sentence('hello there'))[0]!)
})

t.test('profiles and single options change the layout', async t => {
  const text = 'The committee has decided that it will be closed.'
  t.equal(linesOf(text, { maxLineWidth: 60 }).length, 1)
  t.equal(layOut(sentence(text), { maxLines: 1 }).length, 2)
  for (const profile of ['bbc', 'ard'] as const)
    t.equal(linesOf('We have a line here of exactly 40 letters', { profile, language: 'en' }).length, 2, profile)
  t.equal(
    layOut([sentence('one two three four'), sentence('five', { at: 2000 })], { profile: 'bbc' })[0]!.end,
    1920,
    'gaps below a second are chained',
  )
  t.equal(layOut([sentence('one two three four'), sentence('five', { at: 2300 })])[0]!.end, 1680, 'others are kept')
  t.equal(
    layOut(sentence('one two three four'), {
      linger: 0,
      minDuration: 0,
      targetReadingSpeed: 100,
      maxReadingSpeed: 100,
    })[0]!.end,
    1180,
  )
})

t.test('invalid options are refused', async t => {
  for (const [option, wrong] of [
    ['profile', 'mine'],
    ['language', 'english please'],
    ['language', ''],
    ['language', 5],
    ['maxLineWidth', 3],
    ['maxLineWidth', NaN],
    ['maxLines', 3],
    ['targetReadingSpeed', 0],
    ['maxReadingSpeed', '20'],
    ['minDuration', -1],
    ['maxDuration', 1.5],
    ['minGap', 2000],
    ['chainGapsBelow', -1],
    ['maxLinger', 1e9],
    ['linger', null],
  ] as const) {
    t.throws(
      () => new Layout({ [option]: wrong }),
      { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) },
      `${option} ${wrong}`,
    )
  }
  t.throws(() => new Layout({ targetReadingSpeed: 20, maxReadingSpeed: 10 }), { message: /`targetReadingSpeed`/ })
  t.throws(() => new Layout({ minDuration: 3000, maxDuration: 2000 }), { message: /`minDuration`/ })
  t.throws(() => new Layout({ maxLinger: 100, linger: 200 }), { message: /`linger`/ })
  t.doesNotThrow(() => new Layout({ maxReadingSpeed: 10 }), 'the target of the profile is lowered')
})

t.test('a word wider than a line is split between characters; an empty sentence has no cue', async t => {
  t.same(linesOf('x'.repeat(100)).map(line => line.length), [42, 42, 16])
  t.same(linesOf('👩‍👩‍👧'.repeat(50)).join(''), '👩‍👩‍👧'.repeat(50))
  for (const text of ['', ' \u0000\n ', '\u200b\u00ad', '\u2028'])
    t.same(layOut({ ...sentence('x'), text, words: [] }), [])
})

t.test('a sentence that starts exactly after `maxLinger` does not change the cue before it', async t => {
  // So wide that reading it takes nearly all of `maxLinger`, which leaves a short gap before the next cue.
  const wide = sentence(`xxxxxx xxxxxx, ${'x'.repeat(23)} ${'x'.repeat(23)}`, { each: 500 })
  const next = sentence('four five', { at: wide.endTime! + 1500, id: 2 })
  const layout = new Layout()
  const soon = [...layout.push(wide), ...layout.advance(next.beginTime), ...layout.push(next), ...layout.flush()]
  t.same(soon, layOut([wide, next]))
})

t.test('a cue is emitted with the next sentence, or when `advance()` passes `maxLinger`', async t => {
  const layout = new Layout()
  t.same(layout.push(sentence('one two three four')), [])
  t.same(layout.advance(2600), [])
  t.match(layout.advance(2680), [{ start: 0, end: 1680 }])
  t.same(layout.flush(), [])
  layout.push(sentence('five six seven eight', { at: 5000 }))
  t.match(layout.push(sentence('nine ten eleven twelve', { at: 7000 })), [
    { start: 5000, lines: ['five six seven eight'] },
  ])
})

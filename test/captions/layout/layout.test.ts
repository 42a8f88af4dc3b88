import fc from 'fast-check'
import t from 'tap'
import type { Cue } from '../../../lib/types.js'
import { Layout } from '../../../lib/captions/layout/layout.js'
import type { LayoutOptions } from '../../../lib/captions/layout/options.js'
import type { Sentence } from '../../../lib/types.js'
import { sentence } from '../../support/sentences.js'

function laidOut(sentences: Sentence | readonly Sentence[], options: LayoutOptions = {}): Cue[] {
  const layout = new Layout(options)
  return [...[sentences].flat().flatMap(one => layout.push(one)), ...layout.flush()]
}
const linesOf = (text: string, options?: LayoutOptions): string[] =>
  laidOut(sentence(text), options).flatMap(cue => cue.lines)

t.test('what fits is one line, on the screen from its first word until half a second after its last', async t => {
  t.match(laidOut(sentence('he was not an ill disposed young man', { at: 500 })), [
    { start: 500, end: 3380, lines: ['he was not an ill disposed young man'] },
  ])
})

t.test('lines are broken where a phrase begins, not where they are full', async t => {
  t.same(linesOf('We talked about the weather in the north of the country yesterday.'),
    ['We talked about the weather', 'in the north of the country yesterday.'])
  t.same(linesOf('The committee has decided that the old bridge will be closed.'),
    ['The committee has decided', 'that the old bridge will be closed.'])
})

t.test('no line ends in a word that holds the next, in any language with an alphabet', async t => {
  for (const [language, text, bad] of [
    [
      'en',
      'The people who live beside the river and those who work in the old town were told about the plan of the council this morning.',
      /\b(the|of|and|who|in|were|about)$/,
    ],
    [
      'de',
      'Die Leute am Fluss und die Händler in der alten Stadt wurden heute Morgen von dem Plan des Rates unterrichtet und waren nicht zufrieden.',
      /\b(die|am|und|in|der|von|dem|des|nicht|waren)$/,
    ],
    [
      'fr',
      'Les gens qui habitent près de la rivière et ceux qui travaillent dans la vieille ville ont appris ce matin que le pont est fermé.',
      /\b(les|qui|de|la|et|dans|que|le|est)$/,
    ],
    [
      'ru',
      'Люди, которые живут у реки, и те, кто работает в старом городе, узнали сегодня утром о том, что мост закрыт на весь год.',
      /(^|\s)(и|у|кто|в|о|что|на|которые)$/,
    ],
  ] as const) {
    const lines = linesOf(text, { language })
    t.ok(lines.length > 2 && lines.every(line => !bad.test(line)), lines.join(' | '))
  }
})

t.test('French marks with a space before them do not begin a line, titles stay with names', async t => {
  const french = linesOf(
    'Est-ce que vous pensez vraiment que ce sera mieux ? Non, je ne le pense pas ; mais il faut essayer !',
    { language: 'fr' },
  )
  t.ok(french.every(line => !/^[?!;:]/.test(line)), french.join(' | '))
  t.notMatch(
    linesOf('Nobody in the whole house had expected that Dr. Smith would come back home so soon.').join('|'),
    /Dr\.\|/,
  )
})

t.test('Chinese breaks between words, keeps marks and particles off the start of a line and writes no spaces', async t => {
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

t.test('Korean breaks at spaces alone, and not between a verb and what helps it', async t => {
  const text = '오늘은 날씨가 아주 좋으니까 우리 모두 함께 공원까지 산책을 하러 갈 수 있을 것 같습니다.'
  const lines = linesOf(text)
  t.equal(lines.join(' '), text)
  t.ok(lines.every(line => !/^(?:수|있을|것)/.test(line)), lines.join(' | '))
})

t.test('a cue ends with its sentence if there is time', async t => {
  t.same(laidOut(sentence('I went home. Then it rained all day long. We slept.', { each: 450 })).map(cue => cue.lines),
    [['I went home.'], ['Then it rained all day long.'], ['We slept.']])
})

t.test('sentences too short to be read are shown with their neighbour, in one final or in two', async t => {
  for (const all of [
    [sentence('Yes. No. I do not know that.', { each: 250 })],
    [sentence('Yes.', { each: 250 }), sentence('No. I do not know that.', { at: 260, each: 250 })],
  ]) {
    t.match(laidOut(all), [{ start: 0, lines: ['Yes. No. I do not know that.'] }])
  }
})

t.test('a sentence too short to be seen joins the next, one that is long enough does not', async t => {
  t.equal(laidOut(sentence('Oh. I think that we should go home now.', { each: 250 })).length, 1)
  t.equal(laidOut(sentence('Oh. I think that we should go home.', { each: 930 })).length, 2)
})

t.test('words are given line by line with their times and marks, in all the text of a line', async t => {
  const [cue] = laidOut(sentence('We talked about the weather, in the north of the country, again.'))
  t.same(cue!.words!.map(line => line.map(word => word.text).join(' ')), cue!.lines)
  t.same(cue!.words![0]![1], { text: 'talked', start: 300, end: 580 })
})

t.test('the text of the sentence is right where the words differ, and their times go with it', async t => {
  const said = { ...sentence('he paid twenty five dollars today'), text: 'He paid $25 “today”.' }
  const [cue] = laidOut(said)
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

t.test('without word times a sentence shares its time out by width, and says so by giving no words', async t => {
  const text = `${'a'.repeat(40)} ${'b'.repeat(40)} ${'c'.repeat(40)}`
  for (const words of [[], sentence(text, { each: 0, gap: 0 }).words]) {
    const cues = laidOut({ sentenceId: 1, beginTime: 0, endTime: 9000, text, words })
    t.same(
      cues.map(({ start }) => start).sort((a, b) => a - b),
      cues.length === 2 ? [0, cues[1]!.start] : [0, 3000, 6000],
    )
    t.ok(cues.length >= 2 && cues.every(cue => cue.start % 3000 === 0 && cue.words === undefined))
  }
})

t.test('a speaker who begins to speak gets a cue of their own', async t => {
  const said = sentence('How are you today? Fine, thank you very much.', { each: 400 })
  const words = said.words.map((word, i) => ({ ...word, speakerId: i < 4 ? 'A' : 'B' }))
  t.match(laidOut({ ...said, words }), [
    { lines: ['How are you today?'], speaker: 'A' },
    { lines: ['Fine, thank you very much.'], speaker: 'B' },
  ])
  t.match(
    laidOut([
      { ...sentence('Yes.'), speakerId: '1' },
      { ...sentence('No.', { at: 310 }), speakerId: '2' },
    ]),
    [{ speaker: '1' }, { speaker: '2' }],
  )
})

t.test('the language is told from the script and the small words, and a lone word does not change it', async t => {
  t.equal(linesOf('это предложение из сорока одного знака ровно').length, 2, 'Russian lines hold 39')
  t.ok(
    laidOut([
      sentence('今天天气很好。'),
      sentence('OK', { at: 3000 }),
      sentence('我们一起去公园散步，然后再去图书馆看书好不好？', { at: 6000 }),
    ])
      .at(-1)!
      .lines.every(line => line.length <= 16),
  )
  t.equal(laidOut(sentence('hello there'), { language: 'en-gb' })[0]!.language, 'en-GB')
  t.notOk('language' in laidOut(sentence('hello there'))[0]!)
})

t.test('profiles and numbers change the layout', async t => {
  const text = 'The committee has decided that it will be closed.'
  t.equal(linesOf(text, { maxLineWidth: 60 }).length, 1)
  t.equal(laidOut(sentence(text), { maxLines: 1 }).length, 2)
  for (const profile of ['bbc', 'ard'] as const)
    t.ok(linesOf('We have a line here of exactly 40 letters', { profile, language: 'en' }).length === 2)
  t.equal(
    laidOut([sentence('one two three four'), sentence('five', { at: 2000 })], { profile: 'bbc' })[0]!.end,
    1920,
    'gaps under a second are closed',
  )
  t.equal(laidOut([sentence('one two three four'), sentence('five', { at: 2300 })])[0]!.end, 1680, 'others are left')
  t.equal(
    laidOut(sentence('one two three four'), {
      linger: 0,
      minDuration: 0,
      targetReadingSpeed: 100,
      maxReadingSpeed: 100,
    })[0]!.end,
    1180,
  )
})

t.test('options are checked', async t => {
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
  t.doesNotThrow(() => new Layout({ maxReadingSpeed: 10 }), 'the target of the profile gives way')
})

t.test('a word wider than a line is cut between characters, an empty sentence gives nothing', async t => {
  t.same(linesOf('x'.repeat(100)).map(line => line.length), [42, 42, 16])
  t.same(linesOf('👩‍👩‍👧'.repeat(50)).join(''), '👩‍👩‍👧'.repeat(50))
  for (const text of ['', ' \u0000\n ', '\u200b\u00ad', '\u2028'])
    t.same(laidOut({ ...sentence('x'), text, words: [] }), [])
})

const word = fc.record({
  text: fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '-->',
      '\n\n',
      '\u2028',
      '今天天气很好我们去公园',
      'お話しします',
      '날씨가',
      'עברית',
      '👩‍👩‍👧',
      'und',
      'the',
      'x'.repeat(200),
      'ก็',
      '«',
      '»',
    ),
  ),
  punctuation: fc.constantFrom('', '', '.', ',', '。', ' ?'),
  length: fc.nat(900),
  gap: fc.oneof(fc.integer({ min: -100, max: 300 }), fc.nat(4000)),
  speakerId: fc.constantFrom(undefined, undefined, 'A', 'B'),
})
const talks = fc
  .array(
    fc.record({ words: fc.array(word, { maxLength: 40 }), textual: fc.boolean(), speaker: fc.constantFrom('A', 'B') }),
    { maxLength: 6 },
  )
  .map(parts => {
    let now = 0
    return parts.map(({ words: said, textual }, i): Sentence => {
      const words = said.map(({ length, gap, speakerId, ...rest }) => {
        const beginTime = Math.max(0, now + gap)
        now = beginTime + length
        return { ...rest, beginTime, endTime: now, ...(speakerId !== undefined && { speakerId }) }
      })
      const text = textual ? words.map(({ text, punctuation }) => text + punctuation).join(' ') : ''
      return { sentenceId: i + 1, beginTime: words[0]?.beginTime ?? now, endTime: now, text, words }
    })
  })
const plain = (text: string): string => text.replaceAll(/[\p{White_Space}\p{Cc}\ufeff]/gu, '')
const isShown = (text: string): boolean => /[^\p{Cf}\p{M}\s]/u.test(plain(text))
const said = ({ text, words }: Sentence): string => isShown(text) ? plain(text)
  : words.map(one => plain(one.text + one.punctuation)).filter(isShown).join('')

t.test('cues never overlap, are never empty, wide or high, and lose no text, whatever was said', async () => {
  fc.assert(
    fc.property(
      talks,
      fc.constantFrom<LayoutOptions>(
        { language: 'en' },
        { language: 'ja' },
        {},
        { language: 'zh', maxLines: 1 },
        { minGap: 0, maxLinger: 0 },
      ),
      (sentences, options) => {
        const cues = laidOut(sentences, options)
        if (plain(cues.flatMap(cue => cue.lines).join('')) !== sentences.map(said).join('')) return false
        return cues.every(
          ({ start, end, lines, words }, i) =>
            Number.isInteger(start)
            && Number.isInteger(end)
            && end > start
            && start >= (cues[i - 1]?.end ?? 0)
            && lines.length >= 1
            && lines.length <= (options.maxLines ?? 2)
            && lines.every(
              line => line.trim() === line && line !== '' && [...line].length <= 200 && !line.includes('\n'),
            )
            && (words === undefined
              || words.every((line, at) => plain(line.map(one => one.text).join('')) === plain(lines[at]!))),
        )
      },
    ),
    { numRuns: 300 },
  )
})

t.test('what comes out does not depend on when a cue is let go', async () => {
  fc.assert(fc.property(talks, fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }), (sentences, news) => {
    // Else what the news says would not be true.
    fc.pre(sentences.every(({ beginTime }, i) => beginTime >= (sentences[i - 1]?.beginTime ?? 0)))
    const layout = new Layout()
    const cues = sentences.flatMap((one, i) => {
      // News that no sentence starts before this one, once or more, at its start or before it.
      const before = Array.from({ length: news[i]! }, (_, j) =>
        layout.advance(one.beginTime - (news[i]! - j - 1) * 700),
      ).flat()
      return [...before, ...layout.push(one)]
    })
    const late = laidOut(sentences)
    return JSON.stringify([...cues, ...layout.flush()]) === JSON.stringify(late)
  }), { numRuns: 300 })
})

t.test('what begins exactly when the hold ends makes no difference to what came before it', async t => {
  // So wide that its second half takes nearly all of the hold to read, which leaves a flicker before the next.
  const wide = sentence(`xxxxxx xxxxxx, ${'x'.repeat(23)} ${'x'.repeat(23)}`, { each: 500 })
  const next = sentence('four five', { at: wide.endTime! + 1500, id: 2 })
  const layout = new Layout()
  const soon = [...layout.push(wide), ...layout.advance(next.beginTime), ...layout.push(next), ...layout.flush()]
  t.same(soon, laidOut([wide, next]))
})

t.test('a cue is let go with the next sentence, or when news comes that the hold has passed', async t => {
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

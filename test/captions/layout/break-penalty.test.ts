import fc from 'fast-check'
import t from 'tap'
import { breakUnitsOf } from '../../../lib/captions/layout/break-units.js'
import { breakBetween } from '../../../lib/captions/layout/break-penalty.js'
import { detectLanguage, languageOf } from '../../../lib/captions/layout/languages/detect-language.js'
import type { Language } from '../../../lib/captions/layout/languages/language.js'
import { alignWords } from '../../../lib/captions/layout/word-alignment.js'
import { widthOf } from '../../../lib/captions/layout/width.js'
import { sentence } from '../../support/sentences.js'

const isUnspaced = (language: Language): boolean => language === 'zh' || language === 'ja'

t.test('a break at the first bar has a higher penalty than one at the second', async t => {
  const texts: Readonly<Record<Language, readonly string[]>> = {
    en: [
      'the|old|and',
      'he said that|nobody|when',
      'in|London|on',
      'John|Smith|said',
      'seven 20|euros|are',
      'very|tired|but',
    ],
    de: ['der|Mann|und', 'nicht|kommen|weil', 'neuen|Regeln|für', 'im|Garten|ohne'],
    fr: ['la|maison|et', "qu'un|homme|dans", 'ne|mange|parce', 'Jean|Dupont|mange'],
    ru: ['в|доме|и', 'новые|правила|для', 'не|знаю|что', 'который|живёт|у'],
    zh: ['的|天气|因为', '今天|的|天气', '三|本|但是', '在|北京|已经', '办公|室|我们'],
    ja: [
      '公園|に|行き',
      '立ち|止まって|しばらく',
      '見た|ことが|本当',
      '新しい|言葉を|学ぶ',
      'まだ|誰も|知らない',
      'こと|に|わかっ',
      '貸し|ました|お話し',
      '音声|認識を|使う',
      'お|話|しかし',
      '3|年|この',
    ],
    ko: ['할|수|우리는', '아주|좋은|날씨가', '그리고|우리는|모두', '먹고|싶어서|갔다'],
  }
  for (const [language, all] of Object.entries(texts) as [Language, string[]][]) {
    for (const text of all) {
      const [one, two, three] = text.split('|') as [string, string, string]
      const penalty = (before: string, after: string): number =>
        breakBetween({ before: before.split(' ').at(-1)!, after, space: !isUnspaced(language) }, language).penalty
      const [first, second] = [penalty(one, two), penalty(two, three)]
      t.ok(first > second, `${language} ${text}: ${first} and ${second}`)
    }
  }
})

t.test('punctuation outranks words: the end of a sentence is best, then of a clause, then a comma', async t => {
  const penalty = (before: string, after = 'Next'): number => breakBetween({ before, after, space: true }, 'en').penalty
  t.same(['the end.', 'the end;', 'the end,', 'the end)'].map(before => penalty(before)), [0, 1, 2, 5])
  t.same(['Dr.', 'J.', 'e.g.'].map(before => penalty(before, 'Smith')), [30, 30, 30])
  const endsSentence = (before: string, after: string): boolean =>
    breakBetween({ before, after, space: true }, 'en').sentenceEnd
  t.equal(endsSentence('Dr.', 'Smith'), false)
  t.equal(endsSentence('end.”', 'Then'), true)
})

const unitsOf = (text: string, language: Language, width = 40): string[] =>
  breakUnitsOf(alignWords({ ...sentence('x'), text, words: [] }), language, width).map(unit => unit.text)

t.test('punctuation stays with its word, wherever the white space is', async t => {
  t.same(unitsOf('mieux ? « Non » ; oui', 'fr'), ['mieux ?', '« Non » ;', 'oui'])
  t.same(unitsOf('Москва — столица', 'ru'), ['Москва', '—', 'столица'])
  for (const unit of [...unitsOf('彼は「今日、東京っ！」と言った。', 'ja'), ...unitsOf('他说：“今天（星期一）很好。”', 'zh')]) {
    t.notMatch(unit, /^[」）”、。，：！っー]|[「（“]$/u)
  }
})

t.test('a word of the recogniser is one unit, unless it is wider than a line', async t => {
  const words = ['人工智能', '技术'].map((text, i) => ({ text, punctuation: '', beginTime: i * 500, endTime: i * 500 + 500 }))
  const spoken = { sentenceId: 1, beginTime: 0, endTime: 1000, text: '人工智能技术', words }
  t.same(
    breakUnitsOf(alignWords(spoken), 'zh', 16).map(({ text, start, end }) => [text, start, end]),
    [
      ['人工智能', 0, 500],
      ['技术', 500, 1000],
    ],
  )
  t.same(
    breakUnitsOf(alignWords(spoken), 'zh', 3).map(({ text, start, end }) => [text, start, end]),
    [
      ['人工智', 0, 250],
      ['能', 250, 500],
      ['技术', 500, 1000],
    ],
  )
  t.same(unitsOf('New York', 'en').length, 2)
})

t.test('width counts visible graphemes, half for narrow ones in zh, ja and ko', async t => {
  for (const [text, language, width] of [
    ['héllo', 'en', 5],
    ['he\u0301llo', 'en', 5],
    ['👩‍👩‍👧', 'en', 1],
    ['a\u200bb', 'en', 2],
    ['今天 5 月', 'zh', 4.5],
    ['ｱｲ', 'ja', 1],
    ['カ\u3099', 'ja', 1],
    ['한국어, yes', 'ko', 5.5],
    ['今天', 'en', 2],
    ['привет', 'ru', 6],
    ['👩‍👩‍👧', 'zh', 1],
    ['⌚✅☕⭐', 'zh', 4],
    ['\u{1f321}', 'zh', 0.5],
    ['\u{1f321}\ufe0f', 'zh', 1],
    ['🇯🇵', 'ja', 1],
    ['1\ufe0f\u20e3', 'ko', 1],
  ] as const)
    t.equal(widthOf(text, language), width, `${text} ${language}`)
})

t.test('the width of a line is the sum of its words and spaces', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('今天', 'abc', '한국', 'é', '👩‍👩‍👧', 'ｱ')),
      fc.constantFrom('en', 'zh'),
      (parts, language) =>
        widthOf(parts.join(' '), language as Language)
        === parts.reduce((sum, part) => sum + widthOf(part, language as Language), 0)
          + Math.max(0, parts.length - 1) * widthOf(' ', language as Language),
    ),
  )
})

t.test('languages are detected by script, then by function words, then by the text before', async t => {
  for (const [text, last, language] of [
    ['안녕', 'en', 'ko'],
    ['これは', 'zh', 'ja'],
    ['東京都', 'ja', 'ja'],
    ['东京', 'en', 'zh'],
    ['Добрый вечер всем', 'en', 'ru'],
    ['Die Leute und die Händler', undefined, 'de'],
    ['Les gens et la ville', undefined, 'fr'],
    ['the people and the town', 'fr', 'en'],
    ['OK', 'zh', 'zh'],
    ['Reykjavik Kopavogur', 'de', 'de'],
    ['Reykjavik Kopavogur', undefined, 'en'],
  ] as const)
    t.equal(detectLanguage(text, last), language, text)
  t.same(['en-GB', 'zh-Hant', 'yue', 'uk', 'nl', 'ja-JP'].map(languageOf), ['en', 'zh', 'zh', 'ru', 'en', 'ja'])
})

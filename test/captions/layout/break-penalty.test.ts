import fc from 'fast-check'
import t from 'tap'
import { atomsOf } from '../../../lib/captions/layout/break-units.js'
import { placeBetween } from '../../../lib/captions/layout/break-penalty.js'
import { guessLanguage, languageOf } from '../../../lib/captions/layout/language.js'
import type { Language } from '../../../lib/captions/layout/profiles.js'
import { timedText } from '../../../lib/captions/layout/word-alignment.js'
import { widthOf } from '../../../lib/captions/layout/width.js'
import { sentence } from '../../support/sentences.js'

const spaceless = (language: Language): boolean => language === 'zh' || language === 'ja'

t.test('breaking after the first bar is worse than after the second', async t => {
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
      const cost = (before: string, after: string): number =>
        placeBetween({ before: before.split(' ').at(-1)!, after, space: !spaceless(language) }, language).cost
      t.ok(cost(one, two) > cost(two, three), `${language} ${text}: ${cost(one, two)} and ${cost(two, three)}`)
    }
  }
})

t.test('marks outrank words: a sentence ends best, then a clause, then a comma', async t => {
  const cost = (before: string, after = 'Next'): number => placeBetween({ before, after, space: true }, 'en').cost
  t.same(['the end.', 'the end;', 'the end,', 'the end)'].map(before => cost(before)), [0, 1, 2, 5])
  t.ok(cost('Dr.', 'Smith') >= 30 && cost('J.', 'Smith') >= 30 && cost('e.g.', 'this') >= 20)
  t.notOk(placeBetween({ before: 'Dr.', after: 'Smith', space: true }, 'en').sentenceEnd)
  t.ok(placeBetween({ before: 'end.”', after: 'Then', space: true }, 'en').sentenceEnd)
})

const atoms = (text: string, language: Language, width = 40): string[] =>
  atomsOf(timedText({ ...sentence('x'), text, words: [] }), language, width).map(atom => atom.text)

t.test('marks stay with the word they belong to, wherever the white space is', async t => {
  t.same(atoms('mieux ? « Non » ; oui', 'fr'), ['mieux ?', '« Non » ;', 'oui'])
  t.same(atoms('Москва — столица', 'ru'), ['Москва', '—', 'столица'])
  for (const atom of [...atoms('彼は「今日、東京っ！」と言った。', 'ja'), ...atoms('他说：“今天（星期一）很好。”', 'zh')]) {
    t.notMatch(atom, /^[」）”、。，：！っー]|[「（“]$/u)
  }
})

t.test('a recogniser\'s word is one piece, unless it is wider than a line', async t => {
  const words = ['人工智能', '技术'].map((text, i) => ({ text, punctuation: '', beginTime: i * 500, endTime: i * 500 + 500 }))
  const said = { sentenceId: 1, beginTime: 0, endTime: 1000, text: '人工智能技术', words }
  t.same(
    atomsOf(timedText(said), 'zh', 16).map(({ text, start, end }) => [text, start, end]),
    [
      ['人工智能', 0, 500],
      ['技术', 500, 1000],
    ],
  )
  t.same(
    atomsOf(timedText(said), 'zh', 3).map(({ text, start, end }) => [text, start, end]),
    [
      ['人工智', 0, 250],
      ['能', 250, 500],
      ['技术', 500, 1000],
    ],
  )
  t.same(atoms('New York', 'en').length, 2)
})

t.test('width counts what is seen: graphemes, and full-width ones for zh, ja and ko', async t => {
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
  ] as const)
    t.equal(widthOf(text, language), width, `${text} ${language}`)
})

t.test('width adds up over words', async () => {
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

t.test('languages are told by script, then by small words, then by what came before', async t => {
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
    t.equal(guessLanguage(text, last), language, text)
  t.same(['en-GB', 'zh-Hant', 'yue', 'uk', 'nl', 'ja-JP'].map(languageOf), ['en', 'zh', 'zh', 'ru', 'en', 'ja'])
})

import t from 'tap'
import { formatAss } from '../../../lib/captions/formats/ass.js'
import { sanitizeLine, joinLines } from '../../../lib/captions/text/sanitize.js'
import type { Cue } from '../../../lib/types.js'
import { formatJson } from '../../../lib/captions/formats/json.js'
import { formatLrc } from '../../../lib/captions/formats/lrc.js'
import { formatText } from '../../../lib/captions/formats/plain-text.js'
import { formatTtml } from '../../../lib/captions/formats/ttml.js'
import { readWithImsc } from '../../support/caption-readers.js'

const HOUR = 3_600_000
const cue: Cue = {
  start: 1004,
  end: 3006,
  lines: ['Well, {so}', 'R&D'],
  speaker: 'Ann, "A"',
  language: 'de',
  words: [
    [
      { text: 'Well,', start: 1200, end: 1400 },
      { text: '{so}', start: 1500, end: 1800 },
    ],
    [{ text: 'R&D', start: 2000, end: 2900 }],
  ],
}
const simple = (start: number, end: number, text: string, speaker?: string): Cue => ({
  start,
  end,
  lines: [text],
  ...(speaker && { speaker }),
})
const dialogue = (text: string): string[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('Dialogue:'))
    .map(line => line.slice(10))

t.test('sanitizeLine() removes what formats cannot hold, and no visible text', async t => {
  t.equal(sanitizeLine('one\r\n\r\ntwo\tthree\u2028four\u0085five'), 'one two three four five')
  t.equal(sanitizeLine('\uFEFFa\u0000b\u001B[0m \u202Ec\u202C \u2067d\u2069 \uFFFE'), 'ab[0m c d')
  t.equal(sanitizeLine('\uD83D\u0000\uDE00 x\uDC00'), '\uFFFD\uFFFD x\uFFFD', 'lone surrogates stay apart')
  t.equal(
    sanitizeLine('a\u200Fb\u200Ec 👩‍👩‍👧 e\u0301 \u00A0! 今\u3000天'),
    'a\u200Fb\u200Ec 👩‍👩‍👧 e\u0301 \u00A0! 今\u3000天',
    'what is harmless stays',
  )
  for (const blank of ['', ' \n', '\u200B\u2060', '\u3000\u00AD', '\u0000']) t.equal(sanitizeLine(blank), '')
})

t.test('joinLines() writes spaces only where the scripts have them', async t => {
  t.equal(joinLines(['now', 'and', 'then']), 'now and then')
  t.equal(joinLines(['今天天气', '很好', 'OK。', '𠮷野']), '今天天气很好 OK。𠮷野')
  t.equal(joinLines(['안녕', '하세요']), '안녕 하세요')
})

t.test('ASS: times are rounded without overlaps, braces and backslashes are escaped', async t => {
  t.same(dialogue(formatAss([cue])), ['0,0:00:01.00,0:00:03.01,Default,Ann; "A",0,0,0,,Well, ｛so｝\\NR&D'])
  t.same(
    dialogue(formatAss([simple(4, 6, '\\N'), simple(6, 9, 'b'), simple(9, 101 * HOUR, 'c')])).map(line =>
      line.split(',').slice(1, 3).join(),
    ),
    ['0:00:00.00,0:00:00.01', '0:00:00.01,0:00:00.02', '0:00:00.02,101:00:00.00'],
  )
  t.match(dialogue(formatAss([simple(0, 9, 'a\\Nb')]))[0], 'a\\\u2060Nb')
})

t.test('ASS karaoke: each word lasts until the next one, and a lead precedes the first', async t => {
  t.match(dialogue(formatAss([cue], { karaoke: true }))[0], ',,{\\k20}{\\k30}Well, {\\k50}｛so｝\\N{\\k101}R&D')
  t.match(dialogue(formatAss([simple(0, 100, 'x')], { karaoke: true }))[0], ',,x')
})

t.test('TTML: text is escaped, speakers are metadata, differing languages are marked', async t => {
  t.match(formatTtml([cue], { language: 'en' }), '<p begin="00:00:01.004" end="00:00:03.006" xml:lang="de">'
    + '<metadata><ttm:desc>Ann, &quot;A&quot;</ttm:desc></metadata>Well, {so}<br/>R&amp;D</p>')
  t.match(
    formatTtml([simple(0, 101 * HOUR, 'x')], { language: 'de' }),
    '<p begin="00:00:00.000" end="101:00:00.000">x</p>',
  )
  t.match(formatTtml([]), /<div>\n {4}<\/div>/)
})

t.test('TTML karaoke: imscJS shows each word from its own start', async t => {
  t.same(readWithImsc(formatTtml([cue], { karaoke: true })).map(({ start, text }) => [start, text.trim()]),
    [[1200, 'Well,'], [1500, 'Well, {so}'], [2000, 'Well, {so}\nR&D']])
})

t.test('LRC: a line for each cue, pauses cleared, minutes beyond the hour, brackets escaped', async t => {
  t.equal(formatLrc([cue, simple(3010, 4000, 'b'), simple(10_000, 101 * HOUR, 'c')], { title: 'A [b]' }),
    '[ti:A b]\n[00:01.00]Well, {so} R&D\n[00:03.01]b\n[00:04.00]\n[00:10.00]c\n[6060:00.00]\n')
  t.equal(
    formatLrc([simple(0, 10, '[00:12] [ar:x] [ok] <1')]),
    '[00:00.00][\u206000:12] [\u2060ar:x] [ok] <\u20601\n[00:00.01]\n',
  )
  t.equal(formatLrc([]), '')
})

t.test('LRC karaoke: a time before each word, within its cue', async t => {
  t.equal(formatLrc([cue], { karaoke: true }), '[00:01.00]<00:01.20>Well, <00:01.50>{so} <00:02.00>R&D\n[00:03.01]\n')
  t.equal(
    formatLrc(
      [
        {
          start: 0,
          end: 100,
          lines: ['今天', '好'],
          words: [[{ text: '今天', start: 0, end: 5 }], [{ text: '好', start: 900, end: 950 }]],
        },
      ],
      { karaoke: true },
    ),
    '[00:00.00]<00:00.00>今天<00:00.10>好\n[00:00.10]\n',
    'a time never leaves its cue',
  )
})

t.test('plain text: a line for each cue, or paragraphs at pauses and changes of speaker', async t => {
  const cues = [
    simple(0, 900, 'One.', 'A'),
    simple(1000, 1900, 'Two.', 'A'),
    simple(2000, 2900, 'Three.', 'B'),
    simple(9000, 9900, 'Four.', 'B'),
  ]
  t.equal(formatText(cues), 'One.\nTwo.\nThree.\nFour.\n')
  t.equal(formatText(cues, { paragraph: 2000 }), 'One. Two.\n\nThree.\n\nFour.\n')
  t.equal(formatText(cues, { paragraph: 20_000, speakers: true }), 'A: One. Two.\n\nB: Three. Four.\n')
  t.equal(formatText(cues, { speakers: true }), 'A: One.\nTwo.\nB: Three.\nFour.\n')
  t.equal(formatText([simple(0, 9, '今天。'), simple(9, 18, '很好。')], { paragraph: 1000 }), '今天。很好。\n')
  t.equal(formatText([], { paragraph: 1000 }), '')
})

t.test('JSON: one document holds the sentences of finals', async t => {
  const result = (isSentenceEnd: boolean, text: string) =>
    ({ requestId: 'r', isSentenceEnd, sentence: { sentenceId: 1, beginTime: 0, endTime: 5, text, words: [] } })
  t.same(JSON.parse(formatJson([])), { sentences: [] })
  t.same(JSON.parse(formatJson([result(false, 'a'), result(true, 'a\uD83D'), result(true, 'b')])), {
    sentences: [result(true, 'a\uD83D').sentence, result(true, 'b').sentence],
  })
})

t.test('invalid options of every format are refused', async t => {
  const wrong = [
    () => formatAss([], { karaoke: 1 as never }),
    () => formatAss([], { font: 'a,b' }),
    () => formatAss([], { size: 0 }),
    () => formatTtml([], { language: '"' }),
    () => formatTtml([], { karaoke: 1 as never }),
    () => formatLrc([], { karaoke: 1 as never }),
    () => formatLrc([], { title: 5 as never }),
    () => formatText([], { paragraph: 0 }),
    () => formatText([], { speakers: 1 as never }),
  ]
  for (const call of wrong) t.throws(call, { code: 'STENO_BAD_OPTION' }, String(call))
})

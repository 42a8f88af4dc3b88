import t from 'tap'
import type { Cue } from '../../../lib/types.js'
import { formatVtt, vttWriter } from '../../../lib/captions/formats/vtt.js'

const cue: Cue = {
  start: 1000,
  end: 3000,
  lines: ['- Well <em>,', 'R&D'],
  speaker: 'Ann',
  language: 'de-AT',
  words: [
    [
      { text: 'Well', start: 1000, end: 1400 },
      { text: '<em>,', start: 1500, end: 1800 },
    ],
    [{ text: 'R&D', start: 2000, end: 2900 }],
  ],
}

t.test('a cue is two timestamps, its voice span and its escaped lines', async t => {
  t.equal(formatVtt([cue]), 'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ann>- Well &lt;em&gt;,\nR&amp;D</v>\n\n')
  t.equal(formatVtt([]), 'WEBVTT\n\n')
})

t.test('karaoke writes a timestamp before each word but the first, where the standard allows one', async t => {
  const text = (cue: Cue): string =>
    formatVtt([cue], { karaoke: true, speakers: false }).split('\n').slice(3, -2).join('|')
  t.equal(text(cue), '- Well <00:00:01.500>&lt;em&gt;,|<00:00:02.000>R&amp;D')
  t.equal(text({ ...cue, start: 1600, end: 2000 }), '- Well &lt;em&gt;,|R&amp;D', 'outside of the cue')
  const one = [
    { text: 'a', start: 0, end: 5 },
    { text: 'b', start: 5, end: 5 },
    { text: 'c', start: 5, end: 9 },
    { text: 'd', start: 4, end: 9 },
    { text: 'e', start: 8, end: 9 },
  ]
  t.equal(
    text({ start: 0, end: 9, lines: ['a b c d e'], words: [one] }),
    'a <00:00:00.005>b c d <00:00:00.008>e',
    'strictly increasing',
  )
  t.equal(
    text({
      start: 0,
      end: 9,
      lines: ['a b'],
      words: [
        [
          { text: 'a', start: 0, end: 1 },
          { text: 'zz', start: 2, end: 3 },
        ],
      ],
    }),
    'a b',
    'a word that is not there',
  )
  t.equal(text({ start: 0, end: 9, lines: ['a b'] }), 'a b', 'no word times')
})

t.test('a language is marked where it differs from that of the document', async t => {
  t.match(formatVtt([cue], { language: 'en' }), 'NOTE\nLanguage: en\n\n')
  t.match(formatVtt([cue], { language: 'en' }), /<v Ann><lang de-AT>- Well .*\nR&amp;D<\/lang><\/v>/)
  t.notMatch(formatVtt([cue], { language: 'de-at' }), '<lang')
  t.notMatch(formatVtt([{ ...cue, language: 'x>y' }], { language: 'de' }), '<lang')
})

t.test('settings, note and style are written in their places without breaking their blocks', async t => {
  const text = formatVtt([cue], {
    settings: { line: -3, size: '80%', align: 'start' },
    note: 'one --> two\n\n three',
    style: '::cue {\n\n color: red }',
  })
  t.match(
    text,
    'WEBVTT\n\nNOTE\none -> two\nthree\n\nSTYLE\n::cue {\ncolor: red }\n\n'
    + '00:00:01.000 --> 00:00:03.000 line:-3 size:80% align:start\n',
  )
})

t.test('a writer gives the text of formatVtt(), and starts never decrease', async t => {
  const writer = vttWriter()
  const cues = [cue, { start: 4000, end: 5000, lines: ['x'] }]
  t.equal(cues.map(writer.write).join('') + writer.end(), formatVtt(cues))
  t.match(writer.write({ start: 10, end: 20, lines: ['late'] }), '00:00:04.000 --> 00:00:04.001\nlate')
})

t.test('invalid options are refused', async t => {
  const wrong: object[] = [
    { karaoke: 'yes' },
    { speakers: 1 },
    { language: 'a language' },
    { note: 5 },
    { style: '-->' },
    { settings: { line: '5 %' } },
    { settings: { line: 1.5 } },
    { settings: { position: 5 } },
    { settings: { size: '101%' } },
    { settings: { align: 'middle' } },
    { settings: { vertical: 'up' } },
  ]
  for (const options of wrong)
    t.throws(() => formatVtt([], options), { code: 'STENO_BAD_OPTION' }, JSON.stringify(options))
  t.doesNotThrow(() =>
    formatVtt([], { settings: { line: '85.5%,end', position: '10%,line-left', size: '100%', vertical: 'rl' } }),
  )
  for (const wrong of [
    null,
    {},
    { start: NaN, end: 1, lines: ['x'] },
    { start: 0, end: Infinity, lines: ['x'] },
    { start: 0, end: 1, lines: [5] },
  ]) {
    t.throws(() => vttWriter().write(wrong as Cue), { code: 'STENO_BAD_OPTION' })
  }
})

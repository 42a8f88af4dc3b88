import t from 'tap'
import { formatSrt } from '../../../lib/captions/formats/srt.js'

t.test('a cue is a number, two timestamps and its lines, then an empty line', async t => {
  t.equal(
    formatSrt([
      { start: 740, end: 62_001, lines: ['Hello,', 'world.'] },
      { start: 70_000, end: 71_000, lines: ['Bye.'] },
    ]),
    '1\n00:00:00,740 --> 00:01:02,001\nHello,\nworld.\n\n2\n00:01:10,000 --> 00:01:11,000\nBye.\n\n',
  )
})

t.test('hours count on beyond a day and beyond a hundred', async t => {
  t.match(formatSrt([{ start: 86_401_500, end: 400 * 3_600_000, lines: ['x'] }]), '24:00:01,500 --> 400:00:00,000')
})

t.test('arrows in the text are shortened', async t => {
  t.match(formatSrt([{ start: 0, end: 1, lines: ['x --> y ---> z'] }]), /\nx -> y -> z\n/)
})

t.test('tags, overrides, entities and comments in the text are escaped', async t => {
  t.match(formatSrt([{ start: 0, end: 1, lines: ['<b>x</b> {\\an8} &lt; a < b > c & {d} \\N'] }]),
    '\n‹b›x‹/b› ｛\\an8｝ &\u2060lt; a ‹ b › c & ｛d｝ \\\u2060N\n')
  t.match(formatSrt([{ start: 0, end: 1, lines: ['PLEASE', 'NOTE this'] }]), '\nPLEASE\n\u2060NOTE this\n')
})

t.test('cues without visible text are neither written nor numbered', async t => {
  t.equal(formatSrt([{ start: 0, end: 1, lines: [' \u200B\n'] }, { start: 5, end: 9, lines: ['', 'x', '\u0000'] }]),
    '1\n00:00:00,005 --> 00:00:00,009\nx\n\n')
})

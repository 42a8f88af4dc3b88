import t from 'tap'
import { formatSrt } from '../../lib/captions/srt.js'

t.test('a cue is a number, two times and its lines, then an empty line', async t => {
  t.equal(formatSrt({ start: 740, end: 62_001, lines: ['Hello,', 'world.'] }, 7),
    '7\n00:00:00,740 --> 00:01:02,001\nHello,\nworld.\n\n')
})

t.test('times stay right beyond a day and beyond a hundred hours', async t => {
  t.match(formatSrt({ start: 86_401_500, end: 400 * 3_600_000, lines: ['x'] }, 1), '24:00:01,500 --> 400:00:00,000')
})

t.test('an arrow in the text cannot be taken for one of SRT', async t => {
  t.match(formatSrt({ start: 0, end: 1, lines: ['x --> y ---> z'] }, 1), /\nx -> y -> z\n/)
})

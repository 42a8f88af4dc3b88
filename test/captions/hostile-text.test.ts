import t from 'tap'
import { Segmenter } from '../../lib/captions/hls/segmenter.js'
import { readResults } from '../../lib/captions/readers/read.js'
import { formatSrt, formatVtt } from '../../lib/index.js'

t.test('a cue far in the future is refused before a segment is made, and the message names the bound', async t => {
  const far = [86_400_001, 1e12, 9e14, Number.MAX_SAFE_INTEGER]
  for (const time of far) {
    for (const cue of [{ start: time - 1, end: time, lines: ['boo'] }, { start: 0, end: time, lines: ['boo'] }]) {
      const segmenter = new Segmenter()
      t.throws(() => segmenter.push(cue).next(), { code: 'STENO_BAD_OPTION', message: /at most 86400000 ms/ })
      t.equal([...segmenter.flush()].length, 1, 'the media stay as they were')
    }
  }
  const segmenter = new Segmenter({ segmentDuration: 3_600_000 })
  for (let day = 1; day < 5; day++) {
    const cue = { start: day * 86_400_000 - 1000, end: day * 86_400_000, lines: ['daily'] }
    t.equal([...segmenter.push(cue)].length, day === 1 ? 23 : 24, 'a pause of a day is none')
  }
  t.throws(() => segmenter.advance(Infinity).next(), { code: 'STENO_BAD_OPTION' })
})

t.test('names of speakers are bounded in every cue', async t => {
  const cue = (speaker: string): string => formatVtt([{ start: 0, end: 1000, lines: ['x'], speaker }])
  t.equal(cue(`${'-'.repeat(40_000)}a`).length < 300, true)
  t.match(cue('Ann---'), '<v Ann->x</v>')
  t.match(cue('Ann-'), '<v Ann->x</v>')
  t.notMatch(cue(`${'x'.repeat(199)}👋`), '\ud83d<')
})

t.test('long runs of marks stay as they are, and arrows do not', async t => {
  const dots = `${'.'.repeat(40_000)}a`
  const [result] = readResults(JSON.stringify({ segments: [
    { start: 0, end: 1, text: 'x', words: [{ word: dots, start: 0, end: 1 }, { word: 'end...)', start: 0, end: 1 }] },
  ] }))
  t.match(result!.sentence.words, [{ text: dots, punctuation: '' }, { text: 'end', punctuation: '...)' }])
  t.match(formatSrt([{ start: 0, end: 1, lines: [`a ${'-'.repeat(40_000)}> b`] }]), 'a -> b')
})

t.test('words beside segments go to their segments, and are counted before they are read', async t => {
  const words = Array.from({ length: 9 }, (_, i) => ({ word: `w${i}`, start: i, end: i + 0.5 }))
  const segment = (start: number, end: number, text: string): object => ({ start, end, text })
  const read = (segments: readonly object[], beside: readonly object[] = words): string[] =>
    readResults(JSON.stringify({ segments, words: beside }))
      .map(({ sentence }) => sentence.words.map(word => word.text + word.punctuation).join(' '))
  const expected = ['A, b. c', 'd e f', '']
  const segments = [segment(0, 3, 'A, b. c'), segment(3, 6, 'd e f'), segment(6, 9, 'too few')]
  t.same(read(segments), expected)
  t.same(read(segments, words.toReversed()), expected, 'whatever the order of the words')
  t.same(read([segment(4, 2, 'backwards')]), [''])
  const many = Array.from({ length: 20_000 }, (_, i) => ({ word: 'w', start: i, end: i }))
  t.equal(read(Array.from({ length: 20_000 }, () => segment(0, 1e6, 'x')), many).length, 20_000)
})

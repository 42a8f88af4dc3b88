import fc from 'fast-check'
import t from 'tap'
import { Layout } from '../../lib/captions/layout/layout.js'
import type { Sentence } from '../../lib/types.js'

const sentence = (text: string, beginTime = 0, each = 300): Sentence => {
  const words = text.split(' ').map((word, i) => ({
    text: word, punctuation: '', beginTime: beginTime + i * each, endTime: beginTime + (i + 1) * each,
  }))
  return { sentenceId: 1, beginTime, endTime: words.at(-1)!.endTime, text, words }
}

t.test('what fits is one line', async t => {
  t.same(new Layout().push(sentence('he was not an ill disposed young man')),
    [{ start: 0, end: 2400, lines: ['he was not an ill disposed young man'] }])
})

t.test('what fits two lines is two, the lower one the longer', async t => {
  const [cue, more] = new Layout().push(sentence('unless to be rather cold hearted and rather selfish is to be'))
  t.same(cue!.lines, ['unless to be rather cold', 'hearted and rather selfish is to be'])
  t.equal(more, undefined)
})

t.test('a long sentence becomes several cues, each on its own words\' times', async t => {
  const words = 'had he married a more amiable woman he might have been made still more respectable than he was and more'
  const cues = new Layout().push(sentence(words))
  t.equal(cues.length, 2)
  t.equal(cues.flatMap(cue => cue.lines).join(' '), words)
  t.equal(cues[1]!.start, cues[0]!.end)
})

t.test('punctuation stands with its word', async t => {
  const words = [
    { text: 'Hello', punctuation: ',', beginTime: 0, endTime: 100 }, { text: 'world', punctuation: '.', beginTime: 100, endTime: 200 },
  ]
  t.same(new Layout().push({ ...sentence('x'), words })[0]!.lines, ['Hello, world.'])
})

t.test('a sentence without word times shares its time out by length', async t => {
  const cues = new Layout().push({ ...sentence('a'.repeat(40)), text: `${'a'.repeat(40)} ${'b'.repeat(40)} ${'c'.repeat(40)}`, beginTime: 0, endTime: 3000, words: [] })
  t.same(cues.map(({ start, end }) => [start, end]), [[0, 2000], [2000, 3000]])
})

t.test('a word wider than a line is cut, an empty sentence gives nothing', async t => {
  const layout = new Layout()
  t.same(layout.push(sentence('x'.repeat(100)))[0]!.lines.map(line => line.length), [42, 42])
  t.same(layout.push({ ...sentence('x'), text: ' \u0000\n ', words: [] }), [])
})

t.test('cues never overlap, are never empty, wide or high, and lose no text', async () => {
  const word = fc.record({
    text: fc.oneof(fc.string(), fc.constantFrom('-->', '\n\n', '\u2028', '今天天气', 'עברית', '👩‍👩‍👧', 'x'.repeat(200))),
    punctuation: fc.constantFrom('', '.', ','), length: fc.nat(500), gap: fc.integer({ min: -100, max: 2000 }),
  })
  fc.assert(fc.property(fc.array(fc.array(word, { maxLength: 40 }), { maxLength: 5 }), sentences => {
    const layout = new Layout()
    let now = 0
    let said = ''
    const cues = sentences.flatMap((sentence, i) => {
      const words = sentence.map(({ text, punctuation, length, gap }) => {
        const beginTime = Math.max(0, now + gap)
        now = beginTime + length
        said += text + punctuation
        return { text, punctuation, beginTime, endTime: now }
      })
      return layout.push({ sentenceId: i + 1, beginTime: 0, endTime: now, text: '', words })
    })
    const plain = (text: string): string => text.replaceAll(/[\p{White_Space}\p{Cc}\u2028\u2029\uFEFF]/gu, '')
    if (plain(cues.flatMap(cue => cue.lines).join('')) !== plain(said)) return false
    return cues.every(({ start, end, lines }, i) => Number.isInteger(start) && Number.isInteger(end) && end > start
      && start >= (cues[i - 1]?.end ?? 0) && lines.length >= 1 && lines.length <= 2
      && lines.every(line => line.trim() !== '' && [...line].length <= 42 && !line.includes('\n')))
  }))
})

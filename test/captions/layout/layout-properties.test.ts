import fc from 'fast-check'
import t from 'tap'
import { Layout } from '../../../lib/captions/layout/layout.js'
import type { LayoutOptions } from '../../../lib/captions/layout/options.js'
import type { Cue, Sentence } from '../../../lib/types.js'

function layOut(sentences: readonly Sentence[], options: LayoutOptions = {}): Cue[] {
  const layout = new Layout(options)
  return [...sentences.flatMap(one => layout.push(one)), ...layout.flush()]
}

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

t.test('cues never overlap, are never empty or too wide or high, and lose no text', async () => {
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
        const cues = layOut(sentences, options)
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

t.test('the cues do not depend on when they are emitted', async () => {
  fc.assert(fc.property(talks, fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }), (sentences, calls) => {
    // Otherwise `advance()` would be called with a time that a later sentence precedes.
    fc.pre(sentences.every(({ beginTime }, i) => beginTime >= (sentences[i - 1]?.beginTime ?? 0)))
    const layout = new Layout()
    const cues = sentences.flatMap((one, i) => {
      // Up to three calls, the last one with the start of this sentence.
      const before = Array.from({ length: calls[i]! }, (_, j) =>
        layout.advance(one.beginTime - (calls[i]! - j - 1) * 700),
      ).flat()
      return [...before, ...layout.push(one)]
    })
    const expected = layOut(sentences)
    return JSON.stringify([...cues, ...layout.flush()]) === JSON.stringify(expected)
  }), { numRuns: 300 })
})

import fc from 'fast-check'
import t from 'tap'
import { ResultMerger } from '../../lib/engine/result-merger.js'
import type { RecognitionResult, Word } from '../../lib/types.js'

type Said = readonly [begin: number, end: number, text: string, punctuation?: string]

/** A sentence of these words; without spaces it is Chinese. */
function result(isSentenceEnd: boolean, said: readonly Said[], space = ' ', sentenceId = 1): RecognitionResult {
  const words = said.map(([beginTime, endTime, text, punctuation = '']): Word => ({
    beginTime,
    endTime,
    text,
    punctuation,
  }))
  return {
    requestId: 'r', isSentenceEnd,
    sentence: {
      sentenceId, words,
      beginTime: words[0]?.beginTime ?? 0, endTime: isSentenceEnd ? words.at(-1)?.endTime ?? 0 : null,
      text: words.map(({ text, punctuation }) => text + punctuation).join(space),
    },
  }
}
const interim = (...said: Said[]): RecognitionResult => result(false, said)
const final = (...said: Said[]): RecognitionResult => result(true, said)

t.test('numbers go on and times count from the first session, whatever a session calls them', async t => {
  const transcript = new ResultMerger()
  t.match(transcript.add(interim([0, 200, 'a']), 0), { sentence: { sentenceId: 1, beginTime: 0, endTime: null } })
  t.match(transcript.add(final([0, 200, 'a']), 0), { isSentenceEnd: true, sentence: { sentenceId: 1, endTime: 200 } })
  t.match(transcript.add(result(false, [[0, 100, 'b']], ' ', 7), 1000.4), {
    sentence: { sentenceId: 2, beginTime: 1000 },
  })
  t.match(
    transcript.add(
      result(
        true,
        [
          [0, 100, 'b'],
          [100, 250, 'c'],
        ],
        ' ',
        7,
      ),
      1000.4,
    ),
    {
      sentence: {
        sentenceId: 2,
        beginTime: 1000,
        endTime: 1250,
        words: [
          { beginTime: 1000, endTime: 1100 },
          { beginTime: 1100, endTime: 1250 },
        ],
      },
    },
  )
})

t.test('knows the end of the last final, the beginning of an open sentence, and the latest moment heard', async t => {
  const transcript = new ResultMerger()
  const state = (): unknown => [transcript.lastEnd, transcript.openBegin, transcript.latestTime]
  t.same(state(), [0, undefined, 0])
  transcript.add(interim([100, 300, 'a'], [300, 500, 'b']), 0)
  t.same(state(), [0, 100, 500])
  transcript.add(final([100, 300, 'a'], [300, 450, 'b']), 0)
  t.same(state(), [450, undefined, 500])
  transcript.add(interim([0, 100, 'c']), 600)
  t.same(state(), [450, 600, 700])
  transcript.add(interim(), 650)
  t.same(state(), [450, 650, 700], 'an interim without words is heard where it begins')
})

t.test('what was final before is not said again when all audio is sent again', async t => {
  const transcript = new ResultMerger()
  const first = [[0, 200, 'one'], [200, 400, 'two']] as const
  transcript.add(final(...first), 0)
  t.equal(transcript.add(interim(first[0]), 0), undefined)
  t.equal(transcript.add(final(...first), 0), undefined)
  t.same([transcript.lastEnd, transcript.openBegin], [400, undefined], 'and changes nothing')
  t.match(transcript.add(final([400, 600, 'three']), 0), { sentence: { sentenceId: 2, text: 'three' } })
})

t.test('a sentence that is cut otherwise the second time gives only its new words', async t => {
  const transcript = new ResultMerger()
  transcript.add(final([0, 200, 'one'], [200, 400, 'two']), 0)
  const placed = transcript.add(final([0, 190, 'one'], [190, 410, 'two'], [500, 700, 'three', '.']), 0)
  t.match(placed, { sentence: { sentenceId: 2, beginTime: 500, endTime: 700, text: 'three.' } })
  t.same(placed?.sentence.words, [{ beginTime: 500, endTime: 700, text: 'three', punctuation: '.' }])
})

t.test('a word across the last end belongs to the side of its middle, and begins no earlier than that end', async t => {
  const straddle = (begin: number, end: number): RecognitionResult | undefined => {
    const transcript = new ResultMerger()
    transcript.add(final([0, 1000, 'before']), 0)
    return transcript.add(final([begin, end, 'word'], [end, end + 100, 'after']), 0)
  }
  t.match(straddle(700, 1200), { sentence: { beginTime: 1200, text: 'after' } })
  t.match(straddle(900, 1200), {
    sentence: { beginTime: 1000, text: 'word after', words: [{ beginTime: 1000, endTime: 1200 }, {}] },
  })
})

t.test('text is cut where the first new word begins', async t => {
  const cut = (said: readonly Said[], space: string, text?: string): string | undefined => {
    const transcript = new ResultMerger()
    transcript.add(final([0, 1000, 'before']), 0)
    const whole = result(true, said, space)
    return transcript.add(text === undefined ? whole : { ...whole, sentence: { ...whole.sentence, text } }, 0)?.sentence
      .text
  }
  t.equal(
    cut(
      [
        [0, 500, 'Hello', ','],
        [500, 1000, 'world', '.'],
        [1000, 1500, 'Hello'],
        [1500, 2000, 'again', '!'],
      ],
      ' ',
    ),
    'Hello again!',
  )
  t.equal(cut([[0, 500, '你好', '，'], [500, 1000, '世界', '。'], [1000, 1500, '你好'], [1500, 2000, '啊', '！']], ''), '你好啊！')
  t.equal(cut([[0, 900, 'a'], [1000, 1200, 'a'], [1200, 1400, 'a']], ' '), 'a a', 'the same word once more')
  t.equal(
    cut(
      [
        [0, 900, 'one'],
        [1000, 1200, 'two', '.'],
      ],
      ' ',
      '« One », two.',
    ),
    'two.',
    'found though the first is written otherwise',
  )
  t.equal(cut([[0, 900, '一'], [1000, 1200, '二'], [1200, 1400, '三', '。']], '', '1二三。'), '二三。')
  t.equal(
    cut(
      [
        [0, 900, 'one'],
        [1000, 1200, 'twenty'],
        [1200, 1400, 'two', '.'],
      ],
      ' ',
      'one 22.',
    ),
    '22.',
    'what follows when the next is',
  )
})

t.test('a sentence without words counts by its middle', async t => {
  const wordless = (beginTime: number, endTime: number | null): RecognitionResult => ({
    requestId: 'r',
    isSentenceEnd: endTime !== null,
    sentence: { sentenceId: 1, beginTime, endTime, text: 'so', words: [] },
  })
  const transcript = new ResultMerger()
  transcript.add(wordless(0, 1000), 0)
  t.equal(transcript.add(wordless(0, 1100), 0), undefined)
  t.equal(transcript.add(wordless(900, null), 0), undefined)
  t.match(transcript.add(wordless(990, 2000), 0), {
    sentence: { sentenceId: 2, beginTime: 1000, endTime: 2000, text: 'so' },
  })
})

t.test('times never go backwards and finals never repeat, wherever sessions begin anew', async () => {
  const script: Said[] = Array.from({ length: 40 }, (_, i) => [i * 100 + 10, i * 100 + 90, `w${i}`])
  /** A session that begins at 0, is cut into sentences anyhow, and breaks after so many words. */
  const session = fc.record({
    words: fc.integer({ min: 0, max: 40 }),
    sentences: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 20, maxLength: 20 }),
    skew: fc.integer({ min: -9, max: 9 }),
  })
  fc.assert(fc.property(fc.array(session, { maxLength: 5 }), sessions => {
    const transcript = new ResultMerger()
    const finals: RecognitionResult[] = []
    const all = [...sessions, { words: 40, sentences: Array<number>(20).fill(7), skew: 0 }]
    for (const { words, sentences, skew } of all) {
      let at = 0
      for (const length of sentences) {
        const said = script.slice(at, at += length).map(([begin, end, text]): Said => [begin + skew, end + skew, text])
        // The link breaks before the sentence that holds the last word has ended.
        if (said.length === 0 || at > words) break
        const placed = transcript.add(result(true, said), 0)
        if (placed) finals.push(placed)
      }
      // The last session is whole.
      if (words === 40 && at < 40) transcript.add(final(...script.slice(at)), 0)
    }
    let now = 0
    finals.forEach(({ sentence }, i) => {
      t.equal(sentence.sentenceId, i + 1)
      for (const time of [
        sentence.beginTime,
        ...sentence.words.flatMap(word => [word.beginTime, word.endTime]),
        sentence.endTime!,
      ]) {
        if (time < now) t.fail(`${time} after ${now}`)
        now = time
      }
    })
    const texts = finals.flatMap(({ sentence }) => sentence.words.map(({ text }) => text))
    t.same(texts, script.slice(0, texts.length).map(([, , text]) => text))
    t.same(finals.map(({ sentence }) => sentence.text).join(' '), texts.join(' '))
  }))
})

import fc from 'fast-check'
import t from 'tap'
import { SentenceNormalizer } from '../../../../lib/engines/dashscope/task/sentence-normalizer.js'
import type { ResultGenerated, WireSentence } from '../../../../lib/protocol/messages.js'
import type { RecognitionResult } from '../../../../lib/types.js'

const event = (sentence: Partial<WireSentence>): ResultGenerated => ({
  type: 'result-generated', taskId: 'task', usage: null,
  sentence: {
    sentence_id: 1, begin_time: 0, end_time: null, text: 'a', channel_id: 0, speaker_id: null, sentence_begin: false,
    sentence_end: false, heartbeat: false, words: [], emo_tag: null, emo_confidence: null, ...sentence,
  },
})
const interim = (id: number | null, text: string, begin_time = 0): ResultGenerated =>
  event({ sentence_id: id, text, begin_time })
const final = (id: number | null, text: string, begin_time = 0, end_time = begin_time + 100): ResultGenerated =>
  event({ sentence_id: id, text, begin_time, end_time, sentence_end: true })
const word = (begin_time: number, end_time: number): WireSentence['words'][number] =>
  ({ begin_time, end_time, text: 'w', punctuation: '', fixed: false, speaker_id: null })

/** Id and text of each result; a full stop marks a final. */
function resultsOf(events: readonly ResultGenerated[]): unknown[] {
  const normalizer = new SentenceNormalizer()
  return events.map(event => normalizer.accept(event)).filter(result => result !== undefined)
    .map(({ sentence, isSentenceEnd }) => `${sentence.sentenceId} ${sentence.text}${isSentenceEnd ? '.' : ''}`)
}

t.test('sentences are numbered from 1 without gaps, whatever their ids', async t => {
  t.same(resultsOf([interim(1, 'a'), final(1, 'ab'), interim(2, 'c', 100), final(2, 'cd', 100)]), [
    '1 a',
    '1 ab.',
    '2 c',
    '2 cd.',
  ])
  t.same(resultsOf([final(3, 'a'), final(7, 'b', 100)]), ['1 a.', '2 b.'])
  t.same(resultsOf([interim(0, 'a'), final(0, 'a'), final(1, 'b', 100)]), ['1 a', '1 a.', '2 b.'], 'ids from 0')
})

t.test('a final is emitted once, and no interim of its sentence after it', async t => {
  t.same(
    resultsOf([
      interim(1, 'a'),
      final(1, 'a'),
      final(1, 'a'),
      interim(1, 'a'),
      final(1, 'other'),
      final(2, 'b', 100),
      final(1, 'a'),
    ]),
    ['1 a', '1 a.', '2 b.'],
  )
})

t.test('finals without ids are emitted once, too', async t => {
  t.same(resultsOf([
    interim(null, 'a'), final(null, 'ab'), final(null, 'ab'), interim(null, 'ab'),
    interim(null, 'ab', 100), final(null, 'ab', 100), final(null, 'c', 200),
  ]), ['1 a', '1 ab.', '2 ab', '2 ab.', '3 c.'], 'the same text at a later time is another sentence')
})

t.test('no result of the next sentence precedes the final of the current one', async t => {
  t.same(resultsOf([interim(1, 'a'), interim(2, 'b'), final(1, 'a'), interim(2, 'bc'), final(2, 'bc')]), [
    '1 a',
    '1 a.',
    '2 bc',
    '2 bc.',
  ])
})

t.test('heartbeats and sentence starts give no result; an empty final retracts its interims', async t => {
  t.same(
    resultsOf([
      event({ heartbeat: true, sentence_id: 0, text: '' }),
      event({ text: '', sentence_begin: true }),
      interim(1, 'noise'),
      final(1, ''),
      final(2, 'a', 100),
    ]),
    ['1 noise', '1 .', '2 a.'],
  )
  t.same(
    resultsOf([interim(1, 'a'), event({ heartbeat: true, sentence_id: 0, text: '' }), final(1, 'a')]),
    ['1 a', '1 a.'],
    'in the middle of a sentence',
  )
})

t.test('times never go backwards across sentences and words', async t => {
  const normalizer = new SentenceNormalizer()
  normalizer.accept(final(1, 'a', 0, 1000))
  const { sentence } = normalizer.accept(event({
    sentence_id: 2, begin_time: 900, end_time: 1200, sentence_end: true, words: [word(950, 1100), word(1050, 1300)],
  }))!
  t.match(sentence, {
    beginTime: 1000,
    endTime: 1300,
    words: [
      { beginTime: 1000, endTime: 1100 },
      { beginTime: 1100, endTime: 1300 },
    ],
  })
})

t.test('for any events, sentences have one final each and times never go backwards', async () => {
  const time = fc.option(fc.integer({ min: 0, max: 5000 }))
  const anything = fc.record({
    sentence_id: fc.option(fc.integer({ min: 0, max: 4 })),
    begin_time: time,
    end_time: time,
    text: fc.constantFrom('', 'a', 'b'),
    sentence_end: fc.boolean(),
    heartbeat: fc.boolean(),
    words: fc.array(
      fc.tuple(fc.nat(5000), fc.nat(5000)).map(([begin, end]) => word(begin, end)),
      { maxLength: 3 },
    ),
  })
  fc.assert(fc.property(fc.array(anything.map(event), { maxLength: 30 }), events => {
    const normalizer = new SentenceNormalizer()
    const results = events
      .map(one => normalizer.accept(one))
      .filter((result): result is RecognitionResult => result !== undefined)
    let number = 1
    let end = 0
    for (const { sentence, isSentenceEnd } of results) {
      const times = [
        end,
        sentence.beginTime,
        ...sentence.words.flatMap(({ beginTime, endTime }) => [beginTime, endTime]),
        sentence.endTime ?? Infinity,
      ]
      if (sentence.sentenceId !== number || times.some((time, i) => time < (times[i - 1] ?? 0))) return false
      if ((sentence.endTime === null) === isSentenceEnd) return false
      if (!isSentenceEnd) continue
      number++
      end = sentence.endTime!
    }
    return true
  }))
})

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

/** Number, text and finality of all that comes out. */
function said(events: readonly ResultGenerated[]): unknown[] {
  const sentences = new SentenceNormalizer()
  return events.map(event => sentences.accept(event)).filter(result => result !== undefined)
    .map(({ sentence, isSentenceEnd }) => `${sentence.sentenceId} ${sentence.text}${isSentenceEnd ? '.' : ''}`)
}

t.test('sentences are numbered from 1 without a hole, whatever the service counts', async t => {
  t.same(said([interim(1, 'a'), final(1, 'ab'), interim(2, 'c', 100), final(2, 'cd', 100)]), [
    '1 a',
    '1 ab.',
    '2 c',
    '2 cd.',
  ])
  t.same(said([final(3, 'a'), final(7, 'b', 100)]), ['1 a.', '2 b.'])
  t.same(said([interim(0, 'a'), final(0, 'a'), final(1, 'b', 100)]), ['1 a', '1 a.', '2 b.'], 'from 0, too')
})

t.test('a final comes once, and no interim of its sentence after it', async t => {
  t.same(
    said([
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

t.test('models that do not count have finals once, too', async t => {
  t.same(said([
    interim(null, 'a'), final(null, 'ab'), final(null, 'ab'), interim(null, 'ab'),
    interim(null, 'ab', 100), final(null, 'ab', 100), final(null, 'c', 200),
  ]), ['1 a', '1 ab.', '2 ab', '2 ab.', '3 c.'], 'the same words later are another sentence')
})

t.test('nothing of the next sentence comes before the open one has ended', async t => {
  t.same(said([interim(1, 'a'), interim(2, 'b'), final(1, 'a'), interim(2, 'bc'), final(2, 'bc')]), [
    '1 a',
    '1 a.',
    '2 bc',
    '2 bc.',
  ])
})

t.test('a heartbeat and the opening of a sentence say nothing; an empty final takes its interims back', async t => {
  t.same(
    said([
      event({ heartbeat: true, sentence_id: 0, text: '' }),
      event({ text: '', sentence_begin: true }),
      interim(1, 'noise'),
      final(1, ''),
      final(2, 'a', 100),
    ]),
    ['1 noise', '1 .', '2 a.'],
  )
  t.same(
    said([interim(1, 'a'), event({ heartbeat: true, sentence_id: 0, text: '' }), final(1, 'a')]),
    ['1 a', '1 a.'],
    'in the middle of a sentence',
  )
})

t.test('times that shrink stay where they were', async t => {
  const sentences = new SentenceNormalizer()
  sentences.accept(final(1, 'a', 0, 1000))
  const { sentence } = sentences.accept(event({
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

t.test('whatever events come, sentences have one final each and times never go backwards', async () => {
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
    const sentences = new SentenceNormalizer()
    const results = events
      .map(one => sentences.accept(one))
      .filter((result): result is RecognitionResult => result !== undefined)
    let [number, end] = [1, 0]
    for (const { sentence, isSentenceEnd } of results) {
      const times = [
        end,
        sentence.beginTime,
        ...sentence.words.flatMap(({ beginTime, endTime }) => [beginTime, endTime]),
        sentence.endTime ?? Infinity,
      ]
      if (sentence.sentenceId !== number || times.some((time, i) => time < (times[i - 1] ?? 0))) return false
      if ((sentence.endTime === null) === isSentenceEnd) return false
      if (isSentenceEnd) [number, end] = [number + 1, sentence.endTime!]
    }
    return true
  }))
})

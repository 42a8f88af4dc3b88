import t from 'tap'
import type { ResultGenerated } from '../../lib/protocol/messages.js'
import { parseServerMessage } from '../../lib/protocol/parse.js'
import { fromResult, toResult } from '../../lib/protocol/result.js'
import * as frames from './frames.js'

function read(frame: string): ResultGenerated {
  const message = parseServerMessage(frame)
  if (message.type !== 'result-generated') throw new Error(JSON.stringify(message))
  return message
}

t.test('a final becomes a result', async t => {
  t.same(toResult(read(frames.FINAL), 9), {
    requestId: '2bf8',
    sentence: {
      sentenceId: 1, beginTime: 640, endTime: 1640, text: '你好。',
      words: [
        { beginTime: 640, endTime: 1100, text: '你', punctuation: '' },
        { beginTime: 1100, endTime: 1640, text: '好', punctuation: '。' },
      ],
    },
    isSentenceEnd: true,
    usage: { duration: 2 },
  })
})

t.test('an interim has no end and no usage', async t => {
  t.same(toResult(read(frames.INTERIM), 9), {
    requestId: '2bf8', isSentenceEnd: false,
    sentence: {
      sentenceId: 1, beginTime: 740, endTime: null, text: 'so far',
      words: [{ beginTime: 740, endTime: 900, text: 'so', punctuation: '' }],
    },
  })
})

t.test('heartbeats and openings are no results, an empty final is one', async t => {
  t.equal(toResult(read(frames.HEARTBEAT), 1), undefined)
  t.equal(toResult(read(frames.HEARTBEAT.replace('"heartbeat":true,', '')), 1), undefined, 'number 0 alone')
  t.equal(toResult(read(frames.HEARTBEAT.replace('"sentence_id":0,', '')), 1), undefined, 'the mark alone')
  t.equal(
    toResult(read(frames.FINAL.replace('"sentence_end":true', '"sentence_end":true,"heartbeat":true')), 1),
    undefined,
    'with text',
  )
  t.equal(toResult(read(frames.OPENING), 1), undefined)
  t.match(toResult(read(frames.FINAL.replace('你好。', '')), 1), { isSentenceEnd: true, sentence: { text: '' } })
})

t.test('a sentence without a number, or with number 0, takes the number of the caller', async t => {
  t.match(toResult(read(frames.OLD_FINAL), 3), {
    isSentenceEnd: true,
    sentence: { sentenceId: 3, beginTime: 170, endTime: 920, words: [] },
  })
  t.match(toResult(read(frames.FINAL.replace('"sentence_id":1', '"sentence_id":0')), 3), {
    sentence: { sentenceId: 3 },
  })
})

t.test('missing times are taken from the neighbouring words', async t => {
  t.match(toResult(read(frames.ENDLESS_FINAL), 1), {
    isSentenceEnd: true, sentence: { beginTime: 170, endTime: 295, emoTag: 'neutral', emoConfidence: 0.914 },
  })
  const event = read(frames.FINAL)
  const [first, second] = event.sentence.words as [typeof event.sentence.words[0], typeof event.sentence.words[0]]
  const words = [{ ...first, end_time: null }, { ...second, begin_time: null, end_time: null }]
  t.match(toResult({ ...event, sentence: { ...event.sentence, begin_time: null, words } }, 1), {
    sentence: {
      beginTime: 640,
      endTime: 1640,
      words: [
        { beginTime: 640, endTime: 640 },
        { beginTime: 640, endTime: 640 },
      ],
    },
  })
  t.match(toResult({ ...event, sentence: { ...event.sentence, begin_time: 2000, words: [] } }, 1), {
    sentence: { endTime: 2000 },
  })
})

t.test('a result converted to an event and back is the same', async t => {
  const result = {
    requestId: '7',
    isSentenceEnd: true,
    usage: { duration: 4 },
    sentence: {
      sentenceId: 2,
      beginTime: 10,
      endTime: 500,
      text: 'Yes.',
      speakerId: 'anna',
      emoTag: 'positive' as const,
      emoConfidence: 0.5,
      words: [{ beginTime: 10, endTime: 500, text: 'Yes', punctuation: '.', speakerId: 'anna' }],
    },
  }
  t.same(toResult(fromResult(result), 1), result)
})

import t from 'tap'
import type { Fault, ResultGenerated } from '../../lib/protocol/messages.js'
import { parseClientMessage, parseServerMessage } from '../../lib/protocol/parse.js'
import { INVALID_TIME } from '../../lib/protocol/read.js'
import * as frames from './frames.js'

const taskId = '2bf8'

/** A result-generated around a sentence. */
function around(sentence: unknown, usage?: unknown): string {
  return JSON.stringify({
    header: { task_id: taskId, event: 'result-generated' },
    payload: { output: { sentence }, usage },
  })
}

function sentenceOf(frame: string): ResultGenerated['sentence'] {
  const message = parseServerMessage(frame)
  if (message.type !== 'result-generated') throw new Error(JSON.stringify(message))
  return message.sentence
}

function faultOf(frame: unknown, parse: (frame: unknown) => { type: string } = parseServerMessage): Partial<Fault> {
  const message = parse(frame)
  if (message.type !== 'fault') throw new Error(`no fault: ${message.type}`)
  const { reason, path } = message as Fault
  return { reason, path }
}

t.test('run-task is read from every official client', async t => {
  t.same(parseClientMessage(frames.RUN_TASK), {
    type: 'run-task', taskId: '2bf83b9a-baeb-4fda-8d9a-e3a1d0b6c2f1', model: 'fun-asr-realtime',
    parameters: { format: 'pcm', sample_rate: 16_000 }, input: {},
  })
  t.match(parseClientMessage(frames.RUN_TASK_V1), {
    model: 'paraformer-realtime-v1', resources: [{ resource_id: 'phrase-1', resource_type: 'asr_phrase' }],
  })
  t.match(parseClientMessage(frames.RUN_TASK_PYTHON), {
    type: 'run-task', taskId: '2bf83b9abaeb4fda8d9ae3a1d0b6c2f1', parameters: { stream: true },
  })
  t.match(
    parseClientMessage(frames.RUN_TASK.replace('"task":"asr"', '"task":"recognition"')),
    { type: 'run-task' },
    'Node.js SDK',
  )
})

t.test('continue-task and finish-task are read, without streaming and with PHP\'s empty array too', async t => {
  t.same(parseClientMessage(frames.FINISH_TASK), { type: 'finish-task', taskId })
  t.same(parseClientMessage(frames.FINISH_TASK_PHP), { type: 'finish-task', taskId })
  t.same(parseClientMessage(frames.RUN_TASK.replace('"input":{}', '"input":[]')), parseClientMessage(frames.RUN_TASK))
  t.same(parseClientMessage(frames.CONTINUE_TASK), {
    type: 'continue-task',
    taskId,
    input: { context: [{ role: 'user', content: [{ type: 'input_text', text: 'Ping' }] }] },
  })
})

t.test('a fault in a message of a client names the field, and the task when there is one', async t => {
  t.same(parseClientMessage(frames.RUN_TASK_V1.replace(',"input":{}', '')), {
    type: 'fault', reason: 'missing', path: 'payload.input', expected: 'an object', taskId,
  })
  const fault = (frame: string): Partial<Fault> => faultOf(frame, parseClientMessage)
  t.same(fault(frames.RUN_TASK.replace('"model":"fun-asr-realtime",', '')), {
    reason: 'missing',
    path: 'payload.model',
  })
  t.same(fault(frames.RUN_TASK.replace('"fun-asr-realtime"', '""')), { reason: 'missing', path: 'payload.model' })
  t.same(fault(frames.RUN_TASK.replace('"task_group":"audio",', '')), { reason: 'missing', path: 'payload.task_group' })
  t.same(fault(frames.RUN_TASK.replace('"asr"', '"tts"')), { reason: 'wrong-type', path: 'payload.task' })
  t.same(fault(frames.RUN_TASK.replace('{"format":"pcm","sample_rate":16000}', '"pcm"')), {
    reason: 'wrong-type',
    path: 'payload.parameters',
  })
  t.same(fault(frames.RUN_TASK_V1.replace('"phrase-1"', '7')), {
    reason: 'wrong-type',
    path: 'payload.resources[0].resource_id',
  })
  t.same(fault('{"header":{"action":"finish-task","task_id":"2bf8"},"payload":{}}'), {
    reason: 'missing',
    path: 'payload.input',
  })
  t.same(fault('{"header":{"action":"finish-task"},"payload":{"input":{}}}'), {
    reason: 'missing',
    path: 'header.task_id',
  })
  t.same(fault(frames.TASK_STARTED), { reason: 'missing', path: 'header.action' }, 'the other side\'s message')
})

t.test('events of the service are read', async t => {
  t.same(parseServerMessage(frames.TASK_STARTED), { type: 'task-started', taskId })
  t.same(parseServerMessage(frames.TASK_FINISHED), { type: 'task-finished', taskId, usage: null })
  t.same(parseServerMessage(frames.TASK_FINISHED.replace('"usage":null', '"usage":{"duration":9}')),
    { type: 'task-finished', taskId, usage: { duration: 9 } })
  t.same(parseServerMessage('{"header":{"task_id":"2bf8","event":"task-finished"}}'), {
    type: 'task-finished',
    taskId,
    usage: null,
  })
  t.same(parseServerMessage(frames.TASK_FAILED), {
    type: 'task-failed', taskId, errorCode: 'CLIENT_ERROR', errorMessage: 'request timeout after 23 seconds.',
  })
})

t.test('a failure is read even when fields are missing', async t => {
  t.same(parseServerMessage('{"header":{"event":"task-failed","error_code":429,"error_message":null}}'),
    { type: 'task-failed', taskId: '', errorCode: '429', errorMessage: '' })
})

t.test('a final has words and usage; unknown fields, such as `stash`, are ignored', async t => {
  t.same(parseServerMessage(frames.FINAL), {
    type: 'result-generated', taskId, usage: { duration: 2 },
    sentence: {
      sentence_id: 1, begin_time: 640, end_time: 1640, text: '你好。', channel_id: 0, speaker_id: null,
      sentence_begin: false, sentence_end: true, heartbeat: false, emo_tag: null, emo_confidence: null,
      words: [
        { begin_time: 640, end_time: 1100, text: '你', punctuation: '', fixed: false, speaker_id: null },
        { begin_time: 1100, end_time: 1640, text: '好', punctuation: '。', fixed: false, speaker_id: null },
      ],
    },
  })
})

t.test('a sentence is final by sentence_end or by a number as end_time', async t => {
  t.equal(sentenceOf(frames.INTERIM).sentence_end, false)
  t.match(sentenceOf(frames.OLD_FINAL), { sentence_end: true, sentence_id: null, words: [] })
  t.match(sentenceOf(frames.OLD_INTERIM), { sentence_end: false, end_time: null })
  t.match(sentenceOf(frames.ENDLESS_FINAL), {
    sentence_end: true,
    end_time: null,
    emo_tag: 'neutral',
    emo_confidence: 0.914,
  })
  t.equal(sentenceOf(around({ begin_time: 1, end_time: 2, text: 'a', sentence_end: false })).sentence_end, true)
  t.equal(sentenceOf(around({ begin_time: 1, text: 'a', sentence_end: 'true' })).sentence_end, false)
})

t.test('times are rounded, parsed from strings of digits, and never negative', async t => {
  const times = (begin_time: unknown, end_time: unknown): unknown[] => {
    const { begin_time: begin, end_time: end } = sentenceOf(around({ begin_time, end_time, text: '' }))
    return [begin, end]
  }
  t.same(times(739.6, 900.4), [740, 900])
  t.same(times('740', '900.5'), [740, 901])
  t.same(times(-3, -0.2), [0, 0])
  t.same(times(undefined, null), [null, null])
  for (const odd of ['soon', '', '1e3', true, {}, [], 1e300]) {
    t.same(times(odd, 7), [INVALID_TIME, 7], JSON.stringify(odd))
    const word = { begin_time: odd, end_time: 7, text: 'a' }
    t.match(sentenceOf(around({ sentence_id: odd, text: 'a', words: [word] })), {
      sentence_id: null, text: 'a', words: [{ begin_time: INVALID_TIME, end_time: 7, text: 'a' }],
    }, 'the text is kept')
  }
})

t.test('a message with more than 64 levels is refused before it is parsed', async t => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const frame = (value: string): string => frames.FINAL.replace('"stash":', `"odd":${value},"stash":`)
  t.notOk('reason' in parseServerMessage(frame(nested(55))))
  for (const text of [nested(61), nested(500_000), '['.repeat(500_000), '{"a":'.repeat(100)]) {
    t.match(parseServerMessage(frame(text)), { type: 'fault', reason: 'malformed' })
  }
  t.notOk('reason' in parseServerMessage(frame(JSON.stringify('["\\'.repeat(100)))), 'brackets in a string')
})

t.test('usage may be missing, null, an object or invalid', async t => {
  for (const [usage, read] of [
    [undefined, null],
    [null, null],
    [{ duration: 0 }, { duration: 0 }],
    [{}, null],
    ['2', null],
    [{ duration: -1 }, null],
  ]) {
    t.match(parseServerMessage(around({ text: 'a' }, usage)), { usage: read })
  }
})

t.test('a speaker id is a string or a number', async t => {
  t.equal(sentenceOf(around({ text: '', speaker_id: 'anna' })).speaker_id, 'anna')
  t.equal(sentenceOf(around({ text: '', speaker_id: 0 })).speaker_id, '0')
  t.equal(sentenceOf(around({ text: '', words: [{ text: 'x', speaker_id: 2 }] })).words[0]?.speaker_id, '2')
  t.equal(sentenceOf(around({ text: '', emo_tag: 'bored' })).emo_tag, null, 'a mood that the service does not know')
})

t.test('a frame that is not a message is a fault with a reason, without its content', async t => {
  t.same(faultOf(Buffer.from(frames.TASK_STARTED)), { reason: 'binary', path: '' })
  t.same(faultOf(new ArrayBuffer(2)), { reason: 'binary', path: '' })
  t.same(faultOf(undefined), { reason: 'binary', path: '' })
  t.same(faultOf(''), { reason: 'malformed', path: '' })
  t.same(faultOf('{"header":'), { reason: 'malformed', path: '' })
  t.same(faultOf('['.repeat(200_000)), { reason: 'malformed', path: '' })
  for (const empty of ['null', '7', '"x"', '{}']) t.same(faultOf(empty), { reason: 'missing', path: 'header' })
  t.same(faultOf('{"header":[1]}'), { reason: 'wrong-type', path: 'header' })
  t.same(faultOf('{"header":{"event":7}}'), { reason: 'wrong-type', path: 'header.event' })
  t.same(faultOf('{"header":{"event":"task-started"}}'), { reason: 'missing', path: 'header.task_id' })
  t.same(faultOf('{"header":{"task_id":"1","event":"result-generated"},"payload":{}}'), {
    reason: 'missing',
    path: 'payload.output.sentence',
  })
  t.same(faultOf(around({ text: 'secret', words: 'secret' })), {
    reason: 'wrong-type',
    path: 'payload.output.sentence.words',
  })
  t.same(faultOf(around({ text: 'secret', words: ['secret'] })), {
    reason: 'missing',
    path: 'payload.output.sentence.words[0].text',
  })
  t.notMatch(JSON.stringify(parseServerMessage(around({ text: ['secret'] }))), 'secret')
})

t.test('an unknown event or action is a fault, also with a name of Object.prototype', async t => {
  for (const name of ['speech-started', 'constructor', '__proto__', 'toString']) {
    t.match(parseServerMessage(JSON.stringify({ header: { event: name, task_id: '1' } })), {
      reason: 'unknown',
      path: 'header.event',
      taskId: '1',
    })
    t.match(parseClientMessage(JSON.stringify({ header: { action: name, task_id: '1' } })), {
      reason: 'unknown',
      path: 'header.action',
      taskId: '1',
    })
  }
})

import t from 'tap'
import { formatMessage } from '../../lib/protocol/format.js'
import {
  CONTINUE_TASK, FINISH_TASK, INTERIM, RUN_TASK, RUN_TASK_V1, TASK_FAILED, TASK_FINISHED, TASK_STARTED,
} from './frames.js'

const taskId = '2bf8'
const parameters = { format: 'pcm', sample_rate: 16_000 }

t.test('messages of a client are written byte for byte as in the reference', async t => {
  t.equal(formatMessage({
    type: 'run-task', taskId: '2bf83b9a-baeb-4fda-8d9a-e3a1d0b6c2f1', model: 'fun-asr-realtime', parameters, input: {},
  }), RUN_TASK)
  t.equal(formatMessage({
    type: 'run-task', taskId, model: 'paraformer-realtime-v1', parameters, input: {},
    resources: [{ resource_id: 'phrase-1', resource_type: 'asr_phrase' }],
  }), RUN_TASK_V1)
  const context = [{ role: 'user', content: [{ type: 'input_text', text: 'Ping' }] }]
  t.equal(formatMessage({ type: 'continue-task', taskId, input: { context } }), CONTINUE_TASK)
  t.equal(formatMessage({ type: 'finish-task', taskId }), FINISH_TASK)
})

t.test('messages of the service are written byte for byte as in the reference', async t => {
  t.equal(formatMessage({ type: 'task-started', taskId }), TASK_STARTED)
  t.equal(formatMessage({ type: 'task-finished', taskId, usage: null }), TASK_FINISHED)
  t.equal(formatMessage({
    type: 'task-failed', taskId, errorCode: 'CLIENT_ERROR', errorMessage: 'request timeout after 23 seconds.',
  }), TASK_FAILED)
  t.equal(formatMessage({
    type: 'result-generated', taskId, usage: null,
    sentence: {
      sentence_id: 1, begin_time: 740, end_time: null, text: 'so far', channel_id: 0, speaker_id: null,
      sentence_begin: false, sentence_end: false, heartbeat: false, emo_tag: null, emo_confidence: null,
      words: [{ begin_time: 740, end_time: 900, text: 'so', punctuation: '', fixed: false, speaker_id: null }],
    },
  }), INTERIM)
})

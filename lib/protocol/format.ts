import type { ClientMessage, ServerMessage, WireSentence } from './messages.js'

type Message = ClientMessage | ServerMessage
type Formatters = { readonly [Type in Message['type']]: (message: Extract<Message, { type: Type }>) => object }

const formatters: Formatters = {
  'run-task': ({ taskId, model, parameters, input, resources }) => request('run-task', taskId, {
    task_group: 'audio', task: 'asr', function: 'recognition', model, parameters, ...resources && { resources }, input,
  }),
  'continue-task': ({ taskId, input }) => request('continue-task', taskId, { input }),
  'finish-task': ({ taskId }) => request('finish-task', taskId, { input: {} }),

  'task-started': ({ taskId }) => event('task-started', taskId, {}),
  'result-generated': ({ taskId, sentence, usage }) =>
    event('result-generated', taskId, { output: { sentence: formatSentence(sentence) }, usage }),
  // The Python SDK reports completion only for an output of `{}`, and breaks without the key usage.
  'task-finished': ({ taskId, usage }) => event('task-finished', taskId, { output: {}, usage }),
  // The Java SDK reads the payload of a failure, the Python SDK each of these keys.
  'task-failed': ({ taskId, errorCode, errorMessage }) => ({
    header: {
      task_id: taskId, event: 'task-failed', error_code: errorCode, error_message: errorMessage, attributes: {},
    },
    payload: {},
  }),
}

/**
 * Writes a message of either side as the JSON text of one frame, in the form the service documents.
 *
 * @example
 * ```ts
 * formatMessage({ type: 'finish-task', taskId: '7' })
 * // {"header":{"action":"finish-task","task_id":"7","streaming":"duplex"},"payload":{"input":{}}}
 * ```
 */
export function formatMessage(message: Message): string {
  const format = formatters[message.type] as (message: Message) => object
  return JSON.stringify(format(message))
}

function request(action: string, taskId: string, payload: object): object {
  return { header: { action, task_id: taskId, streaming: 'duplex' }, payload }
}

function event(name: string, taskId: string, payload: object): object {
  return { header: { task_id: taskId, event: name, attributes: {} }, payload }
}

/** Fields in the order of the reference; those that a model does not have are omitted. */
function formatSentence(sentence: WireSentence): object {
  const { sentence_id, channel_id, emo_tag, emo_confidence, words, ...rest } = sentence
  return {
    ...sentence_id !== null && { sentence_id },
    begin_time: rest.begin_time,
    end_time: rest.end_time,
    text: rest.text,
    ...channel_id !== null && { channel_id },
    speaker_id: rest.speaker_id,
    sentence_begin: rest.sentence_begin,
    sentence_end: rest.sentence_end,
    heartbeat: rest.heartbeat,
    words: words.map(({ begin_time, end_time, text, punctuation, fixed, speaker_id }) =>
      ({ begin_time, end_time, text, punctuation, fixed, speaker_id })),
    ...emo_tag !== null && { emo_tag },
    ...emo_confidence !== null && { emo_confidence },
  }
}

import type { EmoTag, Usage } from '../types.js'
import type {
  ClientMessage, Fault, Resource, ResultGenerated, RunTask, ServerMessage, WireSentence, WireWord,
} from './messages.js'
import { type Field, readFrame } from './read.js'

type Reader<Message> = (taskId: string, payload: Field, header: Field) => Message
type Readers<Message> = ReadonlyMap<string, Reader<Message>>

/** Fields of a `run-task` for speech recognition. The official Node.js SDK sends `recognition` as the task. */
const PURPOSE: Readonly<Record<string, readonly string[]>> = {
  task_group: ['audio'], task: ['asr', 'recognition'], function: ['recognition'],
}
const EMOTIONS: readonly unknown[] = ['positive', 'negative', 'neutral'] satisfies EmoTag[]

const clientReaders: Readers<ClientMessage> = new Map<string, Reader<ClientMessage>>([
  ['run-task', readRunTask],
  ['continue-task', (taskId, payload) => ({ type: 'continue-task', taskId, input: payload.get('input').object() })],
  ['finish-task', (taskId, payload) => {
    payload.get('input').object()
    return { type: 'finish-task', taskId }
  }],
])

const serverReaders: Readers<ServerMessage> = new Map<string, Reader<ServerMessage>>([
  ['task-started', taskId => ({ type: 'task-started', taskId })],
  ['result-generated', readResult],
  ['task-finished', (taskId, payload) => ({ type: 'task-finished', taskId, usage: readUsage(payload) })],
])

/**
 * Reads a text frame from a client. Never throws: a frame that is not a message is a `fault`.
 *
 * As lenient as the service: `streaming` may be missing, `[]` means `{}`, unknown keys are ignored. `payload.input` is
 * required, as by the service.
 *
 * @param frame The text of a text frame; anything else is a fault, audio too.
 *
 * @example
 * ```ts
 * const message = parseClientMessage('{"header":{"action":"finish-task","task_id":"7"},"payload":{"input":{}}}')
 * if (message.type === 'finish-task') message.taskId // '7'
 * ```
 */
export function parseClientMessage(frame: unknown): ClientMessage | Fault {
  return readFrame(frame, root => {
    const { name, header } = readHeader(root, 'action')
    const reader = clientReaders.get(name)
      ?? header.get('action').refuse([...clientReaders.keys()].join(', '), 'unknown')
    return reader(header.get('task_id').name(), root.get('payload'), header)
  })
}

/**
 * Reads a text frame from the service. Never throws: a frame that is not a message is a `fault`.
 *
 * Accepts the variants that the service and compatible servers send: `usage` missing or null, `sentence_end`,
 * `sentence_id`, `attributes` or `words` missing, times as fractions or strings. A value that is no
 * time becomes INVALID_TIME, so that the text is kept.
 *
 * @param frame The text of a text frame; anything else is a fault, since the service sends no binary frames.
 *
 * @example
 * ```ts
 * const message = parseServerMessage('{"header":{"task_id":"7","event":"task-started","attributes":{}},"payload":{}}')
 * if (message.type === 'task-started') message.taskId // '7'
 * ```
 */
export function parseServerMessage(frame: unknown): ServerMessage | Fault {
  return readFrame(frame, root => {
    const { name, header } = readHeader(root, 'event')
    if (name === 'task-failed') return readFailure(header)
    const reader = serverReaders.get(name)
      ?? header.get('event').refuse([...serverReaders.keys(), 'task-failed'].join(', '), 'unknown')
    return reader(header.get('task_id').name(), root.get('payload'), header)
  })
}

function readHeader(root: Field, tag: 'action' | 'event'): { name: string; header: Field } {
  const header = root.get('header')
  header.object()
  return { name: header.get(tag).name(), header }
}

function readRunTask(taskId: string, payload: Field): RunTask {
  payload.object()
  for (const [key, words] of Object.entries(PURPOSE)) {
    if (!words.includes(payload.get(key).text())) payload.get(key).refuse(words.join(' or '))
  }
  const resources = payload.get('resources')
  return {
    type: 'run-task', taskId,
    model: payload.get('model').name(),
    parameters: payload.get('parameters').object(),
    input: payload.get('input').object(),
    ...!resources.absent && { resources: resources.list().map(readResource) },
  }
}

function readResource(resource: Field): Resource {
  return { resource_id: resource.get('resource_id').name(), resource_type: resource.get('resource_type').name() }
}

/** A failure is passed on even when other fields are missing. */
function readFailure(header: Field): ServerMessage {
  const text = (key: string): string => {
    const { value } = header.get(key)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  return {
    type: 'task-failed', taskId: text('task_id'), errorCode: text('error_code'), errorMessage: text('error_message'),
  }
}

function readResult(taskId: string, payload: Field): ResultGenerated {
  const sentence = readSentence(payload.get('output').get('sentence'))
  return { type: 'result-generated', taskId, sentence, usage: readUsage(payload) }
}

function readSentence(field: Field): WireSentence {
  field.object()
  const end = field.get('end_time').time()
  const emotion = field.get('emo_tag').value
  const confidence = field.get('emo_confidence').value
  return {
    sentence_id: field.get('sentence_id').count(),
    begin_time: field.get('begin_time').time(),
    end_time: end,
    text: field.get('text').textOr(''),
    channel_id: field.get('channel_id').count(),
    speaker_id: readSpeaker(field),
    sentence_begin: field.get('sentence_begin').isTrue,
    // Interims have the key end_time too, with the value null.
    sentence_end: field.get('sentence_end').isTrue || end !== null,
    heartbeat: field.get('heartbeat').isTrue,
    words: readWords(field.get('words')),
    emo_tag: EMOTIONS.includes(emotion) ? emotion as EmoTag : null,
    emo_confidence: typeof confidence === 'number' ? confidence : null,
  }
}

/** Words in the documented form are read without a `Field` for each of their values, which is faster. */
function readWords(words: Field): WireWord[] {
  const { value } = words
  if (!Array.isArray(value) || !value.every(isRegularWord)) return words.list().map(readWord)
  return value.map(({ begin_time, end_time, text, punctuation, fixed, speaker_id }) =>
    ({ begin_time, end_time, text, punctuation, fixed, speaker_id }))
}

function isRegularWord(value: unknown): value is WireWord {
  const word = (value ?? {}) as Readonly<Record<keyof WireWord, unknown>>
  const { begin_time, end_time, text, punctuation, fixed, speaker_id } = word
  return isTime(begin_time) && isTime(end_time) && typeof text === 'string' && typeof punctuation === 'string'
    && typeof fixed === 'boolean' && (speaker_id === null || typeof speaker_id === 'string')
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function readWord(word: Field): WireWord {
  return {
    begin_time: word.get('begin_time').time(),
    end_time: word.get('end_time').time(),
    text: word.get('text').text(),
    punctuation: word.get('punctuation').textOr(''),
    fixed: word.get('fixed').isTrue,
    speaker_id: readSpeaker(word),
  }
}

/** A speaker id: a string in the Java SDK, null in captures, a number elsewhere. */
function readSpeaker(field: Field): string | null {
  const { value } = field.get('speaker_id')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** Usage; an invalid one is ignored, so that no result is lost. */
function readUsage(payload: Field): Usage | null {
  const { value } = payload.get('usage').get('duration')
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? { duration: value } : null
}

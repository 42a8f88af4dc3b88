import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { formatMessage } from '../../lib/protocol/format.js'
import type { ClientMessage, JsonObject, ServerMessage, WireSentence } from '../../lib/protocol/messages.js'
import { parseClientMessage, parseServerMessage } from '../../lib/protocol/parse.js'
import { fromResult, toResult } from '../../lib/protocol/result.js'
import { FINAL, RUN_TASK } from './frames.js'

const taskId = fc.string({ minLength: 1 })
const text = fc.string({ unit: 'grapheme' })
const ms = fc.nat()
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value)
/** JSON knows no minus zero. */
const json = fc.dictionary(fc.string(), fc.jsonValue()).map(value => JSON.parse(JSON.stringify(value)) as JsonObject)
const usage = maybe(fc.record({ duration: fc.nat() }))

const sentence: fc.Arbitrary<WireSentence> = fc
  .record({
    sentence_id: maybe(fc.nat()),
    begin_time: maybe(ms),
    end_time: maybe(ms),
    text,
    channel_id: maybe(fc.nat()),
    speaker_id: maybe(fc.string()),
    sentence_begin: fc.boolean(),
    sentence_end: fc.boolean(),
    heartbeat: fc.boolean(),
    words: fc.array(
      fc.record({
        begin_time: maybe(ms),
        end_time: maybe(ms),
        text,
        punctuation: text,
        fixed: fc.boolean(),
        speaker_id: maybe(fc.string()),
      }),
    ),
    emo_tag: maybe(fc.constantFrom('positive' as const, 'negative' as const, 'neutral' as const)),
    emo_confidence: maybe(fc.double({ min: 0.001, max: 1, noNaN: true })),
  })
  .map(value => ({ ...value, sentence_end: value.sentence_end || value.end_time !== null }))

const clientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record(
    {
      type: fc.constant('run-task' as const),
      taskId,
      model: fc.string({ minLength: 1 }),
      parameters: json,
      input: json,
      resources: fc.array(
        fc.record({ resource_id: fc.string({ minLength: 1 }), resource_type: fc.string({ minLength: 1 }) }),
      ),
    },
    { requiredKeys: ['type', 'taskId', 'model', 'parameters', 'input'] },
  ),
  fc.record({ type: fc.constant('continue-task' as const), taskId, input: json }),
  fc.record({ type: fc.constant('finish-task' as const), taskId }),
)

const serverMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({ type: fc.constant('task-started' as const), taskId }),
  fc.record({ type: fc.constant('result-generated' as const), taskId, sentence, usage }),
  fc.record({ type: fc.constant('task-finished' as const), taskId, usage }),
  fc.record({ type: fc.constant('task-failed' as const), taskId, errorCode: text, errorMessage: text }),
)

t.test('a message that is written and read again is the same', async t => {
  fc.assert(fc.property(clientMessage, message => {
    deepStrictEqual(parseClientMessage(formatMessage(message)), structuredClone(message))
  }), { numRuns: 200 })
  fc.assert(fc.property(serverMessage, message => {
    deepStrictEqual(parseServerMessage(formatMessage(message)), structuredClone(message))
  }), { numRuns: 200 })
  t.pass('for 200 messages of each side')
})

t.test('the parsers throw for no string and no JSON', async t => {
  const frame = fc.oneof(fc.string(), fc.json(), fc.anything(), mutated(FINAL), mutated(RUN_TASK))
  fc.assert(fc.property(frame, frame => {
    parseClientMessage(frame)
    const message = parseServerMessage(frame)
    if (message.type === 'result-generated') toResult(message, 1)
  }), { numRuns: 2000 })
  t.pass('none did')
})

t.test('every result has integer times in order, a number from 1, and an end only when final', async t => {
  fc.assert(fc.property(taskId, sentence, usage, (taskId, sentence, usage) => {
    const result = toResult({ type: 'result-generated', taskId, sentence, usage }, 1)
    if (!result) return
    const { sentenceId, beginTime, endTime, words } = result.sentence
    if (sentenceId < 1 || result.isSentenceEnd !== (endTime !== null) || (endTime ?? beginTime) < beginTime)
      throw new Error('sentence')
    if (words.some(word => word.endTime < word.beginTime)) throw new Error('word')
    deepStrictEqual(toResult(fromResult(result), 1) ?? result, result)
  }), { numRuns: 300 })
  t.pass('for 300 sentences')
})

/** The frame with what stands under one of its keys replaced by any JSON. */
function mutated(frame: string): fc.Arbitrary<string> {
  const keys = [...frame.matchAll(/"(\w+)":/g)].map(match => match[1]!)
  return fc.tuple(fc.constantFrom(...keys), fc.jsonValue()).map(([key, value]) =>
    JSON.stringify(JSON.parse(frame, (name, old: unknown) => name === key ? value : old)))
}

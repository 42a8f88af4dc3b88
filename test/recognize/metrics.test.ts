import t from 'tap'
import type { SessionUsage } from '../../lib/engine/engine.js'
import { MetricsCollector } from '../../lib/recognize/metrics.js'
import { failure } from '../../lib/errors.js'
import type { RecognitionResult } from '../../lib/types.js'

const result = (text: string, isSentenceEnd = false): RecognitionResult => ({
  requestId: 'r',
  isSentenceEnd,
  sentence: { sentenceId: 1, beginTime: 0, endTime: isSentenceEnd ? 1 : null, text, words: [] },
})

t.test('knows nothing at first, and leaves out what it cannot know', async t => {
  t.same(new MetricsCollector().snapshot(0, 0, undefined), {
    engine: '',
    requestIds: [],
    audioDuration: 0,
    skippedSilence: 0,
    sentDuration: 0,
    sentBytes: 0,
    finals: 0,
    disconnects: 0,
    reconnects: 0,
    billedSeconds: 0,
    unknownMessages: 0,
  })
})

t.test('the first delay runs from the first audio to the first text', async t => {
  const metrics = new MetricsCollector()
  metrics.audio(1000.2)
  metrics.audio(1200)
  t.equal(metrics.result(result(''), 1300), false, 'an empty result is no text')
  t.notOk('firstResultDelay' in metrics.snapshot(0, 0, undefined))
  t.equal(metrics.result(result('a'), 1450.4), true)
  t.equal(metrics.result(result('a b'), 1900), false, 'only the first')
  t.equal(metrics.snapshot(0, 0, undefined).firstResultDelay, 450)
})

t.test('the last delay runs from the end of the input to the end of the results', async t => {
  const metrics = new MetricsCollector()
  metrics.finish(5000)
  t.notOk('lastResultDelay' in metrics.snapshot(0, 0, undefined))
  metrics.complete(5123.4)
  t.equal(metrics.snapshot(0, 0, undefined).lastResultDelay, 123)
  const early = new MetricsCollector()
  early.finish(5000)
  early.complete(4999)
  t.equal(early.snapshot(0, 0, undefined).lastResultDelay, 0, 'never below zero')
})

t.test('counts finals, breaks and renewals', async t => {
  const metrics = new MetricsCollector()
  for (const isSentenceEnd of [false, true, false, true, true]) metrics.result(result('a', isSentenceEnd), 0)
  metrics.event({ type: 'disconnect', error: failure('STENO_CONNECTION_LOST', {}), position: 5 })
  metrics.event({ type: 'reconnect', requestId: 'b', reason: 'disconnect', gap: 1, resent: 2, attempts: 3 })
  metrics.event({ type: 'reconnect', requestId: 'c', reason: 'rotation', gap: 1, resent: 2, attempts: 1 })
  metrics.event({ type: 'warning', message: 'hm' })
  t.match(metrics.snapshot(0, 0, undefined), { finals: 3, disconnects: 1, reconnects: 2 })
})

t.test('audio and money are the account\'s where there is one, whole ms', async t => {
  const metrics = new MetricsCollector()
  const own = metrics.snapshot(1000.4, 0, undefined)
  t.match(own, { audioDuration: 1000, sentDuration: 1000 }, 'without usage all was sent once')
  const account: SessionUsage = {
    sentDuration: 1500.6,
    sentBytes: 48_000,
    billedSeconds: 2,
    cost: 0.00018,
    unknownMessages: 1,
  }
  t.match(metrics.snapshot(1000.4, 0, account), {
    audioDuration: 1000,
    sentDuration: 1501,
    sentBytes: 48_000,
    billedSeconds: 2,
    cost: 0.00018,
    unknownMessages: 1,
  })
  t.notOk('cost' in metrics.snapshot(0, 0, { ...account, cost: undefined }))
})

t.test('remembers the last hundred sessions', async t => {
  const metrics = new MetricsCollector()
  metrics.opened('engine', '0')
  for (let i = 1; i <= 150; i++) metrics.event({ type: 'session', requestId: String(i) })
  const { engine, requestIds } = metrics.snapshot(0, 0, undefined)
  t.equal(engine, 'engine')
  t.same(requestIds, Array.from({ length: 100 }, (_, i) => String(i + 51)))
})

t.test('a snapshot does not change afterwards', async t => {
  const metrics = new MetricsCollector()
  metrics.opened('engine', 'a')
  const before = metrics.snapshot(0, 0, undefined)
  metrics.event({ type: 'session', requestId: 'b' })
  t.same(before.requestIds, ['a'])
})

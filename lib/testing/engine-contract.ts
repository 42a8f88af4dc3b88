import assert from 'node:assert/strict'
import { getActiveResourcesInfo } from 'node:process'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { RecognitionResult } from '../types.js'
import {
  CHUNK_BYTES, collect, type EngineContractOptions, EngineProbe, finalsOf, split, textsOf,
} from './engine-probe.js'

export type { EngineContractOptions }

/** One check of a contract. */
export interface ContractCheck {
  /** Sentence that says what is checked. */
  readonly title: string
  /** Resolves when the check has passed; rejects with an `AssertionError` when it failed. */
  readonly run: () => Promise<void>
}

/** Longest time for a closed session to release its resources, in ms. */
const RELEASE_TIMEOUT_MS = 2000
const closedError = { code: 'STENO_SESSION_CLOSED' }

/**
 * Checks of the contract of `Engine` and `EngineSession`, for any test runner. All engines of this package pass them.
 *
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { engineContract, numberedAudio, numberedEngine } from 'stenopipe/testing'
 *
 * const audio = numberedAudio({ frames: 150 })
 * for (const { title, run } of engineContract({ make: () => numberedEngine(), audio, sampleRate: 16_000 })) {
 *   test(title, run)
 * }
 * ```
 */
export function engineContract(options: EngineContractOptions): ContractCheck[] {
  const probe = new EngineProbe(options)
  const all = {
    ...checks, ...options.broken && { 'a lost connection is an error that can be retried': checkDisconnect },
  }
  return Object.entries(all).map(([title, check]) => ({ title, run: () => check(probe) }))
}

const checks: Readonly<Record<string, (probe: EngineProbe) => Promise<void>>> = {
  'each sentence has one final, after its interims': checkSentences,
  'there are interims if the capabilities say so': checkInterims,
  'times are whole ms that never go backwards and stay within the audio': checkTimes,
  'words have no punctuation of their own and joined they are the text': checkWords,
  'the results do not depend on how the audio is cut': checkCuts,
  'the last words come after finish(), then the iteration ends': checkFinish,
  'without audio there are no results': checkSilence,
  'an opening is aborted by its signal, before and meanwhile': checkAbort,
  'a session can be closed at any time, more than once': checkClose,
  'audio is refused after finish() and after close()': checkRefusal,
  'a write during another one is refused as STENO_INVALID_STATE, or accepted': checkOverlap,
  'the buffer is the caller\'s again once the write has completed': checkBuffer,
  'two sessions side by side give the results of one': checkConcurrency,
  'renew() closes the session and opens one that gives the same results': checkRenewal,
  'a reader may leave in the middle of the results': checkBreak,
  'a closed session leaves no resources behind': checkLeaks,
}

async function checkSentences(probe: EngineProbe): Promise<void> {
  const results = await probe.expected()
  const finals = finalsOf(results)
  assert.ok(finals.length >= 2, `At least two finals were expected, got ${finals.length}`)
  const numbers = finals.map(final => final.sentence.sentenceId)
  assert.deepEqual(numbers, finals.map((_, i) => i + 1), 'Finals are not numbered')
  let current = 1
  for (const { sentence, isSentenceEnd } of results) {
    assert.equal(sentence.sentenceId, current, 'A sentence has a result before the last one had its final')
    assert.equal(sentence.endTime === null, !isSentenceEnd, '`endTime` must be null exactly while interim')
    if (isSentenceEnd) current++
  }
}

async function checkInterims(probe: EngineProbe): Promise<void> {
  const hasInterim = (results: readonly RecognitionResult[]): boolean => results.some(result => !result.isSentenceEnd)
  // Of audio that comes all at once every interim may have been replaced before it was read.
  const found = hasInterim(await probe.expected()) || hasInterim(await probe.run(split(probe.audio), 3))
  assert.equal(found, probe.options.make().capabilities.interimResults, '`interimResults` does not match the results')
}

async function checkTimes(probe: EngineProbe): Promise<void> {
  const duration = probe.audio.length / 2 / probe.options.sampleRate * 1000
  let latest = 0
  for (const { sentence: { beginTime, words, endTime } } of finalsOf(await probe.expected())) {
    for (const time of [beginTime, ...words.flatMap(word => [word.beginTime, word.endTime]), endTime ?? NaN]) {
      assert.ok(Number.isInteger(time) && time >= latest && time <= duration, `Not ${latest} <= ${time} <= ${duration}`)
      latest = time
    }
  }
}

async function checkWords(probe: EngineProbe): Promise<void> {
  const { wordTimes } = probe.options.make().capabilities
  for (const { sentence: { text, words } } of await probe.expected()) {
    for (const word of words) assert.doesNotMatch(word.text, /[<>[\]()+\s]|^$/)
    const joined = words.map(word => word.text + word.punctuation).join('')
    if (wordTimes) assert.equal(joined, text.replaceAll(' ', ''))
  }
}

async function checkCuts(probe: EngineProbe): Promise<void> {
  const finals = (results: readonly RecognitionResult[]): unknown[] => finalsOf(results).map(({ sentence }) => sentence)
  const expected = finals(await probe.expected())
  const unevenly = split(probe.audio, offset => offset < 4000 ? 2 : 6402)
  assert.deepEqual(finals(await probe.run(unevenly)), expected, 'Other results when first written sample by sample')
  assert.deepEqual(finals(await probe.run([probe.audio])), expected, 'Other results when written all at once')
}

async function checkFinish(probe: EngineProbe): Promise<void> {
  const session = await probe.open()
  for (const chunk of split(probe.audio)) await session.write(chunk)
  await session.finish()
  const finals = finalsOf(await collect(session))
  await session.close()
  assert.ok(finals.length >= 2, `Results were lost when read late: got ${finals.length} finals`)
}

async function checkSilence(probe: EngineProbe): Promise<void> {
  assert.deepEqual(await probe.run([]), [])
}

async function checkAbort(probe: EngineProbe): Promise<void> {
  const reason = new Error('Aborted by the check')
  const isReason = (error: unknown): boolean => error === reason
  await assert.rejects(async () => probe.open(undefined, AbortSignal.abort(reason)), isReason)
  const abort = new AbortController()
  const opening = probe.open(undefined, abort.signal)
  abort.abort(reason)
  // An engine that opens at once may be faster than the signal.
  const outcome = await opening.then(session => session.close().then(() => reason), (error: unknown) => error)
  assert.equal(outcome, reason, 'The opening must reject with the reason of the signal')
}

async function checkClose(probe: EngineProbe): Promise<void> {
  const { audio } = probe
  for (const bytes of [0, audio.length >> 2, audio.length]) {
    const session = await probe.open()
    const reading = collect(session).catch(() => {})
    for (const chunk of split(audio.subarray(0, bytes))) await session.write(chunk)
    const writing = (async () => {
      await session.write(audio.subarray(0, CHUNK_BYTES))
      if (bytes > 0) await session.finish()
    })().catch(() => {})
    await Promise.all([session.close(), session.close()])
    await session.close()
    await Promise.all([writing, reading])
  }
}

async function checkRefusal(probe: EngineProbe): Promise<void> {
  const session = await probe.open()
  await session.finish()
  const write = async (): Promise<void> => { await session.write(probe.audio.subarray(0, 320)) }
  await assert.rejects(write, closedError)
  await session.close()
  await assert.rejects(write, closedError)
}

async function checkOverlap(probe: EngineProbe): Promise<void> {
  const session = await probe.open()
  const reading = collect(session)
  const first = session.write(probe.audio)
  const overlap = async (): Promise<void> => { await session.write(probe.audio.subarray(0, 320)) }
  const second = first && await overlap().catch((error: unknown) => error)
  await first
  await session.finish()
  const results = await reading
  await session.close()
  if (second === undefined) return
  assert.equal((second as { code?: unknown }).code, 'STENO_INVALID_STATE')
  assert.deepEqual(textsOf(results), textsOf(await probe.expected()), 'The refused write changed the results')
}

async function checkBuffer(probe: EngineProbe): Promise<void> {
  const session = await probe.open()
  const reading = collect(session)
  const buffer = Buffer.alloc(CHUNK_BYTES)
  for (const chunk of split(probe.audio)) {
    buffer.set(chunk)
    await session.write(buffer.subarray(0, chunk.length))
    buffer.fill(255)
  }
  await session.finish()
  const results = await reading
  await session.close()
  assert.deepEqual(textsOf(results), textsOf(await probe.expected()))
}

async function checkConcurrency(probe: EngineProbe): Promise<void> {
  const expected = textsOf(await probe.expected())
  for (const results of await Promise.all([probe.run(), probe.run()])) assert.deepEqual(textsOf(results), expected)
}

async function checkRenewal(probe: EngineProbe): Promise<void> {
  const session = await probe.open()
  if (!session.renew) {
    await session.close()
    return
  }
  const expected = textsOf(await probe.expected())
  assert.deepEqual(textsOf(await probe.recognize(session)), expected)
  const next = await session.renew({ format: probe.format, signal: new AbortController().signal })
  assert.notEqual(next.id, session.id)
  await assert.rejects(async () => session.write(probe.audio.subarray(0, 320)), closedError)
  await session.close()
  assert.deepEqual(textsOf(await probe.recognize(next)), expected, 'The renewed session gave other results')
  await next.close()
}

async function checkBreak(probe: EngineProbe): Promise<void> {
  const session = await probe.open()
  const writing = (async () => {
    for (const chunk of split(probe.audio)) await session.write(chunk)
    await session.finish()
  })().catch(() => {})
  for await (const result of session) {
    assert.equal(result.requestId, session.id, '`requestId` must be the id of the session')
    break
  }
  await session.close()
  await writing
}

async function checkLeaks(probe: EngineProbe): Promise<void> {
  const list = probe.options.resources ?? activeResources
  const before = list()
  const session = await probe.open()
  await session.write(probe.audio.subarray(0, 32_000))
  await session.close()
  // The other end of a connection takes a moment to close.
  for (let waited = 0; waited < RELEASE_TIMEOUT_MS; waited += 10) {
    if (excess(list(), before).length === 0) break
    await setTimeout(10)
  }
  assert.deepEqual(excess(list(), before), [], 'Resources are still in use')
}

async function checkDisconnect(probe: EngineProbe): Promise<void> {
  const session = await probe.open(probe.options.broken?.())
  const reading = collect(session)
  // A connection may take audio for a while before it is known to be lost.
  const writing = (async () => {
    for (let round = 0; round < 1000; round++) {
      for (const chunk of split(probe.audio)) await session.write(chunk)
      await setImmediate()
    }
  })()
  const [written, read] = await Promise.allSettled([writing, reading])
  await session.close()
  for (const [name, outcome] of Object.entries({ write: written, iteration: read })) {
    const { retryable } = (outcome.status === 'rejected' ? outcome.reason : {}) as { retryable?: unknown }
    assert.ok(retryable === true, `After a disconnect ${name} must reject with an error that is \`retryable\``)
  }
}

/** Names of handles that keep the process alive, without timers and the writes of a reporter. */
function activeResources(): string[] {
  return getActiveResourcesInfo().filter(name => !/^(Immediate|Timeout|.*WriteWrap)$/.test(name))
}

/** Names that occur more often than before. */
function excess(now: readonly string[], before: readonly string[]): string[] {
  const count = (names: readonly string[], name: string): number => names.filter(other => other === name).length
  return [...new Set(now)].filter(name => count(now, name) > count(before, name))
}

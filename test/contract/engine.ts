import type { Test } from 'tap'
import type { Engine, EngineSession } from '../../lib/engine/engine.js'
import type { RecognitionResult } from '../../lib/types.js'
import { comesTrue, more, resources } from '../support/resources.js'

/** What an engine is examined with. */
export interface EngineContract {
  /** A fresh engine. */
  readonly make: () => Engine
  /** s16le mono in which it hears at least two sentences, a pause between them. */
  readonly audio: Uint8Array
  readonly sampleRate: number
  /** An engine, if it has a link, whose link breaks while audio is written. */
  readonly broken?: () => Engine
}

/** The exam that every engine passes: the promises of `Engine` and `EngineSession`, one test each. */
export function engineTests(t: Test, exam: EngineContract): void {
  const { make, audio, sampleRate } = exam
  const open = (engine = make(), signal = new AbortController().signal): Promise<EngineSession> =>
    engine.open({ format: { encoding: 's16le', sampleRate, channels: 1 }, signal })
  const say = async (
    session: EngineSession,
    cut?: (bytes: number) => number,
    pause = 0,
  ): Promise<RecognitionResult[]> => {
    const results = collect(session)
    for (const piece of pieces(audio, cut)) {
      await session.write(piece)
      if (pause > 0) await new Promise(resolve => setTimeout(resolve, pause))
    }
    await session.finish()
    return results
  }
  const run = async (cut?: (bytes: number) => number, pause = 0): Promise<RecognitionResult[]> => {
    const session = await open()
    const all = await say(session, cut, pause)
    await session.close()
    return all
  }

  let usual: Promise<RecognitionResult[]> | undefined
  const usually = (): Promise<RecognitionResult[]> => usual ??= run()

  t.test('gives each sentence one final, after its interims', async t => {
    const results = await usually()
    const finals = results.filter(result => result.isSentenceEnd)
    t.ok(finals.length >= 2, 'at least two sentences')
    t.same(finals.map(final => final.sentence.sentenceId), finals.map((_, i) => i + 1), 'numbered from 1')
    let open = 1
    for (const { sentence, isSentenceEnd } of results) {
      t.equal(sentence.sentenceId, open, 'no sentence speaks before the one before it has ended')
      t.equal(sentence.endTime === null, !isSentenceEnd, '`endTime` is null exactly while interim')
      if (isSentenceEnd) open++
    }
  })

  t.test('gives interims if it says so', async t => {
    const speaks = (results: readonly RecognitionResult[]): boolean => results.some(result => !result.isSentenceEnd)
    // Of audio that comes all at once every interim may have been replaced before it was read.
    const heard = speaks(await usually()) || speaks(await run(undefined, 3))
    t.equal(heard, make().capabilities.interimResults)
  })

  t.test('gives times that never go backwards and stay within the audio', async t => {
    const duration = audio.length / 2 / sampleRate * 1000
    let now = 0
    for (const { sentence } of (await usually()).filter(result => result.isSentenceEnd)) {
      const times = [
        sentence.beginTime,
        ...sentence.words.flatMap(word => [word.beginTime, word.endTime]),
        sentence.endTime!,
      ]
      for (const time of times) {
        t.ok(Number.isInteger(time) && time >= now && time <= duration, `${now} <= ${time} <= ${duration}`)
        now = time
      }
    }
  })

  t.test('gives words without marks of its own, joined to the text', async t => {
    for (const { sentence } of await usually()) {
      for (const word of sentence.words) t.notMatch(word.text, /[<>[\]()+\s]|^$/)
      const joined = sentence.words.map(word => word.text + word.punctuation).join('')
      if (make().capabilities.wordTimes) t.equal(joined, sentence.text.replaceAll(' ', ''))
    }
  })

  t.test('says the same however the audio is cut', async t => {
    const finals = (results: RecognitionResult[]): unknown[] =>
      results.filter(result => result.isSentenceEnd).map(result => result.sentence)
    const expected = finals(await usually())
    t.same(finals(await run(offset => offset < 4000 ? 2 : 6402)), expected, 'first sample by sample')
    t.same(finals(await run(() => audio.length)), expected, 'all at once')
  })

  t.test('says the last words after finish(), then ends', async t => {
    const session = await open()
    for (const piece of pieces(audio)) await session.write(piece)
    await session.finish()
    const finals = (await collect(session)).filter(result => result.isSentenceEnd)
    t.ok(finals.length >= 2, 'nothing is lost when results are read late')
    await session.close()
  })

  t.test('ends without a word when it was given nothing', async t => {
    const session = await open()
    await session.finish()
    t.same(await collect(session), [])
    await session.close()
  })

  t.test('rejects an opening whose signal is aborted, before and meanwhile', async t => {
    const reason = new Error('changed my mind')
    await t.rejects(open(make(), AbortSignal.abort(reason)), reason)
    const abort = new AbortController()
    const opening = open(make(), abort.signal)
    abort.abort(reason)
    // An engine that opens at once may be faster than the signal.
    await opening.then(session => session.close(), (error: unknown) => { t.equal(error, reason) })
  })

  t.test('can be closed at any time, any number of times', async t => {
    for (const upTo of [0, audio.length >> 2, audio.length]) {
      const session = await open()
      const results = collect(session).catch((error: unknown) => error)
      for (const piece of pieces(audio.subarray(0, upTo))) await session.write(piece)
      const late = Promise.allSettled([session.write(audio.subarray(0, 3200)), ...upTo ? [session.finish()] : []])
      await Promise.all([session.close(), session.close()])
      await session.close()
      await late
      await results
      t.pass('nobody waits for ever')
    }
  })

  t.test('refuses audio after finish() and after close()', async t => {
    const session = await open()
    await session.finish()
    await t.rejects(session.write(audio.subarray(0, 320)), { code: 'STENO_SESSION_CLOSED' })
    await session.close()
    await t.rejects(session.write(audio.subarray(0, 320)), { code: 'STENO_SESSION_CLOSED' })
  })

  t.test('keeps the audio it was given when the caller uses its buffer again', async t => {
    const session = await open()
    const results = collect(session)
    const buffer = Buffer.alloc(3200)
    for (const piece of pieces(audio, () => 3200)) {
      buffer.fill(0).set(piece)
      const written = session.write(buffer.subarray(0, piece.length))
      buffer.fill(255)
      await written
    }
    await session.finish()
    t.same(texts(await results), texts(await usually()))
    await session.close()
  })

  t.test('runs two sessions side by side as it runs one', async t => {
    for (const results of await Promise.all([run(), run()])) t.same(texts(results), texts(await usually()))
  })

  t.test('a session that can be renewed is closed by it, and another says the same', async t => {
    const session = await open()
    if (!session.renew) {
      await session.close()
      return
    }
    const options = {
      format: { encoding: 's16le', sampleRate, channels: 1 },
      signal: new AbortController().signal,
    } as const
    t.same(texts(await say(session)), texts(await usually()))
    const next = await session.renew(options)
    t.not(next.id, session.id)
    await t.rejects(session.write(audio.subarray(0, 320)), { code: 'STENO_SESSION_CLOSED' })
    await session.close()
    t.same(
      texts(await say(next)),
      texts(await usually()),
      'the one before is closed in vain, and nothing of it is heard',
    )
    await next.close()
  })

  t.test('can be left in the middle of its results', async t => {
    const session = await open()
    const writing = (async () => {
      for (const piece of pieces(audio)) await session.write(piece)
      await session.finish()
    })().catch(() => {})
    for await (const result of session) {
      t.ok(result.requestId === session.id)
      break
    }
    await session.close()
    await writing
  })

  t.test('leaves nothing behind', async t => {
    const before = resources()
    const session = await open()
    await session.write(audio.subarray(0, 32_000))
    await session.close()
    await comesTrue(() => !more(resources(), before))
    t.notOk(more(resources(), before), `before: ${before.join()}; after: ${resources().join()}`)
  })

  const { broken } = exam
  if (broken) {
    t.test('says that a lost link can be tried again', async t => {
      const session = await open(broken())
      const results = collect(session)
      // A link may take audio for a while before it knows that it is broken.
      const writing = (async () => {
        for (let round = 0; round < 1000; round++) {
          for (const piece of pieces(audio)) await session.write(piece)
          await new Promise(resolve => setImmediate(resolve))
        }
      })()
      for (const outcome of await Promise.allSettled([writing, results])) {
        t.match(outcome, { status: 'rejected', reason: { retryable: true } })
      }
      await session.close()
    })
  }
}

function* pieces(audio: Uint8Array, cut: (offset: number) => number = () => 3200): Generator<Uint8Array> {
  for (let from = 0; from < audio.length;) {
    const to = from + cut(from)
    yield audio.subarray(from, to)
    from = to
  }
}

async function collect(session: EngineSession): Promise<RecognitionResult[]> {
  const results: RecognitionResult[] = []
  for await (const result of session) results.push(result)
  return results
}

function texts(results: readonly RecognitionResult[]): string[] {
  return results.filter(result => result.isSentenceEnd).map(result => result.sentence.text)
}

import { PassThrough, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { StenopipeError } from '../../lib/errors.js'
import { recognize, type SessionInfo } from '../../lib/recognize/recognize.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import type { AudioChunk, RecognitionResult } from '../../lib/types.js'
import { ScriptedEngine, type Script } from '../support/scripted-engine.js'

const SECOND = 32_000
const script: Script = [[100, 'one'], [400, 'two'], [900, ''], [1500, 'three'], [1900, 'four']]
const audio = (seconds: number, piece = 3200): Readable =>
  Readable.from(Array.from({ length: seconds * SECOND / piece }, () => Buffer.alloc(piece)))
const finals = (results: RecognitionResult[]): RecognitionResult[] => results.filter(result => result.isSentenceEnd)

t.test('gives interims and finals in order, then ends and closes the session', async t => {
  const engine = new ScriptedEngine(script)
  const results = await audio(3).pipe(recognize({ engine })).toArray() as RecognitionResult[]
  t.same(results.map(({ sentence, isSentenceEnd }) => [sentence.sentenceId, sentence.text, isSentenceEnd]), [
    [1, 'one', false], [1, 'one two', false], [1, 'one two', true],
    [2, 'three', false], [2, 'three four', false], [2, 'three four', true],
  ])
  await new Promise(setImmediate)
  t.same([engine.opened, engine.closed], [1, 1])
})

t.test('omits interims with interimResults: false', async t => {
  const results = await audio(3)
    .pipe(recognize({ engine: new ScriptedEngine(script), interimResults: false }))
    .toArray()
  t.equal(results.length, 2)
})

t.test('emits session once the engine is open', async t => {
  const recognizer = recognize({ engine: new ScriptedEngine(script) })
  const told: SessionInfo[] = []
  recognizer.on('session', session => told.push(session))
  const [first] = await audio(3).pipe(recognizer).toArray() as RecognitionResult[]
  t.same(told, [{ engine: 'scripted', requestId: first!.requestId, sampleRate: 16_000 }])
})

t.test('joins samples that are split between writes', async t => {
  const engine = new ScriptedEngine(script)
  const bytes = Readable.from(Array.from({ length: 999 }, (_, i) => Buffer.alloc(i % 7)))
  await bytes.pipe(recognize({ engine })).resume().toArray()
  const sum = Array.from({ length: 999 }, (_, i) => i % 7).reduce((a, b) => a + b)
  t.equal(engine.bytes, sum - sum % 2)
})

t.test('maps times to the source clock, across silence that was left out', async t => {
  const recognizer = recognize({ engine: new ScriptedEngine(script) })
  const chunk = (start: number, ms: number): AudioChunk => ({ data: new Uint8Array(ms * 32), start, duration: ms })
  recognizer.write(chunk(5000, 1000))
  recognizer.write(chunk(60_000, 2000))
  recognizer.end()
  const [one, two] = finals(await recognizer.toArray() as RecognitionResult[])
  t.match(one, {
    sentence: { beginTime: 5100, endTime: 5600, words: [{ beginTime: 5100, endTime: 5300 }, { beginTime: 5400 }] },
  })
  t.match(two, { sentence: { beginTime: 60_500, endTime: 61_100 } })
})

t.test('position counts the accepted audio', async t => {
  const recognizer = recognize({ engine: new ScriptedEngine() })
  t.equal(recognizer.position, 0)
  await audio(3).pipe(recognizer).toArray()
  t.equal(recognizer.position, 3000)
})

t.test('takes over the sample rate of the stage piped in', async t => {
  const engine = new ScriptedEngine(script)
  const stage = Object.assign(audio(1), { format: { encoding: 's16le', sampleRate: 8000, channels: 1 } })
  const recognizer = stage.pipe(recognize({ engine }))
  const told = new Promise<SessionInfo>(resolve => recognizer.on('session', resolve))
  recognizer.resume()
  t.match(await told, { sampleRate: 8000 })
})

t.test('refuses a sample rate of no use to the engine before any audio is sent', async t => {
  const engine = new ScriptedEngine(script)
  const stage = Object.assign(audio(1), { format: { encoding: 's16le', sampleRate: 48_000, channels: 1 } })
  await t.rejects(stage.pipe(recognize({ engine })).toArray(), {
    code: 'STENO_FORMAT_MISMATCH',
    message:
      'Format mismatch: scripted takes 16000 Hz or 8000 Hz, got 48000 Hz; decode with `decode({ sampleRate: 16000 })`',
  })
  t.same([engine.opened, engine.bytes], [0, 0])
})

t.test('refuses a stage whose sample rate contradicts the option', async t => {
  const engine = new ScriptedEngine(script)
  const stage = Object.assign(audio(1), { format: { encoding: 's16le', sampleRate: 8000, channels: 1 } })
  await t.rejects(stage.pipe(recognize({ engine, sampleRate: 16_000 })).toArray(), { code: 'STENO_FORMAT_MISMATCH' })
  t.equal(engine.bytes, 0)
})

t.test('refuses wrong options at once and wrong chunks as a stream error', async t => {
  t.throws(() => recognize({ sampleRate: 44.1 }), {
    code: 'STENO_BAD_OPTION',
    message: '`sampleRate` must be an integer from 8000 to 192000, got 44.1',
  })
  t.throws(() => recognize({ engine: {} as never }), { code: 'STENO_BAD_OPTION' })
  t.throws(() => recognize({ interimResults: 'no' as never }), { code: 'STENO_BAD_OPTION' })
  for (const wrong of ['text', { data: 'text' }, 5]) {
    const recognizer = recognize({ engine: new ScriptedEngine(script) })
    recognizer.write(wrong)
    await t.rejects(recognizer.toArray(), { code: 'STENO_BAD_OPTION' })
  }
})

t.test('applies backpressure to the source while the engine is busy', async t => {
  const engine = new ScriptedEngine(script, { writeDelay: 5 })
  const recognizer = recognize({ engine })
  let accepted = 0
  while (recognizer.write(Buffer.alloc(3200))) accepted++
  t.ok(accepted < 32, `${accepted} writes before it says stop`)
  recognizer.resume().end()
  await new Promise(resolve => recognizer.on('close', resolve))
})

t.test('reads results no faster than its reader, and loses none', async t => {
  const chatter: Script = Array.from(
    { length: 1000 },
    (_, i) =>
      [
        [i * 300, `w${i}`],
        [i * 300 + 50, ''],
      ] as const,
  ).flat()
  const recognizer = audio(301).pipe(recognize({ engine: new ScriptedEngine(chatter), interimResults: false }))
  await new Promise(resolve => setTimeout(resolve, 50))
  t.ok(recognizer.readableLength <= 16, `${recognizer.readableLength} results wait`)
  t.ok(recognizer.position < 150_000, `held back at ${recognizer.position} ms`)
  t.equal((await recognizer.toArray()).length, 1000)
})

t.test('a failing open is the error of the stream', async t => {
  const engine = new ScriptedEngine(script, { open: 'fail' })
  await t.rejects(pipeline(audio(1), recognize({ engine }), new PassThrough({ objectMode: true })), {
    code: 'STENO_ENGINE_FAILED',
  })
  t.equal(engine.opened, 0)
})

t.test('a lost connection is an error of the stream; finals before it are not lost', async t => {
  const engine = new ScriptedEngine(script, { breakAt: 1300 })
  const recognizer = audio(3).pipe(recognize({ engine, interimResults: false }))
  const got: string[] = []
  const error = await (async () => {
    for await (const { sentence } of recognizer) got.push(sentence.text)
  })().catch((error: unknown) => error)
  t.match(error, { code: 'STENO_ENGINE_FAILED', retryable: true })
  t.ok(error instanceof StenopipeError)
  t.same(got, ['one two'])
  t.equal(engine.closed, 1)
})

t.test('can be destroyed while it opens, at once and later', async t => {
  for (const delay of [0, 20]) {
    const recognizer = recognize({ engine: new ScriptedEngine(script, { open: 'hang' }) })
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay))
    recognizer.destroy()
    await new Promise(resolve => recognizer.on('close', resolve))
    t.pass(`closed after ${delay} ms`)
  }
})

t.test('an AbortSignal ends it at any time', async t => {
  for (const faults of [{ open: 'hang' as const }, { writeDelay: 5 }]) {
    const abort = new AbortController()
    const engine = new ScriptedEngine(script, faults)
    const ended = audio(3).pipe(recognize({ engine, signal: abort.signal })).toArray()
    setTimeout(() => { abort.abort() }, 20)
    await t.rejects(ended, { name: 'AbortError' })
    t.equal(engine.closed, engine.opened)
  }
})

t.test('an aborted signal ends it before anything is opened', async t => {
  const engine = new ScriptedEngine(script)
  const recognizer = recognize({ engine, signal: AbortSignal.abort() })
  await t.rejects(audio(3).pipe(recognizer).toArray(), { name: 'AbortError' })
  t.same([engine.opened, engine.bytes], [0, 0])
})

t.test('an early break closes the session and every stage before it', async t => {
  const engine = new ScriptedEngine(script)
  const source = audio(600)
  const stage = new PassThrough()
  const recognizer = source.pipe(stage).pipe(recognize({ engine }))
  for await (const result of recognizer) {
    t.ok(result.sentence)
    break
  }
  await new Promise(resolve => setTimeout(resolve, 20))
  t.same([engine.closed, stage.destroyed, recognizer.destroyed], [1, true, true])
})

t.test('an error of the source comes out at the end of a chain of pipes', async t => {
  const source = new Readable({ read() { this.destroy(new Error('the disk is gone')) } })
  await t.rejects(source.pipe(recognize({ engine: new ScriptedEngine(script) })).toArray(), {
    message: 'the disk is gone',
  })
})

t.test('a source that closes without an end is an error, not a hang', async t => {
  const source = new PassThrough()
  const results = source.pipe(recognize({ engine: new ScriptedEngine(script) })).toArray()
  setTimeout(() => source.destroy(), 10)
  await t.rejects(results, { code: 'STENO_SOURCE_CLOSED' })
})

t.test('works in pipeline() and through Web Streams', async t => {
  const texts: string[] = []
  await pipeline(audio(3), recognize({ engine: new ScriptedEngine(script), interimResults: false }), new Writable({
    objectMode: true,
    write(result: RecognitionResult, _encoding, done) {
      texts.push(result.sentence.text)
      done()
    },
  }))
  t.same(texts, ['one two', 'three four'])
  const web = Readable.toWeb(audio(3).pipe(recognize({ engine: new ScriptedEngine(script), interimResults: false })))
  let count = 0
  for await (const result of web) count += Number((result as RecognitionResult).isSentenceEnd)
  t.equal(count, 2)
})

t.test('with `concurrency` segments run in parallel, and results come as from one session', async t => {
  const pcm = numberedAudio({ frames: 9000, frameDuration: 10 })
  const run = async (concurrency: number): Promise<{ finals: RecognitionResult[]; ids: number; position: number }> => {
    const recognizer = recognize({ engine: numberedEngine({ frameDuration: 10 }), concurrency })
    recognizer.end(pcm)
    const results = finals(await recognizer.toArray() as RecognitionResult[])
    return { finals: results, ids: recognizer.metrics.requestIds.length, position: recognizer.position }
  }
  const [one, three] = [await run(1), await run(3)]
  t.same([one.ids, one.position], [1, 90_000])
  t.same([three.ids, three.position], [3, 90_000])
  const words = ({ finals }: typeof one): unknown[] => finals.flatMap(({ sentence }) => sentence.words)
  t.same(words(three), words(one))
  for (const concurrency of [0, 1.5, 1001])
    t.throws(() => recognize({ concurrency }), { code: 'STENO_BAD_OPTION', message: /^`concurrency`/ })
})

t.test('a misspelt option is an error that suggests the right name, whatever it belongs to', async t => {
  for (const [misspelt, right] of [
    ['interimResult', 'interimResults'], ['langaugeHints', 'languageHints'], ['highWatermark', 'highWaterMark'],
  ] as const) {
    const message = `\`${misspelt}\` is not an option of \`recognize()\`; did you mean \`${right}\`?`
    t.throws(() => recognize({ [misspelt]: 1 }), { code: 'STENO_UNKNOWN_OPTION', option: misspelt, message })
  }
  t.throws(() => recognize({ transform() {} } as never), { code: 'STENO_UNKNOWN_OPTION', option: 'transform' })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { encode } from '../../lib/audio/encode.js'
import { pocketsphinx } from '../../lib/engines/pocketsphinx/index.js'
import { Recognition } from '../../lib/rx/recognition.js'
import { ScriptedEngine } from '../support/scripted-engine.js'
import { clips, wordErrorRate } from '../support/speech.js'
import { script, service } from './support.js'

/** Three seconds. */
const clip = clips.find(({ name }) => name === '0880')!

t.test('gives the finals as plain data, whose JSON is that of the SDK', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script) })
  const transcription = await recognition.call({}, pathToFileURL(clip.path))
  t.same(
    transcription.sentences.map(({ text, beginTime, endTime }) => [text, beginTime, endTime]),
    [
      ['one two', 100, 600],
      ['three four', 1500, 2100],
    ],
  )
  t.match(JSON.parse(JSON.stringify(transcription)), {
    requestId: 'scripted-1',
    sentences: [{ text: 'one two' }, { text: 'three four' }],
  })
  t.notOk('usage' in transcription, 'where nothing is billed')
})

t.test('the service is sent what it takes as it is', async t => {
  const { emulator, param } = await service(t)
  const recognition = new Recognition(param)
  const { sentences, usage, requestId } = await recognition.call({ format: 'wav', sampleRate: 16_000 }, clip.path)
  const [task] = emulator.tasks
  t.match(task, { bytes: readFileSync(clip.path).length, parameters: { format: 'wav' }, taskId: requestId })
  t.same(sentences.map(({ text }) => text), ['Hello world.', 'How are you?'])
  t.ok(usage!.duration > 0)
})

t.test('what is not what `format` says is decoded, and so is what the engine does not take', async t => {
  const { emulator, param } = await service(t)
  await new Recognition(param).call({ format: 'mp3' }, clip.path)
  t.match(emulator.tasks[0], { bytes: clip.pcm.length, parameters: { format: 'pcm' } })
  const engine = new ScriptedEngine(script)
  await new Recognition({ engine }).call({ format: 'wav' }, clip.path)
  t.equal(engine.bytes, clip.pcm.length)
})

t.test('bare samples are known by `format` only, and are resampled to a rate that the engine takes', async t => {
  const engine = new ScriptedEngine(script)
  const recognition = new Recognition({ engine })
  const path = join(t.testdir({ 'talk.pcm': clip.pcm }), 'talk.pcm')
  await recognition.call({ format: 'pcm', sampleRate: 16_000 }, path)
  t.equal(engine.bytes, clip.pcm.length)
  await t.rejects(recognition.call({}, path), { code: 'STENO_AUDIO_UNREADABLE' })
  const before = engine.bytes
  await recognition.call({ format: 'pcm', sampleRate: 32_000 }, path)
  t.ok(Math.abs(engine.bytes - before - clip.pcm.length / 2) < 200, `${engine.bytes - before} bytes`)
})

t.test("a WAV file is read as one although `format` is 'pcm'", async t => {
  const engine = new ScriptedEngine(script)
  await new Recognition({ engine }).call({ format: 'pcm' }, clip.path)
  t.equal(engine.bytes, clip.pcm.length)
})

t.test('a file that breaks off is a warning, and what came of it is recognised', async t => {
  const path = join(t.testdir({ 'short.wav': readFileSync(clip.path).subarray(0, 60_000) }), 'short.wav')
  const warnings: unknown[] = []
  const engine = new ScriptedEngine(script)
  const { sentences } = await new Recognition({
    engine,
    onWarning: warning => {
      warnings.push(warning)
    },
  }).call({}, path)
  t.match(warnings, [{ code: 'STENO_AUDIO_TRUNCATED' }])
  t.ok(sentences.length > 0)
})

t.test('Opus goes as it is, too', async t => {
  const { emulator, param } = await service(t)
  const stage = encode()
  stage.end(clip.pcm)
  const ogg = Buffer.concat(await stage.toArray() as Buffer[])
  await new Recognition(param).call({ format: 'opus' }, join(t.testdir({ 'talk.ogg': ogg }), 'talk.ogg'))
  t.match(emulator.tasks[0], { bytes: ogg.length, parameters: { format: 'opus' } })
})

t.test('a file that is missing, empty, a directory or no audio is a clear error, and nothing is left', async t => {
  const { emulator, param } = await service(t)
  const recognition = new Recognition(param)
  const directory = t.testdir({ 'empty.wav': '', 'notes.wav': 'Buy milk, and eggs.\n'.repeat(1000) })
  for (const format of [undefined, 'wav'] as const) {
    const call = (name: string): Promise<unknown> =>
      recognition.call({ ...(format && { format }) }, join(directory, name))
    await t.rejects(call('gone.wav'), { code: 'STENO_FILE_NOT_FOUND' })
    await t.rejects(call('empty.wav'), { code: 'STENO_AUDIO_EMPTY' })
    await t.rejects(call(''), { code: 'STENO_NOT_A_FILE' })
    await t.rejects(call('notes.wav'), { code: 'STENO_AUDIO_UNREADABLE' })
  }
  await t.rejects(recognition.call({}, new URL('http://127.0.0.1/talk.mp3')), { code: 'STENO_BAD_OPTION' })
  t.equal(emulator.connections, 0)
})

t.test('an engine that breaks rejects the promise', async t => {
  const engine = new ScriptedEngine(script, { breakAt: 1000 })
  await t.rejects(new Recognition({ engine }).call({}, clip.path), { code: 'STENO_ENGINE_FAILED' })
  t.equal(engine.closed, 1)
})

t.test('an AbortSignal ends it with an AbortError, aborted before or after', async t => {
  const engine = new ScriptedEngine(script)
  const recognition = new Recognition({ engine })
  await t.rejects(recognition.call({ signal: AbortSignal.abort() }, clip.path), { name: 'AbortError' })
  const abort = new AbortController()
  const call = recognition.call(
    { signal: abort.signal, engine: new ScriptedEngine(script, { open: 'hang' }) },
    clip.path,
  )
  setImmediate(() => { abort.abort() })
  await t.rejects(call, { name: 'AbortError' })
  t.equal(engine.opened, engine.closed)
})

t.test('calls may run side by side; the numbers are those of the one begun last', async t => {
  const recognition = new Recognition({ engine: new ScriptedEngine(script) })
  const both = await Promise.all([recognition.call({}, clip.path), recognition.call({}, clip.path)])
  t.same(both.map(({ sentences }) => sentences.length), [2, 2])
  t.equal(recognition.getLastRequestId(), both[1].requestId)
  t.ok(Number.isInteger(recognition.getFirstPackageDelay()))
  t.ok(Number.isInteger(recognition.getLastPackageDelay()))
})

t.test('the embedded engine recognises real speech', async t => {
  const recognition = new Recognition({ engine: pocketsphinx({ accuracy: 'fast' }) })
  const { sentences } = await recognition.call({ format: 'wav', sampleRate: 16_000 }, clip.path)
  const rate = wordErrorRate(clip.transcript, sentences.map(({ text }) => text).join(' '))
  t.ok(rate < 0.6, `${rate} of the words are wrong`)
  t.ok(recognition.getFirstPackageDelay()! > 0)
})

import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { chunk, type ChunkOptions, type Chunker, type SpeechEvent } from '../../lib/audio/chunk.js'
import { decode } from '../../lib/audio/decode.js'
import type { Vad } from '../../lib/audio/vad/vad.js'
import type { AudioChunk } from '../../lib/types.js'
import { tones } from './sounds.js'
import { clips, speech } from '../support/speech.js'

async function gathered(stage: Chunker, input: Buffer): Promise<AudioChunk[]> {
  return await Readable.from([input]).pipe(stage).toArray() as AudioChunk[]
}

/** Two clips of real speech, nearly a minute of silence around them. */
const sparse = Buffer.concat([
  Buffer.alloc(32_000 * 5), clips[0]!.pcm, Buffer.alloc(32_000 * 37), clips[1]!.pcm, Buffer.alloc(32_000 * 15),
])

t.test('chunk() leaves out long silence and keeps every word at its place', async t => {
  for (const vad of ['energy', 'fvad'] as const) {
    const stage = chunk({ vad })
    const events: [string, number][] = []
    for (const name of ['speechstart', 'speechend'] as const) {
      stage.on(name, ({ time }: SpeechEvent) => { events.push([name, time]) })
    }
    const chunks = await gathered(stage, sparse)
    for (const { data, start, duration } of chunks) {
      if (!sparse.subarray(start * 32, (start + duration) * 32).equals(data))
        t.fail(`${vad}: wrong samples at ${start} ms`)
    }
    const kept = chunks.reduce((sum, { duration }) => sum + duration, 0)
    t.equal(kept + stage.skippedSilence, sparse.length / 32, vad)
    t.ok(stage.skippedSilence > 50_000, `${vad}: ${stage.skippedSilence} ms saved`)
    const [firstEnd, secondStart] = [5000 + clips[0]!.pcm.length / 32, 42_000 + clips[0]!.pcm.length / 32]
    t.equal(events[0]?.[0], 'speechstart')
    t.equal(events.at(-1)?.[0], 'speechend')
    t.ok(
      events.every(([, time]) => (time > 4990 && time <= firstEnd) || time >= secondStart),
      `${vad}: ${events.join(' ')}`,
    )
  }
})

t.test('chunk() with `keepSilence: Infinity` passes everything', async t => {
  const stage = chunk({ keepSilence: Infinity })
  const chunks = await gathered(stage, speech.pcm)
  t.ok(Buffer.concat(chunks.map(({ data }) => data)).equals(speech.pcm))
  t.equal(stage.skippedSilence, 0)
})

t.test('chunk() has its format, and takes over the rate of the stage before it', async t => {
  t.equal(chunk().format.sampleRate, 16_000)
  t.equal(chunk({ sampleRate: 8000 }).format.sampleRate, 8000)
  const stage = new PassThrough().pipe(decode({ format: 'pcm', sampleRate: 48_000 })).pipe(chunk())
  t.same(stage.format, { encoding: 's16le', sampleRate: 48_000, channels: 1 })

  const torn = chunk({ sampleRate: 8000 })
  const failed = once(torn, 'error') as Promise<[Error]>
  Object.assign(new PassThrough(), { format: { encoding: 's16le', sampleRate: 16_000, channels: 1 } }).pipe(torn)
  t.match((await failed)[0], { code: 'STENO_BAD_OPTION', message: '`sampleRate` must be 16000, the rate of the stage' })
})

t.test('chunk() takes a custom detector, and does not close it', async t => {
  let closed = false
  const vad: Vad = { push: () => true, close: () => { closed = true } }
  const chunks = await gathered(chunk({ vad, minSpeech: 0 }), Buffer.alloc(32_000))
  t.equal(chunks.length, 10)
  t.ok(chunks.every(({ speech }) => speech))
  t.equal(chunks.at(-1)!.endOfSpeech, true)
  t.equal(closed, false)
})

t.test('a detector that fails makes a stream error', async t => {
  const vad: Vad = { push() { throw new Error('deaf') } }
  await t.rejects(gathered(chunk({ vad }), Buffer.alloc(32_000)), { message: 'deaf' })
})

t.test('chunk() reports at the first samples what its detector lacks', async t => {
  for (const [options, wanted] of [
    [
      { vad: 'fvad', sampleRate: 44_100 },
      { code: 'STENO_BAD_OPTION', message: /`sampleRate` must be 8000 or 16000 or 32000 or 48000/ },
    ],
    [
      { vad: 'silero', sampleRate: 8000 },
      { code: 'STENO_BAD_OPTION', message: /`sampleRate` must be 16000/ },
    ],
    [{ vad: 'silero' }, { code: 'STENO_BAD_OPTION', message: /`vadModel` must be the path of a Silero model/ }],
    [{ vad: 'silero', vadModel: '/nowhere/model.onnx' }, { code: 'STENO_FILE_NOT_FOUND' }],
    [
      { vad: 'silero', vadModel: clips[0]!.path },
      { code: 'STENO_BAD_OPTION', message: /`vadModel` must be the path of a Silero model/ },
    ],
    [
      { vad: 'silero', vadModel: '/' },
      { code: 'STENO_BAD_OPTION', message: /`vadModel` must be the path of a Silero model/ },
    ],
  ] as const) {
    await t.rejects(gathered(chunk(options as ChunkOptions), Buffer.alloc(32_000)), wanted, JSON.stringify(options))
  }
})

t.test('chunk() checks its options at once', async t => {
  for (const [option, bad] of [
    ['vad', 'loud'],
    ['vad', 'toString'],
    ['vad', {}],
    ['vad', null],
    ['sampleRate', 7999],
    ['minSpeech', -1],
    ['minSilence', 5],
    ['minSilence', '300'],
    ['preRoll', NaN],
    ['hangover', 301],
    ['maxChunk', 999],
    ['keepSilence', -1],
    ['keepSilence', null],
  ] as const) {
    const error = { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) }
    t.throws(() => chunk({ [option]: bad }), error, `${option}: ${JSON.stringify(bad)}`)
  }
})

t.test('speech that the end of the stream ends has an integer time', async t => {
  const stage = chunk()
  const times: number[] = []
  stage.on('speechstart', ({ time }) => times.push(time)).on('speechend', ({ time }) => times.push(time))
  stage.resume().end(Buffer.concat([Buffer.alloc(32_000), tones().subarray(0, 33_072)]))
  await new Promise(resolve => stage.once('end', resolve))
  t.equal(times.length, 2)
  t.ok(times.every(Number.isInteger), times.join())
})

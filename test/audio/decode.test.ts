import t from 'tap'
import { once } from 'node:events'
import { PassThrough, Readable, type Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { decode } from '../../lib/audio/decode.js'
import { stageTests, type StageTestOptions } from '../contract/stage.js'
import { children, decoded, encode, levels, riffChunk, soundsRight, tones, wav } from './sounds.js'

const pcm = tones()

t.test('decode() passes the contract of a stage', async t => {
  const alive = (): number => children().length
  const bare = (options?: StageTestOptions): Duplex => decode({ format: 'pcm', ...options })
  const format = { encoding: 's16le', sampleRate: 16_000, channels: 1 } as const
  const short = pcm.subarray(30_000, 60_001)
  const streamed = { riffBytes: 0xffff_ffff, dataBytes: 0xffff_ffff }
  const form = { sampleRate: 44_100, channels: 2 }
  const stereo = wav(tones(form).subarray(176_000, 220_000), { ...form, ...streamed })
  t.test('raw samples', async t => {
    const pcm = { rateOption: 'inputSampleRate', format } as const
    stageTests(t, { name: 'decode()', make: bare, input: short, alive, pcm })
  })
  t.test('WAV in process', async t => {
    stageTests(t, { name: 'decode()', make: decode, input: wav(short, streamed), alive })
  })
  t.test('WAV at another rate', async t => {
    stageTests(t, { name: 'decode()', make: decode, input: stereo, alive, maxUnread: 1 << 22 })
  })
  t.test('mp3', async t => {
    stageTests(t, { name: 'decode()', make: decode, input: encode(t, 'x.mp3', ['-b:a', '64k']), alive })
  })
})

t.test('decode() has its output format at once', async t => {
  t.same(decode().format, { encoding: 's16le', sampleRate: 16_000, channels: 1 })
  t.equal(decode({ sampleRate: 8000 }).format.sampleRate, 8000)
})

t.test('decode() checks its options at once', async t => {
  for (const [option, bad] of [
    ['sampleRate', 7999], ['sampleRate', 192_001], ['sampleRate', 16_000.5], ['sampleRate', '16000'],
    ['format', 'exe'], ['format', 'toString'], ['inputSampleRate', 0], ['inputChannels', 0], ['inputChannels', 1.5],
    ['ffmpegPath', ''], ['ffmpegPath', 7],
  ] as const) {
    const error = { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) }
    t.throws(() => decode({ [option]: bad }), error, `${option}: ${bad}`)
  }
})

t.test('decode() hands WAV at the wanted rate through, without ffmpeg', async t => {
  const nowhere = { ffmpegPath: '/nowhere/ffmpeg' }
  for (const [title, file, sampleRate = 16_000] of [
    ['plain', wav(pcm)],
    ['8 kHz', wav(pcm, { sampleRate: 8000 }), 8000],
    ['48 kHz', wav(pcm, { sampleRate: 48_000 }), 48_000],
    ['chunks around it', wav(pcm, { first: riffChunk('LIST', Buffer.alloc(33)), after: riffChunk('id3 ', pcm) })],
    ['streamed', wav(pcm, { dataBytes: 0xffff_ffff, riffBytes: 0xffff_ffff })],
  ] as const) {
    const result = await decoded(decode({ sampleRate, ...nowhere }), file, 4099)
    t.same(result.warnings, [], title)
    t.equal(result.error, undefined, title)
    t.ok(result.pcm.equals(pcm), title)
  }
})

t.test('decode() mixes channels down, also where only one has sound', async t => {
  for (const [channels, peak] of [[2, 8000], [6, 2667]] as const) {
    const result = await decoded(decode({ ffmpegPath: '/nowhere' }), wav(tones({ channels }), { channels }))
    soundsRight(t, result.pcm, { peak, toleranceMs: 0 })
  }
})

t.test('decode() resamples WAV of any rate and raw samples', async t => {
  for (const sampleRate of [8000, 11_025, 22_050, 44_100, 48_000]) {
    const result = await decoded(decode(), wav(tones({ sampleRate }), { sampleRate }))
    soundsRight(t, result.pcm, { peak: 16_000, toleranceMs: 1 })
    const raw = tones({ sampleRate, channels: 2 })
    const form = { inputSampleRate: sampleRate, inputChannels: 2, sampleRate: 24_000 }
    const bare = await decoded(decode({ format: 'pcm', ...form }), raw)
    soundsRight(t, bare.pcm, { sampleRate: 24_000, toleranceMs: 1 })
  }
})

t.test('decode() lets nothing fold down when it resamples', async t => {
  const high = Buffer.alloc(96_000)
  for (let i = 0; i < 48_000; i++) high.writeInt16LE(Math.round(16_000 * Math.sin(Math.PI * 3 / 8 * i)), 2 * i)
  const { pcm } = await decoded(decode(), wav(high, { sampleRate: 48_000 }))
  t.ok(Math.max(...levels(pcm).slice(1, 3)) < 4, 'a tone of 9 kHz is gone at 16 kHz')
})

t.test('decode() drops half a sample at the end of raw samples', async t => {
  const { pcm } = await decoded(decode({ format: 'pcm' }), Buffer.from([1, 2, 3, 4, 5]))
  t.same(pcm, Buffer.from([1, 2, 3, 4]))
})

t.test('decode() gives whole samples in each chunk', async t => {
  for (const [options, input] of [[{ format: 'pcm' }, pcm], [{}, wav(pcm, { sampleRate: 8000 })]] as const) {
    const pieces = Array.from({ length: 200 }, (_, i) => input.subarray(i * 77, i * 77 + 77))
    const stage = Readable.from(pieces).pipe(decode(options))
    for await (const chunk of stage) if (chunk.length % 2 !== 0) t.fail(`a chunk of ${chunk.length} bytes`)
  }
})

t.test('decode() gives a long WAV in chunks of reasonable size', async t => {
  const stage = decode()
  stage.end(wav(Buffer.alloc(1_000_000)))
  for await (const chunk of stage) t.ok(chunk.length <= 65_536 * 2)
})

t.test('decode() takes a WAV without samples for an empty recording', async t => {
  for (const sampleRate of [16_000, 44_100]) {
    const result = await decoded(decode(), wav(Buffer.alloc(0), { sampleRate }))
    t.match(result, { pcm: Buffer.alloc(0), warnings: [], error: undefined })
  }
})

t.test('decode() keeps the audio of a WAV that breaks off, and warns once before its end', async t => {
  for (const [sampleRate, kept] of [[16_000, 20_000], [8000, 40_000]] as const) {
    const decoder = decode()
    const events: string[] = []
    decoder.on('warning', warning => events.push(warning.code)).on('end', () => events.push('end'))
    const { pcm: output, warnings } = await decoded(decoder, wav(pcm, { sampleRate }).subarray(0, 44 + 20_000))
    t.equal(output.length, kept)
    t.same(events, ['STENO_AUDIO_TRUNCATED', 'end'])
    t.match(warnings[0]?.message, /it has 20000 of 96000 bytes/)
  }
})

t.test('decode() works in a pipeline, and its errors end it', async t => {
  const output: Buffer[] = []
  await pipeline(Readable.from([wav(pcm)]), decode(), async function (source) {
    for await (const chunk of source) output.push(chunk)
  })
  t.ok(Buffer.concat(output).equals(pcm))

  const source = Readable.from([Buffer.from('This is a text, not a sound. '), Buffer.alloc(1e6)])
  await t.rejects(pipeline(source, decode(), new PassThrough()), { code: 'STENO_AUDIO_UNREADABLE' })
  t.ok(source.destroyed)
})

t.test('decode() ends when its source breaks', async t => {
  const source = new Readable({ read() {} })
  const decoder = source.pipe(decode())
  source.push(wav(pcm).subarray(0, 1000))
  const failed = once(decoder, 'error')
  source.destroy(new Error('gone'))
  t.match(await failed, [{ message: 'gone' }])
})

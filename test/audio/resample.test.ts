import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { decode } from '../../lib/audio/decode.js'
import { resample, type Resampler } from '../../lib/audio/resample.js'
import { soundsRight, tones } from './sounds.js'

async function gathered(stage: Resampler, input: Buffer): Promise<Buffer> {
  return Buffer.concat(await Readable.from([input]).pipe(stage).toArray() as Buffer[])
}

t.test('resample() gives 16 kHz mono of any rate and any channels', async t => {
  for (const [sampleRate, channels] of [[48_000, 2], [44_100, 1], [8000, 1], [96_000, 6], [16_000, 3]] as const) {
    const pcm = await gathered(resample({ from: sampleRate, channels }), tones({ sampleRate, channels }))
    t.equal(pcm.length, 96_000, `${sampleRate} Hz, ${channels} channels`)
    soundsRight(t, pcm, { peak: 16_000 / channels, toleranceMs: 0 })
  }
})

t.test('resample() has its format, and takes over that of the stage before it', async t => {
  const stage = resample({ to: 8000 })
  t.same(stage.format, { encoding: 's16le', sampleRate: 8000, channels: 1 })
  const source = Readable.from([tones({ sampleRate: 48_000 })])
  const chain = source.pipe(decode({ format: 'pcm', sampleRate: 48_000 })).pipe(stage)
  soundsRight(t, Buffer.concat(await chain.toArray() as Buffer[]), { sampleRate: 8000, peak: 16_000, toleranceMs: 0 })
})

t.test('resample() refuses an unknown rate, and one that contradicts the stage piped in', async t => {
  const lost = resample()
  lost.write(Buffer.alloc(2))
  const [unknown] = await once(lost, 'error') as [Error]
  t.match(unknown, { code: 'STENO_BAD_OPTION', message: '`from` must be the rate of the audio in Hz' })

  const torn = resample({ from: 48_000 })
  const failed = once(torn, 'error') as Promise<[Error]>
  Object.assign(new PassThrough(), { format: { encoding: 's16le', sampleRate: 44_100, channels: 1 } }).pipe(torn)
  t.match((await failed)[0], {
    code: 'STENO_BAD_OPTION',
    message: '`from` must be 44100, the rate of the stage that is piped in, got 48000',
  })
})

t.test('resample() refuses a channel count that contradicts the stage piped in', async t => {
  const stage = new PassThrough().pipe(decode()).pipe(resample({ channels: 2 }))
  const [error] = await once(stage, 'error') as [Error]
  t.equal(error.message, '`channels` must be 1, the channel count of the stage that is piped in, got 2')
})

t.test('resample() checks its options at once', async t => {
  for (const [option, bad] of [
    ['from', 7999],
    ['from', 192_001],
    ['from', null],
    ['to', 0],
    ['to', 16_000.5],
    ['to', '16000'],
    ['channels', 0],
    ['channels', 65],
  ] as const) {
    const error = { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) }
    t.throws(() => resample({ [option]: bad }), error, `${option}: ${bad}`)
  }
})

t.test('resample() of nothing is nothing', async t => {
  t.equal((await gathered(resample({ from: 48_000 }), Buffer.alloc(0))).length, 0)
  t.equal((await gathered(resample({ from: 48_000, channels: 2 }), Buffer.alloc(3))).length, 0, 'a torn frame neither')
})

import { PassThrough, Readable } from 'node:stream'
import t from 'tap'
import { decode } from '../../lib/audio/decode.js'
import { normalize } from '../../lib/audio/normalize.js'
import { NormalizerCore } from '../../lib/audio/process/normalizer.js'
import { bytesOf, samples } from '../../lib/audio/pcm/pcm.js'
import { clip } from '../support/speech.js'

t.test('normalize() outputs what its core outputs, to the last sample', async t => {
  const pcm = clip('0870')
  const core = new NormalizerCore({ sampleRate: 16_000, target: -30, maxGain: 30 })
  const wanted = Buffer.concat([bytesOf(core.push(samples(pcm))), bytesOf(core.flush())])
  const got = Buffer.concat(await Readable.from([pcm]).pipe(normalize({ target: -30 })).toArray() as Buffer[])
  t.equal(got.length, pcm.length)
  t.ok(got.equals(wanted))
})

t.test('normalize() has its format, and takes over the rate of the stage before it', async t => {
  t.equal(normalize().format.sampleRate, 16_000)
  t.equal(new PassThrough().pipe(decode({ sampleRate: 8000 })).pipe(normalize()).format.sampleRate, 8000)
})

t.test('normalize() checks its options at once', async t => {
  for (const [option, bad] of [
    ['target', 0], ['target', -61], ['target', '-20'], ['maxGain', -1], ['maxGain', 61], ['sampleRate', 0],
  ] as const) {
    const error = { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) }
    t.throws(() => normalize({ [option]: bad }), error, `${option}: ${bad}`)
  }
})

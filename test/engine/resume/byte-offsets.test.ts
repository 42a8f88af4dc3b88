import fc from 'fast-check'
import t from 'tap'
import type { AudioEncoding } from '../../../lib/engine/engine.js'
import { ByteOffsets } from '../../../lib/engine/resume/byte-offsets.js'

const places = (sampleRate: number, encoding: AudioEncoding = 's16le'): ByteOffsets =>
  new ByteOffsets({ encoding, sampleRate, channels: 1 })

t.test('a moment of PCM is the beginning of a sample, the last one not after it', async () => {
  const rate = fc.constantFrom(8000, 11_025, 16_000, 22_050, 44_100, 48_000)
  fc.assert(fc.property(rate, fc.integer({ min: 0, max: 36_000_000 }), (sampleRate, ms) => {
    const pcm = places(sampleRate)
    const place = pcm.fromMs(ms)
    t.equal(place % 2, 0)
    const early = ms - pcm.toMs(place)
    // Products of fractions may be a hair off.
    t.ok(early > -1e-6 && early < 1000 / sampleRate + 1e-6, `${early} ms early`)
  }))
})

t.test('encoded audio is measured as 16 kHz PCM would be', async t => {
  const opus = places(48_000, 'opus')
  t.equal(opus.isPcm, false)
  t.equal(opus.toMs(64_000), 2000)
  t.equal(opus.fromMs(2000), 64_000)
  t.equal(places(8000).bytesPerMs, 16)
})

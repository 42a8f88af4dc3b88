import fc from 'fast-check'
import t from 'tap'
import type { AudioEncoding } from '../../../lib/engine/engine.js'
import { ByteOffsets, ReplayBuffer } from '../../../lib/engine/resume/replay-buffer.js'

const LIMIT = 100_000
const step = fc.oneof(
  fc.record({ append: fc.integer({ min: 0, max: 70_000 }) }),
  fc.record({ release: fc.integer({ min: 0, max: 500_000 }) }),
)

/** All that is kept from a place on, put together. */
function rest(kept: ReplayBuffer, place: number): Buffer {
  const pieces: Uint8Array[] = []
  for (let piece = kept.from(place); piece; piece = kept.from(place += piece.length)) pieces.push(piece)
  return Buffer.concat(pieces)
}

t.test('what is kept is the newest audio, whole, however it came and was let go', async t => {
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), (steps, somewhere) => {
    const kept = new ReplayBuffer(LIMIT)
    let [all, start] = [Buffer.alloc(0), 0]
    for (const one of steps) {
      if ('append' in one) {
        const audio = Buffer.from(Array.from({ length: one.append }, (_, i) => (all.length + i) % 251))
        kept.append(audio)
        all = Buffer.concat([all, audio])
        // The caller may use its buffer again.
        audio.fill(255)
        start = Math.max(start, all.length - LIMIT)
      } else {
        kept.release(one.release)
        start = Math.max(start, Math.min(one.release, all.length))
      }
      t.same([kept.start, kept.end], [start, all.length])
      t.ok(rest(kept, start).equals(all.subarray(start)))
      const place = start + somewhere % (all.length - start + 1)
      t.ok(rest(kept, place).equals(all.subarray(place)), 'from any place on')
      t.equal(kept.from(start - 1), undefined)
      t.equal(kept.from(all.length), undefined)
    }
  }), { numRuns: 30 })
})

const offsets = (sampleRate: number, encoding: AudioEncoding = 's16le'): ByteOffsets =>
  new ByteOffsets({ encoding, sampleRate, channels: 1 })

t.test('the offset of a time in PCM is that of the last sample not after it', async () => {
  const rate = fc.constantFrom(8000, 11_025, 16_000, 22_050, 44_100, 48_000)
  fc.assert(fc.property(rate, fc.integer({ min: 0, max: 36_000_000 }), (sampleRate, ms) => {
    const pcm = offsets(sampleRate)
    const offset = pcm.fromMs(ms)
    t.equal(offset % 2, 0)
    const early = ms - pcm.toMs(offset)
    // Products of fractions may be a hair off.
    t.ok(early > -1e-6 && early < 1000 / sampleRate + 1e-6, `${early} ms early`)
  }))
})

t.test('encoded audio is measured as 16 kHz PCM would be', async t => {
  const opus = offsets(48_000, 'opus')
  t.equal(opus.isPcm, false)
  t.equal(opus.toMs(64_000), 2000)
  t.equal(opus.fromMs(2000), 64_000)
  t.equal(offsets(8000).bytesPerMs, 16)
})

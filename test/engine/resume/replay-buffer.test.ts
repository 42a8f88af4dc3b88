import fc from 'fast-check'
import t from 'tap'
import { ReplayBuffer } from '../../../lib/engine/resume/replay-buffer.js'

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

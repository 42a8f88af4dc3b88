import fc from 'fast-check'
import t from 'tap'
import { KeptAudio } from '../../lib/recognize/kept-audio.js'

/** All bytes that lie from a place on, piece by piece. */
function readFrom(kept: KeptAudio, place: number): number[] {
  const bytes: number[] = []
  for (let at = place, piece = kept.from(at); piece; piece = kept.from(at)) {
    bytes.push(...piece)
    at += piece.length
  }
  return bytes
}

const step = fc.oneof(
  fc.record({ append: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ release: fc.integer({ min: -5, max: 30 }) }),
)

t.test('whatever is appended and released, what is read anywhere are the newest bytes', async () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.array(step, { maxLength: 40 }), fc.nat(), (limit, steps, somewhere) => {
    const kept = new KeptAudio(limit)
    const all: number[] = []
    let start = 0
    for (const step of steps) {
      if ('append' in step) {
        const audio = Uint8Array.from({ length: step.append }, (_, i) => (all.length + i) % 251)
        kept.append(audio)
        all.push(...audio)
        start = Math.max(start, all.length - limit)
      } else {
        const place = start + step.release
        kept.release(place)
        start = Math.min(Math.max(start, place), all.length)
      }
      t.same([kept.start, kept.end], [start, all.length])
      const place = start + somewhere % (all.length - start + 1)
      t.same(readFrom(kept, place), all.slice(place))
      t.equal(kept.hasRoom(limit - (all.length - start)), true)
      t.equal(kept.hasRoom(limit - (all.length - start) + 1), false)
    }
  }), { numRuns: 50 })
})

t.test('nothing lies behind the end or before what is kept', async t => {
  const kept = new KeptAudio(4)
  kept.append(Uint8Array.of(1, 2, 3, 4, 5, 6))
  t.equal(kept.start, 2)
  t.equal(kept.from(1), undefined)
  t.same([...kept.from(2)!], [3, 4, 5, 6])
  t.equal(kept.from(6), undefined)
})

t.test('keeps a copy', async t => {
  const kept = new KeptAudio(10)
  const audio = Uint8Array.of(1, 2, 3)
  kept.append(audio)
  audio.fill(9)
  t.same([...kept.from(0)!], [1, 2, 3])
})

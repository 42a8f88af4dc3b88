import fc from 'fast-check'
import t from 'tap'
import { bytesOf, joined } from '../../../lib/audio/pcm/pcm.js'
import { SegmentCutter, type SegmentLimits } from '../../../lib/engine/parallel/segment-cutter.js'

const RATE = 8000
const LIMITS = { minPart: 3000, maxPart: 10_000 }

/** So many ms of syllables, 110 ms loud and 40 soft: what is steady becomes background. */
function sound(ms: number, level = 8000): Int16Array {
  return Int16Array.from({ length: ms * RATE / 1000 }, (_, n) =>
    (n % (RATE * 0.15) < RATE * 0.04 ? level / 20 : level) * Math.sin(2 * Math.PI * 1000 * (n + 0.5) / RATE))
}

/** The parts as joined samples, the input cut at such places. */
function partsOf(audio: Int16Array, limits: SegmentLimits = LIMITS, cut = (): number => 1600): Int16Array[] {
  const cutter = new SegmentCutter(RATE, limits)
  const pieces = []
  const bytes = bytesOf(audio)
  for (let at = 0; at < bytes.length;) {
    const to = at + cut()
    // The caller may use its buffer again.
    const mine = Buffer.from(bytes.subarray(at, to))
    pieces.push(...cutter.push(mine))
    mine.fill(1)
    at = to
  }
  pieces.push(...cutter.flush())
  const parts: Int16Array[][] = [[]]
  for (const { audio, ends } of pieces) {
    parts.at(-1)!.push(audio)
    if (ends) parts.push([])
  }
  return parts.map(part => joined(part)).filter(({ length }) => length > 0)
}

const endsOf = (parts: readonly Int16Array[]): number[] => {
  let at = 0
  return parts.map(({ length }) => (at += length) * 1000 / RATE)
}

t.test('cuts in the middle of a long pause', async t => {
  const [cut] = endsOf(partsOf(joined([sound(4000), sound(2000, 0), sound(2000)])))
  t.ok(cut! > 4300 && cut! < 4600, `${cut} ms`)
})

t.test('a pause before the part is long enough does not cut it', async t => {
  t.equal(partsOf(joined([sound(1000), sound(1500, 0), sound(2000)])).length, 1)
})

t.test('takes a shorter pause the longer the part has become', async t => {
  const speech = (pauseAt: number): Int16Array => joined([sound(pauseAt), sound(300, 0), sound(12_000 - pauseAt)])
  t.notMatch(endsOf(partsOf(speech(4000)))[0], 4000, 'not after 4 s')
  const [cut] = endsOf(partsOf(speech(7500)))
  t.ok(cut! >= 7500 && cut! <= 7800, `${cut} ms`)
})

t.test('without a pause cuts at the quietest place of the last two seconds', async t => {
  const [cut] = endsOf(partsOf(joined([sound(8800), sound(70, 0), sound(4000)])))
  t.ok(cut! >= 8800 && cut! <= 8870, `${cut} ms`)
})

t.test('every sample is in one part, none too long, none but the last too short, however the input is cut', async t => {
  const stretch = fc.tuple(fc.integer({ min: 10, max: 4000 }), fc.constantFrom(0, 0, 30, 500, 8000))
  fc.assert(
    fc.property(
      fc.array(stretch, { maxLength: 12 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 9000 })),
      (stretches, sizes) => {
        const audio = joined([...stretches.map(([ms, level]) => sound(ms, level)), new Int16Array(37)])
        const parts = partsOf(audio)
        t.equal(Buffer.compare(bytesOf(joined([new Int16Array(0), ...parts])), bytesOf(audio)), 0)
        t.ok(parts.every(({ length }) => length <= 10 * RATE))
        t.ok(parts.slice(0, -1).every(({ length }) => length >= 3 * RATE))
        t.same(endsOf(partsOf(audio, LIMITS, () => sizes.next().value! * 2)), endsOf(parts))
      },
    ),
    { numRuns: 20 },
  )
})

t.test('parts of one length are cut at it', async t => {
  t.same(endsOf(partsOf(sound(3500), { minPart: 1000, maxPart: 1000 })).length, 4)
})

import fc from 'fast-check'
import t from 'tap'
import { Packetizer } from '../../../../lib/engines/dashscope/task/packetizer.js'
import type { AudioEncoding } from '../../../../lib/engine/engine.js'

const cutter = (sampleRate: number, encoding: AudioEncoding = 's16le'): Packetizer =>
  new Packetizer({ encoding, sampleRate, channels: 1 })
const numbered = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, i) => i % 251)

/** All frames of audio that is cut so. */
function frames(cutter: Packetizer, audio: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const all: Uint8Array[] = []
  for (let at = 0, i = 0; at < audio.length; at += cuts[i++ % cuts.length]!)
    all.push(...cutter.push(audio.subarray(at, at + cuts[i % cuts.length]!)))
  return [...all, ...cutter.flush()]
}

const cuts = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 5 })
const rate = fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000)

t.test('PCM goes in frames of 100 ms, however it was cut, and none of it is lost', async () => {
  fc.assert(fc.property(rate, fc.integer({ min: 0, max: 100_000 }), cuts, (sampleRate, bytes, cuts) => {
    const audio = numbered(bytes)
    const got = frames(cutter(sampleRate), audio, cuts)
    const size = Math.round(sampleRate / 10) * 2
    t.same(
      got.map(frame => frame.length),
      [...Array<number>(Math.floor(bytes / size)).fill(size), ...(bytes % size > 0 ? [bytes % size] : [])],
    )
    t.ok(Buffer.concat(got).equals(audio))
  }), { numRuns: 50 })
})

t.test('a frame of PCM is no larger than the service takes, samples whole', async t => {
  const [first] = cutter(192_000).push(new Uint8Array(100_000))
  t.equal(first!.length, 16 * 1024)
})

t.test('encoded audio goes as it comes in frames of 1 to 16 KB', async () => {
  const encoding = fc.constantFrom<AudioEncoding>('opus', 'mp3', 'wav')
  fc.assert(fc.property(encoding, fc.integer({ min: 0, max: 100_000 }), cuts, (encoding, bytes, cuts) => {
    const audio = numbered(bytes)
    const got = frames(cutter(16_000, encoding), audio, cuts)
    t.ok(got.every((frame, i) => frame.length <= 16_384 && (frame.length >= 1024 || i === got.length - 1)))
    t.ok(Buffer.concat(got).equals(audio))
  }), { numRuns: 50 })
  t.same(cutter(16_000, 'mp3').push(numbered(5000)).map(frame => frame.length), [5000], 'at once')
})

t.test('what waits is a copy, and gone once it was flushed', async t => {
  const one = cutter(16_000)
  t.equal(one.hasPending, false)
  const audio = numbered(1000)
  t.same(one.push(audio), [])
  audio.fill(255)
  t.equal(one.hasPending, true)
  t.same(one.flush().map(frame => Buffer.from(frame)), [Buffer.from(numbered(1000))])
  t.equal(one.hasPending, false)
  t.same(one.flush(), [])
  t.equal(one.push(new Uint8Array(3200))[0]!.length, 3200, 'the next frame begins anew')
})

import fc from 'fast-check'
import t from 'tap'
import { Packetizer } from '../../../../lib/engines/dashscope/task/packetizer.js'
import type { AudioEncoding } from '../../../../lib/engine/engine.js'

const packetizerFor = (sampleRate: number, encoding: AudioEncoding = 's16le'): Packetizer =>
  new Packetizer({ encoding, sampleRate, channels: 1 })
const numbered = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, i) => i % 251)

/** All packets of audio that is written in chunks of these sizes, in bytes. */
function packetsOf(packetizer: Packetizer, audio: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const all: Uint8Array[] = []
  for (let at = 0, i = 0; at < audio.length; at += sizes[i++ % sizes.length]!)
    all.push(...packetizer.push(audio.subarray(at, at + sizes[i % sizes.length]!)))
  return [...all, ...packetizer.flush()]
}

const sizes = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 5 })
const rate = fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000)

t.test('PCM is sent in packets of 100 ms, however it was split, and none is lost', async () => {
  fc.assert(fc.property(rate, fc.integer({ min: 0, max: 100_000 }), sizes, (sampleRate, bytes, sizes) => {
    const audio = numbered(bytes)
    const packets = packetsOf(packetizerFor(sampleRate), audio, sizes)
    const size = Math.round(sampleRate / 10) * 2
    t.same(
      packets.map(packet => packet.length),
      [...Array<number>(Math.floor(bytes / size)).fill(size), ...(bytes % size > 0 ? [bytes % size] : [])],
    )
    t.ok(Buffer.concat(packets).equals(audio))
  }), { numRuns: 50 })
})

t.test('a packet of PCM is no larger than the service takes, in whole samples', async t => {
  const [first] = packetizerFor(192_000).push(new Uint8Array(100_000))
  t.equal(first!.length, 16 * 1024)
})

t.test('encoded audio is sent unchanged in packets of 1 to 16 KB', async () => {
  const encoding = fc.constantFrom<AudioEncoding>('opus', 'mp3', 'wav')
  fc.assert(fc.property(encoding, fc.integer({ min: 0, max: 100_000 }), sizes, (encoding, bytes, sizes) => {
    const audio = numbered(bytes)
    const packets = packetsOf(packetizerFor(16_000, encoding), audio, sizes)
    t.ok(packets.every(({ length }, i) => length <= 16_384 && (length >= 1024 || i === packets.length - 1)))
    t.ok(Buffer.concat(packets).equals(audio))
  }), { numRuns: 50 })
  const sizesOf5000 = packetizerFor(16_000, 'mp3').push(numbered(5000)).map(({ length }) => length)
  t.same(sizesOf5000, [5000], 'no byte is held back')
})

t.test('pending bytes are a copy, and are gone after flush()', async t => {
  const packetizer = packetizerFor(16_000)
  t.equal(packetizer.hasPending, false)
  const audio = numbered(1000)
  t.same(packetizer.push(audio), [])
  audio.fill(255)
  t.equal(packetizer.hasPending, true)
  t.same(packetizer.flush().map(packet => Buffer.from(packet)), [Buffer.from(numbered(1000))])
  t.equal(packetizer.hasPending, false)
  t.same(packetizer.flush(), [])
  t.equal(packetizer.push(new Uint8Array(3200))[0]!.length, 3200, 'the next packet starts empty')
})

import t from 'tap'
import { bytesOf, bytesToMs, framesToMs, msToBytes, msToFrames, samples } from '../../../lib/audio/pcm/pcm.js'

t.test('a second of 16 kHz is 16000 frames and 32000 bytes', async t => {
  t.equal(msToFrames(1000, 16_000), 16_000)
  t.equal(msToBytes(1000, 16_000), 32_000)
  t.equal(framesToMs(16_000, 16_000), 1000)
  t.equal(bytesToMs(32_000, 16_000), 1000)
})

t.test('ms become the nearest whole frame, never half a sample', async t => {
  t.equal(msToBytes(0.04, 16_000), 2)
  t.equal(msToBytes(1, 11_025), 22)
})

t.test('samples() shares memory where it can', async t => {
  const bytes = Buffer.from(new ArrayBuffer(8))
  samples(bytes)[0] = -2
  t.equal(bytes.readInt16LE(0), -2)
})

t.test('samples() reads from an odd offset', async t => {
  const bytes = Buffer.from([9, 0xfe, 0xff, 0x00, 0x80]).subarray(1)
  t.same([...samples(bytes)], [-2, -32_768])
})

t.test('samples() leaves half a sample out', async t => {
  t.same([...samples(Buffer.from([1, 0, 7]))], [1])
  t.equal(samples(Buffer.alloc(0)).length, 0)
})

t.test('bytesOf() is the inverse of samples()', async t => {
  const frames = Int16Array.of(1, -1, 300)
  t.same(samples(bytesOf(frames)), frames)
})

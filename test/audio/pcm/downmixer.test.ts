import t from 'tap'
import { Downmixer, type SampleEncoding } from '../../../lib/audio/pcm/downmixer.js'
import { samples } from '../../../lib/audio/pcm/pcm.js'

function mix(encoding: SampleEncoding, channels: number, bytes: Uint8Array): number[] {
  return [...samples(new Downmixer(encoding, channels).push(bytes))]
}

const write = (bytes: number, put: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(bytes)
  put(buffer)
  return buffer
}

t.test('u8 is centred on 128', async t => {
  t.same(mix('u8', 1, Buffer.from([128, 0, 255])), [0, -32_768, 32_512])
})

t.test('s16le goes through unchanged', async t => {
  t.same(mix('s16le', 1, Buffer.from([1, 0, 0, 0x80])), [1, -32_768])
})

t.test('s24le and s32le keep their upper 16 bits, rounded', async t => {
  t.same(mix('s24le', 1, Buffer.from([0x80, 1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x7f])), [2, -1, 32_767])
  t.same(mix('s32le', 1, write(8, b => { b.writeInt32LE(3 << 16); b.writeInt32LE(-(3 << 16), 4) })), [3, -3])
})

t.test('floats are scaled, clipped, and NaN is silence', async t => {
  const f32 = write(20, b => [0.5, -1, 1.5, -7, NaN].forEach((value, i) => b.writeFloatLE(value, 4 * i)))
  t.same(mix('f32le', 1, f32), [16_384, -32_768, 32_767, -32_768, 0])
  const f64 = write(16, b => [0.25, Infinity].forEach((value, i) => b.writeDoubleLE(value, 8 * i)))
  t.same(mix('f64le', 1, f64), [8192, 0])
})

t.test('mu-law and A-law follow G.711', async t => {
  t.same(mix('mulaw', 1, Buffer.from([0xff, 0x7f, 0x00, 0x80, 0xfe])), [0, 0, -32_124, 32_124, 8])
  t.same(mix('alaw', 1, Buffer.from([0xd5, 0x55, 0xaa, 0x2a])), [8, -8, 32_256, -32_256])
})

t.test('every channel counts alike', async t => {
  t.same(mix('s16le', 2, Buffer.from([100, 0, 50, 0, 0, 0, 0xff, 0xff])), [75, -0])
  t.same(mix('u8', 3, Buffer.from([131, 128, 128])), [256])
})

t.test('a frame cut in the middle is kept for the next push, at any offset', async t => {
  const bytes = Buffer.from(Array.from({ length: 48 }, (_, i) => i * 37 & 0xff))
  for (const [encoding, channels] of [['s16le', 1], ['s16le', 2], ['s24le', 2], ['f32le', 3], ['mulaw', 2]] as const) {
    const mixer = new Downmixer(encoding, channels)
    const whole = mix(encoding, channels, bytes)
    const cut = [...bytes].flatMap((_, i) => [...samples(mixer.push(bytes.subarray(i, i + 1)))])
    t.same(cut, whole, `${encoding}, ${channels} channels`)
  }
})

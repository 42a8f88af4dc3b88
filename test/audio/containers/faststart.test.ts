import t from 'tap'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { writeFileSync } from 'node:fs'
import { decode } from '../../../lib/audio/decode.js'
import { moovFirst } from '../../../lib/audio/containers/faststart.js'
import { fileSource } from '../../../lib/audio/sources/file-source.js'
import { encode, noise, soundsRight } from '../sounds.js'

const read =
  (file: Buffer) =>
  (at: number, bytes: number): Promise<Buffer> =>
    Promise.resolve(Buffer.from(file.subarray(at, at + bytes)))

const picture = ['-f', 'lavfi', '-i', 'testsrc=d=3:s=64x64:r=10']

t.test('fileSource() gives decode() an MP4 with its index at the end', async t => {
  for (const [name, inputs] of [['x.m4a', []], ['x.mp4', picture], ['x.mov', picture]] as const) {
    const mp4 = encode(t, name, ['-b:a', '512k'], inputs)
    const path = join(t.testdir({}), name)
    writeFileSync(path, mp4)
    t.ok(mp4.indexOf('moov') > mp4.indexOf('mdat'))
    for (const highWaterMark of [100, 65_536]) {
      const source = fileSource(path, { highWaterMark })
      const pcm = Buffer.concat(await source.pipe(decode()).toArray() as Buffer[])
      soundsRight(t, pcm)
    }
  }
})

t.test('moovFirst() keeps every byte but those of the places', async t => {
  const mp4 = encode(t, 'x.m4a', ['-b:a', '512k'])
  const runs = await moovFirst(read(mp4), mp4.length)
  const moved = Buffer.concat(runs!.map(run => 'bytes' in run ? run.bytes : mp4.subarray(run.from, run.to)))
  t.equal(moved.length, mp4.length)
  t.ok(moved.indexOf('moov') < moved.indexOf('mdat'))
  const again = Buffer.concat(await Readable.from([moved]).pipe(decode()).toArray() as Buffer[])
  soundsRight(t, again)
})

t.test('moovFirst() leaves all other files alone, and damaged ones', async t => {
  const faststart = encode(t, 'fast.m4a', ['-movflags', '+faststart'])
  for (const file of [
    faststart,
    encode(t, 'x.mp3'),
    noise(1, 5000),
    Buffer.alloc(0),
    Buffer.alloc(64),
    Buffer.from('\0\0\0\x08mdat'),
  ]) {
    t.equal(await moovFirst(read(file), file.length), undefined)
  }
  const mp4 = encode(t, 'x.m4a')
  t.equal(await moovFirst(read(mp4), mp4.length - 10), undefined, 'cut off')
  for (let seed = 1; seed <= 40; seed++) {
    const broken = Buffer.from(mp4)
    const random = noise(seed, 64)
    const start = broken.indexOf('moov')
    for (let i = 0; i < 8; i++)
      broken[start + (random.readUInt16LE(i * 4) % (broken.length - start))] = random[i * 4 + 2]!
    const runs = await moovFirst(read(broken), broken.length)
    t.ok(runs === undefined || runs.length === 4, `seed ${seed}`)
  }
})

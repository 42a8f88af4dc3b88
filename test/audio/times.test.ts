import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { decode } from '../../lib/audio/decode.js'
import { samples } from '../../lib/audio/pcm/pcm.js'
import { fileSource } from '../../lib/audio/sources/file-source.js'
import { collect } from './servers.js'
import { decoded, encode } from './sounds.js'

const video = ['-f', 'lavfi', '-i', 'testsrc=d=6:s=64x64:r=25']
/**
 * Arguments of ffmpeg for a video in each container; audio in Opus or FLAC, since an AAC encoder starts 20 ms early,
 * which not every container signals.
 */
const videos: Readonly<Record<string, readonly string[]>> = {
  'x.mkv': ['-c:v', 'libx264', '-bf', '0', '-c:a', 'flac'],
  'x.webm': ['-c:v', 'libvpx', '-c:a', 'libopus'],
  'x.ts': ['-c:v', 'mpeg2video', '-c:a', 'libopus', '-ar', '48000'],
  'x.flv': ['-c:v', 'flv1', '-c:a', 'pcm_s16le', '-ar', '44100'],
  'x.mp4': ['-c:v', 'mpeg4', '-c:a', 'flac', '-strict', '-2', '-movflags', '+faststart'],
  'fragmented.mp4': [
    '-c:v', 'mpeg4', '-c:a', 'flac', '-strict', '-2', '-movflags', '+frag_keyframe+empty_moov+delay_moov',
  ],
}
const late = [...video, '-itsoffset', '2']
const fromFive = ['-output_ts_offset', '5']

/** Start of the tone, in ms. */
function onset(pcm: Uint8Array): number {
  return samples(pcm).findIndex(sample => Math.abs(sample) > 1500) / 16
}

for (const [name, args] of Object.entries(videos)) {
  t.test(`decode() keeps the times of ${name} with a clock from 5 s and audio 2 s after the video`, async t => {
    for (const [title, inputs, more, at] of [
      ['as it is', video, [], 1000],
      ['from 5 s', video, fromFive, 1000],
      ['late', late, [], 3000],
      ['late, from 5 s', late, fromFive, 3000],
    ] as const) {
      const bytes = encode(t, name, [...args, ...more], inputs)
      const { pcm, error, warnings } = await decoded(decode(), bytes)
      t.equal(error, undefined, title)
      t.same(warnings, [], title)
      t.ok(Math.abs(onset(pcm) - at) <= 20, `${title}: the tone starts at ${onset(pcm)} ms`)
      if (title !== 'late, from 5 s') continue
      const path = join(t.testdir({}), name)
      writeFileSync(path, bytes)
      const part = await collect(fileSource(path, { from: 2500 }))
      t.ok(Math.abs(onset(part.pcm) - 500) <= 20, `a part: the tone starts at ${onset(part.pcm)} ms`)
      const early = await collect(fileSource(path, { from: 0 }))
      t.ok(Math.abs(onset(early.pcm) - 3000) <= 20, `whole file as a part: the tone starts at ${onset(early.pcm)} ms`)
    }
  })
}

t.test('decode() loses no audio when timestamps run backwards, and adds none when they jump ahead', async t => {
  const twice = (name: string, args: readonly string[]): Buffer => {
    const bytes = encode(t, name, args, video)
    return Buffer.concat([bytes, bytes])
  }
  for (const [name, args] of [
    ['x.mkv', videos['x.mkv']],
    ['x.webm', videos['x.webm']],
    ['x.ts', videos['x.ts']],
  ] as const) {
    const { pcm, error } = await decoded(decode(), twice(name, args!))
    t.equal(error, undefined, name)
    const second = pcm.subarray(2 * 16 * 3000)
    t.ok(pcm.length >= 2 * 95_000 && pcm.length < 2 * 100_000, `${name}: ${pcm.length / 32} ms`)
    t.ok(Math.abs(onset(second) - 1000) < 60, `${name}: the second tone starts at ${onset(second)} ms`)
  }
  const first = encode(t, 'x.mkv', ['-c:a', 'flac'])
  const ahead = encode(t, 'x.mkv', ['-c:a', 'flac', '-output_ts_offset', '7200'])
  const { pcm } = await decoded(decode({ maxDuration: 10_000 }), Buffer.concat([first, ahead]))
  t.equal(pcm.length, 2 * 96_000)
})

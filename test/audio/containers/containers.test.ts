import { readFileSync } from 'node:fs'
import t from 'tap'
import { decode, type InputFormat } from '../../../lib/audio/decode.js'
import { fileSource } from '../../../lib/audio/sources/file-source.js'
import { clips, speech } from '../../support/speech.js'
import { decoded, encode, levels, soundsRight } from '../sounds.js'

const picture = ['-f', 'lavfi', '-i', 'testsrc=d=3:s=64x64:r=10']

const cases: readonly (readonly [string, InputFormat, string[], string[]?])[] = [
  ['id3.mp3', 'mp3', ['-metadata', 'title=tone']],
  ['bare.mp3', 'mp3', ['-id3v2_version', '0', '-write_xing', '0']],
  ['x.mp2', 'mp3', []],
  ['opus.ogg', 'ogg', ['-c:a', 'libopus']],
  ['vorbis.ogg', 'ogg', ['-c:a', 'libvorbis']],
  ['flac.ogg', 'ogg', ['-c:a', 'flac']],
  ['x.flac', 'flac', []],
  ['x.aac', 'aac', []],
  ['faststart.m4a', 'm4a', ['-movflags', '+faststart']],
  ['fragmented.mp4', 'mp4', ['-movflags', '+frag_keyframe+empty_moov']],
  ['x.mov', 'mov', ['-movflags', '+faststart']],
  ['x.3gp', '3gp', ['-c:a', 'aac', '-movflags', '+faststart']],
  ['video.mp4', 'mp4', ['-movflags', '+faststart'], picture],
  ['opus.webm', 'webm', ['-c:a', 'libopus']],
  ['video.webm', 'webm', ['-c:v', 'libvpx', '-c:a', 'libopus'], picture],
  ['x.mkv', 'mkv', ['-c:a', 'libmp3lame']],
  ['x.aiff', 'aiff', []],
  ['x.au', 'au', []],
  ['x.caf', 'caf', []],
  ['x.w64', 'w64', []],
  ['x.wma', 'wma', []],
  ['x.avi', 'avi', []],
  ['x.flv', 'flv', ['-ar', '44100']],
  ['x.ts', 'ts', []],
  ['x.mpg', 'mpeg', ['-c:v', 'mpeg1video', '-r', '25'], picture],
  ['rf64.wav', 'wav', ['-rf64', 'always']],
  ['s24.wav', 'wav', ['-c:a', 'pcm_s24le']],
  ['float.wav', 'wav', ['-c:a', 'pcm_f32le']],
  ['mulaw.wav', 'wav', ['-c:a', 'pcm_mulaw']],
  ['alaw.wav', 'wav', ['-c:a', 'pcm_alaw']],
  ['adpcm_ms.wav', 'wav', ['-c:a', 'adpcm_ms']],
  ['adpcm_ima.wav', 'wav', ['-c:a', 'adpcm_ima_wav']],
  ['mp3.wav', 'wav', ['-c:a', 'libmp3lame']],
]

for (const [name, format, args, inputs] of cases) {
  t.test(`decode() hears the tone in ${name}`, async t => {
    const file = encode(t, name, args, inputs)
    const whole = await decoded(decode(), file)
    t.equal(whole.error, undefined)
    t.same(whole.warnings, [])
    soundsRight(t, whole.pcm)

    t.ok((await decoded(decode(), file, 1013)).pcm.equals(whole.pcm), 'the same in small pieces')
    t.ok((await decoded(decode({ format }), file)).pcm.equals(whole.pcm), `the same with \`format: '${format}'\``)
  })
}

t.test('decode() writes the rate that was asked for', async t => {
  const { pcm } = await decoded(decode({ sampleRate: 48_000 }), encode(t, 'x.mp3'))
  soundsRight(t, pcm, { sampleRate: 48_000 })
})

t.test('decode() drops a tag of any size before the audio', async t => {
  const mp3 = encode(t, 'x.mp3', ['-id3v2_version', '0'])
  const size = 1 << 20
  const length = Buffer.from([size >> 21, size >> 14 & 127, size >> 7 & 127, size & 127])
  const tag = Buffer.concat([Buffer.from('ID3\x04\0\0'), length, Buffer.alloc(size, 0xff)])
  const plain = await decoded(decode(), mp3)
  t.ok((await decoded(decode(), Buffer.concat([tag, mp3]))).pcm.equals(plain.pcm))
})

t.test('decode() keeps the time of sound that starts late, and of pauses that were not stored', async t => {
  const late = encode(t, 'late.mp4', ['-movflags', '+faststart'], [...picture, '-itsoffset', '1.5'])
  const pause = encode(t, 'gap.m4a', ['-af', 'aselect=not(between(t\\,0.2\\,0.7))', '-movflags', '+faststart'])
  const loud = levels((await decoded(decode(), late)).pcm)
  t.ok(loud.slice(10, 13).every(level => level > 7000), 'the tone starts at 2.5 s')
  soundsRight(t, (await decoded(decode(), pause)).pcm)
})

t.test('decode() loses no speech of two recordings in one stream', async t => {
  const webm = encode(t, 'x.webm')
  const { pcm } = await decoded(decode(), Buffer.concat([webm, webm]))
  t.ok(pcm.length >= 2 * 96_000)
})

t.test('decode() gives real speech sample by sample, from FLAC as from WAV', async t => {
  const pcm: Buffer[] = []
  for await (const chunk of fileSource(speech.path).pipe(decode())) pcm.push(chunk)
  t.ok(Buffer.concat(pcm).equals(speech.pcm))

  const [clip] = clips
  t.ok((await decoded(decode(), readFileSync(clip!.path))).pcm.equals(clip!.pcm))
})

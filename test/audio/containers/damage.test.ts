import t from 'tap'
import { decode, type InputFormat } from '../../../lib/audio/decode.js'
import { decoded, encode, levels, noise, wav, tones } from '../sounds.js'

interface Codec {
  readonly name: string
  readonly format: InputFormat
  readonly args?: readonly string[]
  /** The file, where ffmpeg cannot write it. */
  readonly make?: () => Buffer
  /** Whether nothing marks a frame, so that garbage, and what lies behind it, is taken for shorter ones. */
  readonly isUnmarked?: boolean
  /** What is to be seen of a break, when the format tells its lengths. */
  readonly tellsEnd?: boolean
  /** What is to be seen of damage in the middle, where check sums tell. */
  readonly tellsDamage?: boolean
}

const opus = ['-c:a', 'libopus', '-b:a', '64k', '-page_duration', '100000']
// Frames of 20 ms at the highest rate, in noise: 12.2 and 23.85 kbit/s.
const narrow = amrFrames(0x3c, 31, 150)
const wide = amrFrames(0x44, 60, 150)
const NO_DATA = 0x7c
const codecs: readonly Codec[] = [
  { name: 's16.wav', format: 'wav', tellsEnd: true },
  { name: 'float.wav', format: 'wav', args: ['-c:a', 'pcm_f32le'], tellsEnd: true },
  { name: 'mulaw.wav', format: 'wav', args: ['-c:a', 'pcm_mulaw'], tellsEnd: true },
  { name: 'adpcm.wav', format: 'wav', args: ['-c:a', 'adpcm_ms'], tellsEnd: true },
  { name: 'opus.ogg', format: 'opus', args: opus, tellsEnd: true, tellsDamage: true },
  { name: 'opus.webm', format: 'webm', args: ['-c:a', 'libopus', '-b:a', '64k'], tellsEnd: true },
  { name: 'vorbis.ogg', format: 'ogg', args: ['-c:a', 'libvorbis', '-page_duration', '100000'], tellsEnd: true },
  { name: 'speex.ogg', format: 'ogg', args: ['-c:a', 'libspeex', '-ar', '16000'], tellsEnd: true },
  {
    name: 'narrow.amr',
    format: 'amr',
    make: () => Buffer.concat([Buffer.from('#!AMR\n'), narrow]),
    tellsEnd: true,
    isUnmarked: true,
  },
  {
    name: 'wide.amr',
    format: 'amr',
    make: () => Buffer.concat([Buffer.from('#!AMR-WB\n'), wide]),
    tellsEnd: true,
    isUnmarked: true,
  },
  { name: 'x.mp3', format: 'mp3', tellsEnd: true },
  { name: 'x.aac', format: 'aac', tellsEnd: true },
  { name: 'x.m4a', format: 'm4a', args: ['-movflags', '+faststart'], tellsEnd: true },
  {
    name: 'fragments.mp4',
    format: 'mp4',
    args: ['-movflags', '+frag_keyframe+empty_moov', '-frag_duration', '300000'],
    tellsEnd: true,
  },
  { name: 'x.flac', format: 'flac', tellsEnd: true },
  { name: 'x.mkv', format: 'mkv', args: ['-c:a', 'libmp3lame'], tellsEnd: true },
  { name: 'x.aiff', format: 'aiff', tellsEnd: true },
  { name: 'x.au', format: 'au', tellsEnd: true },
  { name: 'x.caf', format: 'caf', tellsEnd: true },
  { name: 'x.w64', format: 'w64', tellsEnd: true },
  { name: 'x.ts', format: 'ts', tellsEnd: true },
  { name: 'x.wma', format: 'wma' },
]

const WHOLE = 96_000
const UNREADABLE = /^STENO_(AUDIO_UNREADABLE|FFMPEG_FAILED|NO_AUDIO_STREAM)$/

for (const { name, format, args = [], make, isUnmarked = false, tellsEnd, tellsDamage } of codecs) {
  t.test(`decode() has an answer to all that may have happened to ${name}`, async t => {
    const file = make?.() ?? encode(t, name, args)

    const cut = await decoded(decode({ format }), file.subarray(0, Math.floor(file.length * 0.7) + 1))
    t.equal(cut.error, undefined, 'what came before a break is kept')
    t.ok(cut.pcm.length > 0.3 * WHOLE && cut.pcm.length < 0.98 * WHOLE, `${cut.pcm.length} bytes`)
    t.same(cut.warnings.map(({ code }) => code), tellsEnd ? ['STENO_AUDIO_TRUNCATED'] : [])

    const hurt = Buffer.from(file)
    noise(7, 300).copy(hurt, Math.floor(hurt.length * 0.6))
    const middle = await decoded(decode({ format }), hurt)
    t.equal(middle.error, undefined, 'what lies around damage is kept')
    t.ok(
      middle.pcm.length > 0.4 * WHOLE && middle.pcm.length < (isUnmarked ? 4 : 1.3) * WHOLE,
      `${middle.pcm.length} bytes`,
    )
    t.ok(middle.warnings.length <= 1, 'at most one warning')
    if (tellsDamage) t.match(middle.warnings, [{ code: 'STENO_AUDIO_DAMAGED' }])

    const tail = await decoded(decode({ format }), Buffer.concat([file, noise(8, 3000)]))
    t.equal(tail.error, undefined, 'garbage behind the end does no harm')
    t.ok(tail.pcm.length > 0.9 * WHOLE && tail.pcm.length < (isUnmarked ? 4 : 1.2) * WHOLE, `${tail.pcm.length} bytes`)
    t.ok(tail.warnings.length <= 1)

    t.equal((await decoded(decode({ format }), Buffer.alloc(0))).error?.code, 'STENO_AUDIO_EMPTY')
    const text = await decoded(
      decode({ format }),
      Buffer.from('Dear sir or madam, this is no sound at all. '.repeat(40)),
    )
    t.match(text.error?.code, UNREADABLE)
    t.equal(text.pcm.length, 0)
  })
}

t.test('decode() keeps the length of silence that AMR left out before and between words', async t => {
  for (const [magic, frames] of [['#!AMR\n', narrow], ['#!AMR-WB\n', wide]] as const) {
    const sound = frames.subarray(0, frames.length / 3)
    const file = Buffer.concat([Buffer.from(magic), Buffer.alloc(25, NO_DATA), sound, Buffer.alloc(50, NO_DATA), sound])
    const { pcm, error } = await decoded(decode(), file)
    t.equal(error, undefined)
    t.ok(Math.abs(pcm.length / 32 - 3500) <= 20, `${pcm.length / 32} ms`)
    const loud = levels(pcm).map(level => level > 1000)
    t.same(
      [0, 3, 4, 7, 8, 11, 12].map(quarter => loud[quarter]),
      [false, true, true, false, false, true, true],
      String(levels(pcm)),
    )
  }
})

t.test('decode() takes AMR that begins and has no frames for what it is', async t => {
  for (const magic of ['#!AMR\n', '#!AMR-WB\n']) {
    t.match((await decoded(decode(), Buffer.from(magic))).error?.code, UNREADABLE)
    const zeros = await decoded(decode(), Buffer.concat([Buffer.from(magic), Buffer.alloc(1300)]))
    t.equal(zeros.error, undefined, 'zeros are frames')
    t.ok(zeros.pcm.length > 0 && zeros.pcm.length <= 100 * 640, `${zeros.pcm.length} bytes`)
  }
})

/** Frames of AMR with one header and noise in each. */
function amrFrames(header: number, bytes: number, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, i) => Buffer.concat([Buffer.of(header), noise(i + 1, bytes)])))
}

t.test('decode() goes by the bytes, not by the name; told a wrong format it says so and gives no noise', async t => {
  const files = {
    wav: wav(tones()),
    mp3: encode(t, 'x.mp3', ['-id3v2_version', '0']),
    opus: encode(t, 'x.ogg', opus),
    flac: encode(t, 'x.flac'),
  }
  for (const [made, file] of Object.entries(files)) {
    for (const format of ['wav', 'opus', 'webm', 'flac', 'm4a', 'amr'] as const) {
      if (format === made) continue
      const { error, pcm } = await decoded(decode({ format }), file)
      t.match(error?.code, UNREADABLE, `${made} called ${format}`)
      t.equal(pcm.length, 0)
    }
    t.equal((await decoded(decode(), file)).error, undefined, `${made} not called anything`)
  }
})

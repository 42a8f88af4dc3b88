import t, { type Test } from 'tap'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { decode, type DecodeOptions } from '../../../lib/audio/decode.js'
import { OggPages, packetsOf } from '../../../lib/audio/opus/ogg.js'
import { packetFrames } from '../../../lib/audio/opus/packet.js'
import { samples } from '../../../lib/audio/pcm/pcm.js'
import { stageTests } from '../../contract/stage.js'
import { clips } from '../../support/speech.js'
import { children, decoded, encode, noise, soundsRight, tones, wav } from '../sounds.js'

// Whoever starts a child gets an error.
const here = { ffmpegPath: '/nowhere/ffmpeg' }
const speech = ['-i', clips[0]!.path]

function opus(t: Test, name: string, args: readonly string[] = []): Buffer {
  return encode(t, name, ['-map', '0:a', '-c:a', 'libopus', ...args], speech)
}

function byFfmpeg(t: Test, file: Buffer, sampleRate: number): Int16Array {
  const path = join(t.testdir({ file }), 'file')
  const filter = `aresample=${sampleRate}:filter_size=128:cutoff=0.95`
    + ':filter_type=kaiser:kaiser_beta=9:internal_sample_fmt=fltp'
  const args = ['-v', 'error', '-c:a', 'libopus', '-i', path, '-af', filter, '-ac', '1', '-f', 's16le', '-']
  return samples(execFileSync('ffmpeg', args, { maxBuffer: 1 << 28 }))
}

/** How far one is from the other, in dB below it. */
function likeness(a: Int16Array, b: Int16Array): number {
  let [sound, difference] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    sound += b[i]! ** 2
    difference += (a[i]! - (b[i] ?? 0)) ** 2
  }
  return 10 * Math.log10(sound / (difference + 1e-9))
}

async function read(file: Buffer, options: DecodeOptions = {}, size?: number): Promise<Buffer> {
  const { pcm, error, warnings } = await decoded(decode({ ...here, ...options }), file, size)
  if (error) throw error
  if (warnings[0]) throw warnings[0]
  return pcm
}

for (const [name, args] of [
  ['speech.ogg', ['-b:a', '24k']], ['stereo.ogg', ['-ac', '2', '-b:a', '96k']], ['speech.webm', ['-b:a', '24k']],
  ['stereo.webm', ['-ac', '2', '-b:a', '96k']], ['short.webm', ['-t', '0.3333']], ['short.ogg', ['-t', '0.3333']],
  ['long packets.ogg', ['-application', 'voip', '-frame_duration', '60']],
  ['short packets.ogg', ['-application', 'lowdelay', '-frame_duration', '2.5']],
  ['longest packets.webm', ['-frame_duration', '120']],
  ['packets across pages.ogg', ['-ac', '2', '-b:a', '500k', '-vbr', 'off']],
] as const) {
  t.test(`decode() reads ${name} here as ffmpeg does`, async t => {
    const file = opus(t, name.replaceAll(' ', '-'), args)
    for (const [sampleRate, least] of [[48_000, 70], [44_100, 70], [16_000, 13], [8000, 18]] as const) {
      const pcm = samples(await read(file, { sampleRate }))
      const other = byFfmpeg(t, file, sampleRate)
      t.ok(Math.abs(pcm.length - other.length) <= 1, `${pcm.length} and ${other.length} samples at ${sampleRate} Hz`)
      const dB = likeness(pcm, other)
      t.ok(dB >= least, `${dB.toFixed(1)} dB alike at ${sampleRate} Hz`)
    }
    const whole = await read(file)
    t.ok((await read(file, {}, 1009)).equals(whole), 'the same in small pieces')
  })
}

t.test('decode() passes the contract of a stage with Opus', async t => {
  const alive = (): number => children().length
  for (const name of ['x.ogg', 'x.webm']) {
    const input = opus(t, name, ['-b:a', '24k', '-t', '2'])
    t.test(name, async t => { 
      stageTests(t, { name: 'decode()', make: options => decode({ ...here, ...options }), input, alive })
     })
  }
})

t.test('decode() reads Ogg Opus with a cover that no page can hold', async t => {
  const plain = opus(t, 'x.ogg')
  const tagged = opus(t, 'tagged.ogg', ['-metadata', `METADATA_BLOCK_PICTURE=${'A'.repeat(100_000)}`])
  t.ok(tagged.length > plain.length + 100_000)
  t.ok((await read(tagged)).equals(await read(plain)))
})

t.test('decode() reads recordings one behind the other', async t => {
  for (const name of ['x.ogg', 'x.webm']) {
    const file = opus(t, name)
    const once = await read(file)
    t.ok((await read(Buffer.concat([file, file]))).equals(Buffer.concat([once, once])), name)
  }
})

t.test('decode() leaves to ffmpeg what it does not read itself', async t => {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=d=3:s=64x64:r=10']
  for (const [name, args, inputs] of [
    ['vorbis.ogg', ['-c:a', 'libvorbis']],
    ['speex.ogg', ['-c:a', 'libspeex', '-ar', '16000']],
    ['flac.ogg', ['-c:a', 'flac']],
    ['surround.ogg', ['-c:a', 'libopus', '-ac', '6']],
    ['film.webm', ['-c:v', 'libvpx', '-c:a', 'libopus'], picture],
    ['x.mkv', ['-c:a', 'flac']],
  ] as const) {
    const file = encode(t, name, [...args], inputs ? [...inputs] : undefined)
    t.equal((await decoded(decode(here), file)).error?.code, 'STENO_FFMPEG_MISSING', name)
    // Less than half the level is left of what ffmpeg puts into two of six channels.
    const peak = name.startsWith('surround') ? 3300 : 8000
    soundsRight(t, await read(file, { ffmpegPath: 'ffmpeg' }), { toleranceMs: 100, peak })
  }
})

t.test('decode() keeps time where pages of Ogg Opus are damaged, and warns once', async t => {
  const file = opus(t, 'x.ogg', ['-page_duration', '200000'])
  const whole = await read(file)
  const pages = new OggPages().push(file)
  let at = 0
  for (const [i, { bytes }] of pages.entries()) {
    if (i === 8 || i === 9) file[at + 60]! ^= 0xff
    at += bytes.length
  }
  const { pcm, warnings } = await decoded(decode(here), file)
  t.equal(pcm.length, whole.length)
  t.match(warnings, [{ code: 'STENO_AUDIO_DAMAGED' }])
  t.ok(
    pcm.subarray(-32_000).equals(whole.subarray(-32_000))
      || likeness(samples(pcm.subarray(-32_000)), samples(whole.subarray(-32_000))) > 20,
  )
})

t.test('decode() keeps time where WebM stores no pauses, and where blocks are lost', async t => {
  const pause = encode(t, 'gap.webm', ['-c:a', 'libopus', '-af', 'aselect=not(between(t\\,0.2\\,0.7))'])
  soundsRight(t, await read(pause), { toleranceMs: 30 })

  const file = opus(t, 'x.webm', ['-cluster_time_limit', '500'])
  const whole = await read(file)
  const [first, second] = [...file.toString('latin1').matchAll(/\x1f\x43\xb6\x75/g)].slice(2)
  const { pcm, warnings } = await decoded(
    decode(here),
    Buffer.concat([file.subarray(0, first!.index), file.subarray(second!.index)]),
  )
  t.ok(Math.abs(pcm.length - whole.length) < 2 * 48, `${pcm.length} of ${whole.length} bytes`)
  t.ok(likeness(samples(pcm.subarray(-32_000)), samples(whole.subarray(-32_000))) > 15)
  t.match(warnings, [{ code: 'STENO_AUDIO_TRUNCATED' }])
})

t.test('OggPages finds every page however the stream is cut', async t => {
  const file = opus(t, 'x.ogg', ['-ac', '2', '-b:a', '500k', '-vbr', 'off'])
  const whole = new OggPages().push(file).flatMap(page => packetsOf(page.bytes).packets)
  const cutter = new OggPages()
  const cut = []
  for (let at = 0; at < file.length; at += 517) cut.push(...cutter.push(file.subarray(at, at + 517)))
  t.same(cut.flatMap(page => packetsOf(page.bytes).packets), whole)
  t.equal(cutter.skippedBytes, 0)
})

function packetsIn(file: Buffer): Buffer[] {
  return new OggPages().push(file).flatMap(page => packetsOf(page.bytes).packets).slice(2)
}

t.test('decode() takes bare packets, each a write', async t => {
  const file = opus(t, 'x.ogg')
  for (const sampleRate of [16_000, 44_100, 48_000]) {
    const decoder = decode({ ...here, format: 'opus-packets', sampleRate })
    for (const packet of packetsIn(file)) decoder.write(packet)
    decoder.end()
    const output: Buffer[] = []
    for await (const pcm of decoder) output.push(pcm)
    const framed = await read(file, { sampleRate })
    const skipped = Math.round(312 * sampleRate / 48_000)
    const bare = samples(Buffer.concat(output)).subarray(skipped)
    const dB = likeness(samples(framed), bare)
    t.ok(dB > (sampleRate === 44_100 ? 15 : 90), `${dB} dB`)
  }
})

t.test('decode() puts silence where a bare packet is damaged, and warns once', async t => {
  const packets = packetsIn(opus(t, 'x.ogg', ['-t', '1']))
  const run = async (list: readonly Uint8Array[]): Promise<{ bytes: number; warnings: string[] }> => {
    const decoder = decode({ ...here, format: 'opus-packets' })
    const warnings: string[] = []
    decoder.on('warning', ({ code }) => { warnings.push(code) })
    for (const packet of list) decoder.write(packet)
    decoder.end()
    let bytes = 0
    for await (const pcm of decoder) bytes += pcm.length
    return { bytes, warnings }
  }
  // Two frames of one size in an odd number of bytes is what no encoder writes.
  const bad = Buffer.from([packets[0]![0]! & 0xfc | 1, 1, 2, 3])
  const good = await run(packets)
  const damaged = await run([...packets.slice(0, 5), bad, ...packets.slice(5)])
  t.same(good.warnings, [])
  t.equal(damaged.bytes - good.bytes, packetFrames(bad) / 3 * 2)
  t.same(damaged.warnings, ['STENO_AUDIO_DAMAGED'])
  await t.rejects(run([bad]), { code: 'STENO_AUDIO_UNREADABLE' })
  await t.rejects(run(['text' as unknown as Buffer]), { code: 'STENO_BAD_OPTION' })
})

t.test('packetFrames() knows the length of each kind of packet', async t => {
  for (const [bytes, frames] of [
    [[], 0], [[0x00], 480], [[0x18], 2880], [[0x60], 480], [[0x68], 960], [[0x80], 120], [[0xf8], 960], [[0xf9], 1920],
    [[0xfb, 6], 5760], [[0xfb, 7], 0], [[0x1b, 2], 5760], [[0xfb], 0],
  ] as const) t.equal(packetFrames(Uint8Array.from(bytes)), frames, bytes.join())
})

t.test('a hundred and more decoders side by side do not disturb each other', async t => {
  const file = opus(t, 'x.ogg', ['-t', '1'])
  const alone = await read(file)
  const all = await Promise.all(Array.from({ length: 150 }, () => read(file, {}, 700)))
  t.equal(all.filter(pcm => pcm.equals(alone)).length, 150)
})

t.test('decode() gets to an end, whatever is done to Opus', async t => {
  for (const name of ['x.ogg', 'x.webm']) {
    const file = opus(t, name, ['-b:a', '24k', '-t', '3'])
    for (let seed = 1; seed <= 40; seed++) {
      const random = noise(seed, 64)
      const hurt = Buffer.from(file)
      for (let i = 0; i < 1 + seed % 8; i++) hurt[random.readUInt32LE(4 * i) % hurt.length] = random[32 + i]!
      const { error, pcm, warnings } = await decoded(decode(), hurt, 997)
      t.ok(error ? error.code.startsWith('STENO_') : pcm.length > 0, `${name}, seed ${seed}`)
      t.ok(warnings.length <= 1 && pcm.length < 2 * 96_000 * 10)
    }
  }
})

t.test('decode() reads WAV and raw samples of every form here, whatever their rate', async t => {
  const raw = (encoding: string, rate: number): Buffer =>
    encode(t, 'x.raw', ['-f', encoding, '-ar', String(rate), '-ac', '2'])
  for (const [inputEncoding, name] of [
    ['s16le', 's16le'], ['s16be', 's16be'], ['u8', 'u8'], ['s24le', 's24le'], ['s32le', 's32le'], ['f32le', 'f32le'],
    ['f64le', 'f64le'], ['mulaw', 'mulaw'], ['alaw', 'alaw'],
  ] as const) {
    for (const inputSampleRate of [8000, 44_100]) {
      const form = { format: 'pcm', inputEncoding, inputSampleRate, inputChannels: 2 } as const
      soundsRight(t, await read(raw(name, inputSampleRate), form), { toleranceMs: 30 })
    }
  }
  for (const sampleRate of [8000, 44_100, 96_000]) {
    soundsRight(t, await read(wav(tones({ sampleRate }), { sampleRate })), { peak: 16_000, toleranceMs: 0 })
  }
})

import t from 'tap'
import { execFileSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { decode } from '../../lib/audio/decode.js'
import { encode, type EncodeOptions } from '../../lib/audio/encode.js'
import { normalize } from '../../lib/audio/normalize.js'
import { OggPages } from '../../lib/audio/opus/ogg.js'
import { recognize } from '../../lib/recognize/recognize.js'
import { stageTests } from '../contract/stage.js'
import { ScriptedEngine } from '../support/scripted-engine.js'
import { clips } from '../support/speech.js'
import { decoded, soundsRight, tones } from './sounds.js'

const [clip] = clips
const nowhere = { ffmpegPath: '/nowhere/ffmpeg' }

async function encoded(pcm: Buffer, options?: EncodeOptions): Promise<Buffer> {
  const output: Buffer[] = []
  for await (const bytes of Readable.from([pcm]).pipe(encode(options))) output.push(bytes as Buffer)
  return Buffer.concat(output)
}

t.test('encode() passes the contract of a stage', async t => {
  // Random bytes would be louder than libopus codes without waiting.
  stageTests(t, {
    name: 'encode()', make: encode, input: clip!.pcm.subarray(0, 40_001),
    pcm: { format: { encoding: 'opus', sampleRate: 48_000, channels: 1 } },
  })
})

t.test('encode() checks its options at once', async t => {
  for (const [option, bad] of [
    ['codec', 'mp3'],
    ['bitrate', 5999],
    ['bitrate', 128_001],
    ['bitrate', '24k'],
    ['sampleRate', 7999],
    ['pageDuration', 19],
    ['pageDuration', 1001],
  ] as const)
    t.throws(() => encode({ [option]: bad }), { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) })
})

t.test('what encode() writes lasts as long as its input, to the sample, here and in ffmpeg', async t => {
  for (const sampleRate of [8000, 16_000, 22_050, 44_100, 48_000]) {
    for (const frames of [0, 1, 1010, 31_900, 32_001]) {
      const file = await encoded(Buffer.alloc(2 * frames), { sampleRate })
      const due = Math.round(frames * 48_000 / sampleRate)
      const { pcm } = await decoded(decode({ ...nowhere, sampleRate: 48_000 }), file)
      t.equal(pcm.length / 2, due, `${frames} frames at ${sampleRate} Hz`)
      const args = ['-v', 'error', '-c:a', 'libopus', '-i', 'pipe:0', '-f', 's16le', '-']
      const other =
        frames === 0 ? Buffer.alloc(0) : execFileSync('ffmpeg', args, { input: file, stdio: ['pipe', 'pipe', 'pipe'] })
      t.equal(other.length / 2, due)
    }
  }
})

t.test('encode() writes a valid Ogg file, without a warning of ffmpeg', async t => {
  const file = await encoded(clip!.pcm)
  const pages = new OggPages()
  const all = pages.push(file)
  pages.flush()
  t.equal(pages.skippedBytes, 0)
  t.same([all[0]?.isFirst, all.at(-1)?.isLast], [true, true])
  t.equal(all.filter(page => page.isLast).length, 1)
  const { stderr } = await import('node:child_process').then(({ spawnSync }) =>
    spawnSync('ffmpeg', ['-v', 'warning', '-i', 'pipe:0', '-f', 'null', '-'], { input: file }))
  t.equal(stderr.toString(), '')
})

t.test('sound keeps its place and its level through encode() and decode()', async t => {
  const through = Readable.from([tones()]).pipe(encode({ sampleRate: 16_000 })).pipe(decode(nowhere))
  const output: Buffer[] = []
  for await (const pcm of through) output.push(pcm)
  soundsRight(t, Buffer.concat(output), { peak: 16_000, toleranceMs: 0 })
})

t.test('encode() takes a tenth of the bytes, or as many as `bitrate` allows', async t => {
  const ratio = clip!.pcm.length / (await encoded(clip!.pcm)).length
  t.ok(ratio > 8 && ratio < 14, `${ratio.toFixed(1)} times smaller`)
  const fat = await encoded(clip!.pcm, { bitrate: 64_000 })
  t.ok(clip!.pcm.length / fat.length < 5)
})

t.test('encode() writes a page for each `pageDuration`', async t => {
  for (const [pageDuration, pages] of [[20, 51], [100, 11], [1000, 2]] as const) {
    const file = await encoded(Buffer.alloc(32_000), { pageDuration })
    t.equal(new OggPages().push(file).length - 2, pages, `${pageDuration} ms`)
  }
})

t.test('encode() takes over the rate of the stage that is piped in', async t => {
  const source = decode({ format: 'pcm', sampleRate: 8000 })
  source.end(Buffer.alloc(16_000))
  const file: Buffer[] = []
  for await (const bytes of source.pipe(encode())) file.push(bytes as Buffer)
  t.equal((await decoded(decode(nowhere), Buffer.concat(file))).pcm.length, 32_000)

  const other = decode({ format: 'pcm' })
  const stage = other.pipe(encode({ sampleRate: 8000 }))
  await t.rejects(stage.toArray(), { code: 'STENO_BAD_OPTION', message: /`sampleRate` must be 16000/ })
})

t.test('a stage for samples refuses what encode() writes', async t => {
  const stage = Readable.from([tones()]).pipe(encode()).pipe(normalize())
  await t.rejects(stage.toArray(), {
    code: 'STENO_FORMAT_MISMATCH',
    message: 'Format mismatch: `normalize()` takes s16le samples, got opus; '
      + 'decode with `decode({ sampleRate: 16000 })`',
  })
})

t.test('recognize() takes what encode() writes, and only with that format', async t => {
  const engine = new ScriptedEngine()
  const opusEngine = Object.assign(engine, { capabilities: { ...engine.capabilities, encodings: ['opus' as const] } })
  const results = Readable.from([tones()]).pipe(encode()).pipe(recognize({ engine: opusEngine, format: 'opus' }))
  t.same(await results.toArray(), [])
  t.ok(engine.bytes > 0, `${engine.bytes} bytes of Opus`)

  const stage = Readable.from([tones()]).pipe(encode()).pipe(recognize({ engine: new ScriptedEngine() }))
  await t.rejects(stage.toArray(), {
    code: 'STENO_FORMAT_MISMATCH',
    message: 'Format mismatch: the stage takes s16le, got opus; decode with `decode({ sampleRate: 16000 })`',
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  chunk,
  decode,
  denoise,
  fileSource,
  normalize,
  pace,
  recognize,
  resample,
  type AudioChunk,
  type FileRangeOptions,
  type PcmSource,
  type RecognitionResult,
} from '../../../lib/index.js'
import { samples } from '../../../lib/audio/pcm/pcm.js'
import type { StreamSelection } from '../../../lib/audio/ffmpeg/stream-selection.js'
import { closed } from '../../contract/stage.js'
import { ScriptedEngine } from '../../support/scripted-engine.js'
import { collect } from '../servers.js'
import { children, encode, levels, soundsRight, tones, wav } from '../sounds.js'

const stereo = { sampleRate: 44_100, channels: 2 }
const folder = t.testdir({})
let files = 0
/** Writes a file of this name; by default a tone in the left channel. */
function file(name = 'x.wav', bytes: Buffer | string = wav(tones(stereo), stereo)): string {
  const own = join(folder, String(files++))
  mkdirSync(own)
  const path = join(own, name)
  writeFileSync(path, bytes)
  return path
}

t.test('fileSource() outputs a part of a file, to the sample, with positions in the whole file', async t => {
  for (const [name, args] of [
    ['-a b:c%d.wav', []],
    ['x.mp3', []],
    ['x.flac', []],
    ['end.m4a', []],
    ['opus.webm', ['-c:a', 'libopus']],
    ['x.ogg', []],
    ['x.aac', []],
  ] as const) {
    const path = file(name, encode(t, 'made'.concat(name.slice(name.lastIndexOf('.'))), args))
    const { pcm, starts, error } = await collect(fileSource(path, { from: 500, to: 1500 }))
    t.equal(error, undefined, name)
    t.equal(starts[0], 500, name)
    t.equal(pcm.length, 32_000, name)
    const onset = samples(pcm).findIndex(sample => Math.abs(sample) > 2000) / 16
    // An AAC encoder starts 23 ms early, which ADTS does not signal.
    t.ok(Math.abs(onset - 500) < 24, `${name}: the tone starts at ${onset} ms`)
  }
  t.same(children(), [])
})

t.test('fileSource() selects a channel, a mix or a stream', async t => {
  const path = file()
  for (const [options, peak] of [
    [{ channel: 0 }, 16_000],
    [{ mix: [0.25, 1] }, 4000],
    [{ from: 0 }, 8000],
  ] as [StreamSelection, number][]) {
    soundsRight(t, (await collect(fileSource(path, options))).pcm, { peak })
  }
  t.ok((await collect(fileSource(path, { channel: 1 }))).pcm.every(byte => byte === 0), 'the second channel is silent')
  const two = file(
    'two.mkv',
    encode(t, 'x.mkv', ['-c:a', 'flac', '-map', '0:a', '-map', '1:a'], ['-f', 'lavfi', '-i', 'anullsrc=d=3']),
  )
  t.ok((await collect(fileSource(two, { stream: 0 }))).pcm.every(byte => byte === 0), 'the first stream is silent')
  soundsRight(t, (await collect(fileSource(two, { stream: 1 }))).pcm)
})

t.test('results of a part have the times of the whole file, whatever stages are between', async t => {
  const path = file('x.wav', wav(Buffer.alloc(64_000)))
  const script = [[100, 'hello']] as const
  const part = (): PcmSource => fileSource(path, { from: 750.4 })
  for (const [title, results] of [
    ['nothing', part().pipe(recognize({ engine: new ScriptedEngine(script) }))],
    [
      'decode()',
      part()
        .pipe(decode())
        .pipe(recognize({ engine: new ScriptedEngine(script) })),
    ],
    [
      'many',
      part()
        .pipe(decode({ sampleRate: 8000 }))
        .pipe(resample())
        .pipe(denoise())
        .pipe(normalize())
        .pipe(pace({ speed: Infinity }))
        .pipe(chunk({ keepSilence: Infinity }))
        .pipe(recognize({ engine: new ScriptedEngine(script) })),
    ],
  ] as const) {
    const all = (await results.toArray()) as RecognitionResult[]
    t.match(
      all.at(-1),
      { isSentenceEnd: true, sentence: { beginTime: 850, endTime: 1050, words: [{ beginTime: 850 }] } },
      title,
    )
  }
  const decoder = decode()
  const recognizer = decoder.pipe(recognize({ engine: new ScriptedEngine(script) }))
  part().pipe(decoder)
  t.match(
    ((await recognizer.toArray()) as RecognitionResult[]).at(-1)?.sentence,
    { beginTime: 850 },
    'piped together from the end',
  )
  const [first] = await part().pipe(decode()).pipe(chunk({ keepSilence: Infinity })).toArray() as AudioChunk[]
  t.equal(first?.start, 750.4)
  t.same(children(), [])
})

t.test('fileSource() opens no other file', async t => {
  const mp3 = encode(t, 'x.mp3')
  const folder = t.testdir({ 'secret.wav': wav(tones()), 'secret.mp3': mp3 })
  const list = (uri: string): string => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:3,\n${uri}\n#EXT-X-ENDLIST\n`
  mkdirSync(join(folder, 'lists'))
  for (const [i, text] of [
    list('../secret.mp3'), list(join(folder, 'secret.mp3')), list(`file://${folder}/secret.mp3`),
    `ffconcat version 1.0\nfile '../secret.mp3'\n`, `ffconcat version 1.0\nfile '${folder}/secret.wav'\n`,
  ].entries()) {
    for (const ending of ['mp3', 'm3u8']) {
      const path = join(folder, 'lists', `${i}.${ending}`)
      writeFileSync(path, text)
      const { pcm, error } = await collect(fileSource(path, { from: 0 }))
      t.equal(error?.code, 'STENO_AUDIO_UNREADABLE', `${i}.${ending}`)
      t.equal(pcm.length, 0)
    }
  }
})

t.test('fileSource() reports an invalid or missing part', async t => {
  const path = file()
  const text = file('text.mp3', 'Dear sir or madam')
  const cases: [string, FileRangeOptions, string, RegExp][] = [
    [join(path, '..', 'missing'), { from: 1 }, 'STENO_FILE_NOT_FOUND', /missing/],
    [join(path, '..'), { from: 1 }, 'STENO_NOT_A_FILE', /directory/],
    [join(path, 'below'), { from: 1 }, 'STENO_FILE_UNREADABLE', /ENOTDIR/],
    [text, { from: 1 }, 'STENO_AUDIO_UNREADABLE', /neither ffmpeg nor the WAV reader/],
    [path, { from: 5000 }, 'STENO_BAD_OPTION', /`from` must be a time before the end of the audio, got 5000/],
    [
      path,
      { channel: 2 },
      'STENO_BAD_OPTION',
      /`channel` must be the index of a channel of the file, from 0, got 2/,
    ],
    [path, { mix: [1, 0, 1] }, 'STENO_BAD_OPTION', /`mix` must be no longer than the number of channels of the file/],
    [path, { stream: 1 }, 'STENO_NO_AUDIO_STREAM', /no audio stream 1, counted from 0/],
    [path, { to: 2000, maxDuration: 1000 }, 'STENO_SOURCE_TOO_LONG', /1000 ms/],
  ]
  for (const [input, options, code, message] of cases)
    t.match((await collect(fileSource(input, options))).error, { code, message }, code)
  for (const options of [
    { from: -1 },
    { from: 5, to: 5 },
    { stream: -1 },
    { channel: 0, mix: [1] },
    { mix: [2] },
    { from: 0, sampleRate: 7 },
    { from: 0, ffmpegPath: '' },
  ]) {
    const make = (): PcmSource => fileSource(path, options as FileRangeOptions)
    t.throws(make, { code: 'STENO_BAD_OPTION' }, JSON.stringify(options))
  }
  t.throws(() => fileSource(path, { from: 1, ffmpegPath: 'no-such-ffmpeg' }), { code: 'STENO_FFMPEG_MISSING' })
})

t.test('fileSource() decodes the whole file with any option of a part', async t => {
  const { pcm, error } = await collect(fileSource(file(), { sampleRate: 8000 }))
  t.equal(error, undefined)
  t.equal(pcm.length, 3 * 2 * 8000)
})

t.test('fileSource() refuses unknown options, and those that would replace the source', async t => {
  const path = file()
  const error = { code: 'STENO_UNKNOWN_OPTION', message: /`form` is not an option of `fileSource\(\)`/ }
  t.throws(() => fileSource(path, { form: 500 } as FileRangeOptions), error)
  t.throws(() => fileSource(path, { from: 500, form: 500 } as FileRangeOptions), error)
  for (const option of ['read', 'destroy', 'construct', 'objectMode', 'encoding', 'start', 'flags']) {
    for (const part of [{}, { from: 0 }]) {
      const make = (): unknown => fileSource(path, { ...part, [option]: 1 } as FileRangeOptions)
      t.throws(make, { code: 'STENO_UNKNOWN_OPTION', option }, option)
    }
  }
})

t.test('a truncated part is output, with a warning', async t => {
  const film = encode(t, 'x.mkv', ['-c:a', 'flac'])
  const path = file('cut.mkv', film.subarray(0, film.length * 0.6))
  const { pcm, warnings, error } = await collect(fileSource(path, { channel: 0 }))
  t.equal(error, undefined)
  t.same(warnings, ['STENO_AUDIO_TRUNCATED'])
  t.ok(levels(pcm).some(level => level > 10_000))
})

t.test('fileSource() leaves no child process behind when its reader stops', async t => {
  const path = file('long.wav', wav(Buffer.alloc(8_000_000)))
  const aborted = new AbortController()
  for (const stopReading of [
    (source: PcmSource) => source.destroy(),
    (source: PcmSource) => source.once('data', () => source.destroy()),
    () => { aborted.abort() },
  ]) {
    const source = fileSource(path, { from: 1, signal: aborted.signal })
    source.on('error', (error: Error) => { t.equal(error.name, 'AbortError') })
    stopReading(source)
    await closed(source)
    t.same(children(), [])
  }
  const gone = fileSource(join(path, 'below'), { from: 1 })
  gone.on('error', () => t.fail('no error after destroy()'))
  gone.destroy()
  await closed(gone)
})

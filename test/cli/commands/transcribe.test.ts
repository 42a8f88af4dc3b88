import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { MAIN, NEUTRAL, type Outcome, partialText, stenopipe, textOf } from '../../support/cli.js'
import { clips, speech, wordErrorRate } from '../../support/speech.js'

const [shortest] = [...clips].sort((a, b) => a.pcm.length - b.pcm.length)

/** Checks that a failure is one sentence without a stack trace, and exit status 1. */
function failsWith(t: Test, { status, out, err }: Outcome, sentence: RegExp): void {
  const lines = err.split('\n').filter(line => line !== '' && !line.startsWith('pocketsphinx,'))
  t.equal(status, 1)
  t.equal(lines.length, 1, err)
  t.match(lines[0], sentence)
  t.notMatch(err, /\n\s+at /)
  t.equal(out, '')
}

/** Makes a file with ffmpeg. */
function make(...words: string[]): string {
  const { stderr } = spawnSync('ffmpeg', ['-loglevel', 'error', ...words], { encoding: 'utf8' })
  if (stderr) throw new Error(stderr)
  return words.at(-1)!
}

t.test('a file is transcribed to SRT on standard output, after a line about the engine', async t => {
  const { status, out, err } = await stenopipe(['transcribe', shortest!.path])
  t.equal(status, 0)
  const [title, summary] = err.split('\n')
  t.equal(title, 'pocketsphinx, offline, 16000 Hz')
  t.match(summary, /^0:03 of audio from .*wav in [\d.]+ s, [\d.]+x real time; first text after .*$/)
  t.match(out, /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n/)
  const text = out.split('\n').filter(line => !/^\d+$|-->/.test(line)).join(' ')
  const rate = wordErrorRate(shortest!.transcript, text)
  t.ok(rate < 0.6, `word error rate ${rate}: ${text}`)
})

t.test('the extension selects the format, and several formats get an extension each', async t => {
  const dir = t.testdir()
  const quick = ['--accuracy', 'fast', '-q']
  const one = await stenopipe(['transcribe', shortest!.path, '-o', join(dir, 'a.vtt'), ...quick])
  const several = await stenopipe([
    'transcribe',
    shortest!.path,
    '-f',
    'srt,txt,jsonl',
    '--interim',
    '-o',
    join(dir, 'b.v2'),
    '--hls',
    join(dir, 'hls'),
    ...quick,
  ])
  t.same([one.status, one.out, several.status, several.out], [0, '', 0, ''])
  for (const [file, start] of [
    ['a.vtt', 'WEBVTT\n\n00:'],
    ['b.v2.srt', '1\n00:'],
    ['b.v2.txt', 'he '],
    ['b.v2.jsonl', '{"requestId":'],
  ] as const) {
    t.ok(readFileSync(join(dir, file), 'utf8').startsWith(start), file)
  }
  t.match(readFileSync(join(dir, 'b.v2.jsonl'), 'utf8'), /"isSentenceEnd":false/)
  const playlist = readFileSync(join(dir, 'hls', 'captions.m3u8'), 'utf8')
  const length = [...playlist.matchAll(/#EXTINF:(.*),/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0)
  const beyond = length - shortest!.pcm.length / 32_000
  t.ok(beyond > -0.1 && beyond < 0.6, 'the segments are as long as the audio, or as its last caption')
  t.same(readdirSync(dir).sort(), ['a.vtt', 'b.v2.jsonl', 'b.v2.srt', 'b.v2.txt', 'hls'], 'no partial file is left')
})

t.test('standard input is transcribed', async t => {
  const { status, out } = await stenopipe(['transcribe', '-', '-f', 'txt', '-q', '--accuracy', 'fast'], {
    input: readFileSync(shortest!.path),
  })
  t.equal(status, 0)
  t.match(out, /^he /)
})

t.test('Ctrl-C ends the input, keeps what was recognised and exits with 130', async t => {
  const dir = t.testdir()
  const words = ['transcribe', '-', '--accuracy', 'fast', '-f', 'srt,jsonl', '--interim', '-o', join(dir, 'a')]
  const outcome = await stenopipe(words, {
    input: readFileSync(shortest!.path),
    interruptWhen: () => partialText(join(dir, 'a.jsonl')).includes('he was not'),
  })
  t.equal(outcome.status, 130)
  t.match(partialText(join(dir, 'a.srt')), /^1\n.*\nhe was not/)
  t.same(readdirSync(dir).filter(name => !name.endsWith('.partial')), [])
})

t.test('failures of the input are one sentence each and leave no file', async t => {
  const dir = t.testdir({ 'empty.wav': '', 'text.txt': 'call me Ishmael\n'.repeat(1000), out: {} })
  writeFileSync(join(dir, 'noise.bin'), Uint8Array.from({ length: 100_000 }, (_, i) => (i * 2654435761) >>> 13))
  const failures: [string, RegExp][] = [
    [join(dir, 'gone.wav'), /gone\.wav": no such file/],
    [dir, /it is a directory/],
    [join(dir, 'empty.wav'), /the input is empty/],
    [join(dir, 'noise.bin'), /neither ffmpeg nor the WAV reader recognises the input/],
    [join(dir, 'text.txt'), /neither ffmpeg nor the WAV reader recognises the input/],
    [
      make('-f', 'lavfi', '-i', 'color=black:s=64x64:d=1', join(dir, 'silent.mp4')),
      /(no audio stream|index at the end)/,
    ],
    [
      make('-f', 'lavfi', '-i', 'color=black:s=64x64:d=1', '-movflags', '+faststart', join(dir, 'faststart.mp4')),
      /no audio stream/,
    ],
    [make('-f', 'lavfi', '-i', 'color=black:s=64x64:d=1', join(dir, 'silent.mkv')), /no audio stream/],
  ]
  for (const [input, sentence] of failures) {
    const words = ['transcribe', input, '-o', join(dir, 'out', 'a.srt'), '--accuracy', 'fast']
    failsWith(t, await stenopipe(words), sentence)
  }
  t.same(readdirSync(join(dir, 'out')), [])
})

const KEPT = /is truncated.*a\.srt\.[0-9a-f]{8}\.partial$/

t.test('a truncated input is a failure that keeps what was recognised in a partial file', async t => {
  const dir = t.testdir()
  const path = join(dir, 'a.srt')
  const transcribe = (name: string): Promise<Outcome> =>
    stenopipe(['transcribe', join(dir, name), '-o', path, '--accuracy', 'fast'])
  writeFileSync(join(dir, 'cut.wav'), readFileSync(shortest!.path).subarray(0, 80_000))
  failsWith(t, await transcribe('cut.wav'), KEPT)
  t.notOk(existsSync(path))
  const kept = (): string[] => readdirSync(dir).filter(name => name.endsWith('.partial'))
  t.equal(kept().length, 1)

  const mp3 = readFileSync(make('-i', shortest!.path, '-b:a', '64k', join(dir, 'whole.mp3')))
  writeFileSync(join(dir, 'cut.mp3'), mp3.subarray(0, mp3.length * 0.8))
  failsWith(t, await transcribe('cut.mp3'), KEPT)
  t.equal(kept().length, 2, 'the first one is still there')
  for (const name of kept()) t.match(textOf(join(dir, name)), /^1\n/)
})

t.test('a missing program is reported with the command that installs it', async t => {
  const dir = t.testdir()
  copyFileSync(speech.path, join(dir, 'a.flac'))
  const words = ['transcribe', join(dir, 'a.flac'), '--accuracy', 'fast']
  for (const env of [{ PATH: '', FFMPEG_PATH: '' }, { FFMPEG_PATH: '/nowhere/ffmpeg' }]) {
    failsWith(t, await stenopipe(words, { env }), /apt-get install ffmpeg/)
  }
})

t.test('an unwritable output is reported before anything is recognised', async t => {
  const dir = t.testdir({ folder: {} })
  failsWith(t, await stenopipe(['transcribe', shortest!.path, '-o', join(dir, 'folder')]), /it is a directory/)
  failsWith(
    t,
    await stenopipe(['transcribe', shortest!.path, '-o', join(dir, 'no', 'a.srt')]),
    /its directory does not exist/,
  )
})

t.test('an impossible engine, rate, accuracy or language is a usage error', async t => {
  const wrong: [string[], RegExp][] = [
    [['--engine', 'toString'], /--engine must be one of pocketsphinx, dashscope, got "toString"\n/],
    [['--sample-rate', '8000'], /takes 16000 Hz, got 8000 Hz; decode with --sample-rate 16000\n/],
    [['--accuracy', 'best'], /--accuracy must be one of thorough, fast, got "best"\n/],
    [['--language', 'fr'], /no model for "fr"/],
    [
      ['--engine', 'pocketsphinx', '--model', 'fun-asr-realtime'],
      /--model is for dashscope, but the engine is pocketsphinx/,
    ],
  ]
  for (const [words, sentence] of wrong) {
    const { status, out, err } = await stenopipe(['transcribe', shortest!.path, ...words])
    t.same([status, out], [2, ''])
    t.match(err, sentence)
  }
})

t.test('a reader that closes the pipe, such as head, is no failure', async t => {
  const words = 'transcribe - --format-in pcm --accuracy fast -f jsonl --interim'
  // The subshell has the pipe open, too.
  const child = spawn('sh', ['-c', `"${process.execPath}" "${MAIN}" ${words} | (head -n 1; exec <&-; echo closed)`], {
    env: { ...process.env, ...NEUTRAL },
  })
  let [out, err] = ['', '']
  child.stderr.on('data', (text: Buffer) => { err += String(text) })
  const { pcm } = shortest!
  child.stdin.on('error', () => {}).write(pcm.subarray(0, 48_000))
  child.stdout.on('data', (text: Buffer) => {
    out += String(text)
    // Only now, so that a line is written to a pipe that is certainly closed.
    if (out.endsWith('closed\n')) child.stdin.end(pcm.subarray(48_000))
  })
  await new Promise(resolve => child.on('close', resolve))
  t.match(out, /^\{.*\}\nclosed\n$/)
  t.equal(err, 'pocketsphinx, offline, 16000 Hz\n')
})

t.test('silence and noise are removed and parts recognised in parallel on request', async t => {
  const dir = t.testdir()
  const path = join(dir, 'a.pcm')
  writeFileSync(path, Buffer.concat([shortest!.pcm, Buffer.alloc(10 * 32_000), shortest!.pcm]))
  const { status, out, err } = await stenopipe([
    'transcribe',
    path,
    '--format-in',
    'pcm',
    '--vad',
    'energy',
    '--denoise',
    '--concurrency',
    '2',
    '--accuracy',
    'fast',
  ])
  t.equal(status, 0)
  t.match(err, /; 0:0\d of silence skipped; first text/)
  const [, lastStart] = [...out.matchAll(/00:00:(\d\d),\d{3} -->/g)]
    .map(([, seconds]) => Number(seconds))
    .filter((_, i, all) => i === 0 || i === all.length - 1)
  t.ok(lastStart! > 12, 'captions keep their time')
})

t.test('impossible options of the audio stages are usage errors', async t => {
  const wrong: [string[], RegExp][] = [
    [['--vad', 'ear'], /--vad must be one of energy, fvad, silero, off, got "ear"\n/],
    [['--vad', 'silero'], /--vad silero needs --vad-model/],
    [['--vad', 'off', '--vad-model', 'a.onnx'], /--vad-model is only for --vad silero; leave it out\n/],
    [['--format-in', 'pdf'], /--format-in must be one of .*, got "pdf"/],
    [['--device', 'usb'], /--device is not an option of transcribe, only of live\n/],
  ]
  for (const [words, sentence] of wrong) {
    const { status, out, err } = await stenopipe(['transcribe', shortest!.path, ...words])
    t.same([status, out], [2, ''])
    t.match(err, sentence)
  }
})

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { bytesOf, samples } from '../../../lib/audio/pcm/pcm.js'
import { ResamplerCore } from '../../../lib/audio/pcm/resampler.js'
import { MAIN, NEUTRAL, type Outcome, partialText, stenopipe, textOf } from '../../support/cli.js'
import { MICROPHONE_RATE, soundServer } from '../../support/audio-server.js'
import { clips, wordErrorRate } from '../../support/speech.js'

const server = await soundServer(t)
const [shortest] = [...clips].sort((a, b) => a.pcm.length - b.pcm.length)
const resampler = new ResamplerCore(16_000, MICROPHONE_RATE)
const speech = Buffer.concat([bytesOf(resampler.push(samples(shortest!.pcm))), bytesOf(resampler.flush())])
const TICK_MS = 20
const silence = Buffer.alloc(MICROPHONE_RATE * 2 * TICK_MS / 1000)

/** Silence after the speech, in ticks: too short to end a sentence. */
const SHORT_PAUSE = 10

interface Scene {
  /** Ticks of silence after the speech. Default `SHORT_PAUSE`. */
  readonly pause?: number
  /** Called every tick after the speech; `act` follows the first time that it returns true. */
  readonly when: (out: string) => boolean
  readonly act: (child: ReturnType<typeof spawn>) => unknown
}

/** Runs `live`: plays speech when the engine has started, and acts when a condition is true. */
async function live(words: readonly string[], { pause = SHORT_PAUSE, when, act }: Scene): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, 'live', '--accuracy', 'fast', ...words], {
    env: { ...process.env, ...NEUTRAL, ...server.env },
  })
  let out = ''
  let err = ''
  let isClosed = false
  const closed = new Promise<number | null>(resolve => child.on('close', resolve))
  void closed.then(() => { isClosed = true })
  child.stdout.on('data', (text: Buffer) => { out += String(text) })
  child.stderr.on('data', (text: Buffer) => { err += String(text) })
  // No reader is left once the recording has ended.
  const play = (pcm: Uint8Array): Promise<unknown> => Promise.race([server.play(pcm), closed])
  while (!isClosed && !err.includes('\n')) {
    await play(silence)
    await sleep(TICK_MS)
  }
  await play(speech)
  for (let ticks = 0; !isClosed && !when(out); ticks++) {
    if (ticks < pause) await play(silence)
    await sleep(TICK_MS)
  }
  if (!isClosed) await act(child)
  return { status: await closed, out, err }
}

/** True when an interim of JSON lines has at least five of the eight words. */
const hasWords = (path: string): boolean => /"text":"\S+( \S+){4}/.test(partialText(`${path}.jsonl`))

t.test('the microphone is recognised until Ctrl-C, with the last words', async t => {
  const path = join(t.testdir(), 'talk')
  const { status, out, err } = await live(['-o', path, '-f', 'srt,jsonl', '--interim'], {
    when: () => hasWords(path), act: child => child.kill('SIGINT'),
  })
  t.equal(status, 0, err)
  const [title, stopping, summary, ...more] = err.split('\n')
  t.equal(title, 'pocketsphinx, offline, 16000 Hz; Ctrl-C ends')
  t.equal(stopping, 'Ctrl-C: finishing the current sentence; Ctrl-C again exits at once')
  t.match(summary, /^0:\d\d of audio; first text after .*; written to .*talk\.srt, .*talk\.jsonl$/)
  t.same(more, [''])
  t.equal(out, '')
  const text = textOf(`${path}.srt`).split('\n').filter(line => !/^\d+$|-->/.test(line)).join(' ')
  const rate = wordErrorRate(shortest!.transcript, text)
  t.ok(rate < 0.6, `word error rate ${rate}: ${text}`)
  t.equal(partialText(`${path}.srt`), '')
})

t.test('sentences go to standard output, one per line, and SIGTERM ends the recording', async t => {
  const { status, out, err } = await live([], {
    pause: Infinity, when: out => out.includes('\n'), act: child => child.kill('SIGTERM'),
  })
  t.equal(status, 0, err)
  t.match(out, /^[a-z' ]+\n$/)
})

t.test('a microphone that disappears is a failure, reported after the last words', async t => {
  const path = join(t.testdir(), 'talk')
  const { status, out, err } = await live(['--recorder', 'parec', '-o', path, '-f', 'txt,jsonl', '--interim'], {
    when: () => hasWords(path), act: () => server.crash(),
  })
  t.same([status, out], [1, ''])
  t.match(partialText(`${path}.txt`), /^[a-z' ]+\n$/)
  t.match(err, /stenopipe: Cannot record from the microphone: parec exited with code 1: .*`stenopipe devices`; .*\n$/)
})

t.test('an impossible option of the microphone is a usage error', async t => {
  for (const [words, sentence] of [
    [['--recorder', 'ear'], /--recorder must be one of parec, pw-record, arecord, pvrecorder, ffmpeg, got "ear"\n/],
    [['--device', ''], /--device must be a non-empty string, got ""\n/],
    [['talk.mp3'], /live takes no operand, got "talk.mp3"\n/],
    [['--concurrency', '2'], /--concurrency is not an option of live, only of transcribe\n/],
    [['--vad=ear'], /--vad must be one of energy, fvad, silero, off, got "ear"\n/],
  ] as const) {
    const { status, out, err } = await stenopipe(['live', ...words])
    t.same([status, out], [2, ''], err)
    t.match(err, sentence)
  }
  t.match(await stenopipe(['devices', 'x']), { status: 2, err: /devices takes no operand, got "x"\n/ })
})

t.test('a missing recorder is reported with the command that installs it', async t => {
  const { status, out, err } = await stenopipe(['live', '--recorder', 'parec'], {
    env: { PATH: t.testdir(), FFMPEG_PATH: '' },
  })
  t.same([status, out], [1, ''])
  t.match(err, /apt-get install pulseaudio-utils/)
})

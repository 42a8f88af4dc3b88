import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { bytesOf, samples } from '../../../lib/audio/pcm/pcm.js'
import { ResamplerCore } from '../../../lib/audio/pcm/resampler.js'
import { MAIN, NEUTRAL, type Outcome, stenopipe } from '../../support/cli.js'
import { MICROPHONE_RATE, soundServer } from '../../support/audio-server.js'
import { clips, wordErrorRate } from '../../support/speech.js'

const server = await soundServer(t)
const [shortest] = [...clips].sort((a, b) => a.pcm.length - b.pcm.length)
const resampler = new ResamplerCore(16_000, MICROPHONE_RATE)
const speech = Buffer.concat([bytesOf(resampler.push(samples(shortest!.pcm))), bytesOf(resampler.flush())])
const TICK_MS = 20
const silence = Buffer.alloc(MICROPHONE_RATE * 2 * TICK_MS / 1000)

/** Runs `live`: plays speech when the engine has started, and calls `act` 200 ms later. */
async function live(words: readonly string[], act: (child: ReturnType<typeof spawn>) => unknown): Promise<Outcome> {
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
  let ticks = 0
  for (let isPlayed = false; !isClosed; ticks++) {
    // No reader is left once the recording has ended.
    await Promise.race([server.play(silence), closed])
    await sleep(TICK_MS)
    if (!isPlayed && err.includes('\n')) {
      isPlayed = true
      ticks = 0
      await server.play(speech)
    } else if (isPlayed && ticks === 10) act(child)
  }
  return { status: await closed, out, err }
}

t.test('the microphone is recognised until Ctrl-C, with the last words', async t => {
  const dir = t.testdir()
  const path = join(dir, 'talk.srt')
  const { status, out, err } = await live(['-o', path], child => child.kill('SIGINT'))
  t.equal(status, 0, err)
  t.match(err, /^pocketsphinx, offline, 16000 Hz; Ctrl-C ends\n0:\d\d of audio; first text after .*\n$/)
  t.equal(out, '')
  const text = readFileSync(path, 'utf8').split('\n').filter(line => !/^\d+$|-->/.test(line)).join(' ')
  const rate = wordErrorRate(shortest!.transcript, text)
  t.ok(rate < 0.6, `word error rate ${rate}: ${text}`)
  t.notOk(existsSync(`${path}.partial`))
})

t.test('a microphone that disappears is a failure, reported after the last words', async t => {
  const { status, out, err } = await live(['--recorder', 'parec'], () => server.crash())
  t.equal(status, 1)
  t.match(out, /^[a-z' ]+\n$/, 'one sentence per line')
  t.match(err, /stenopipe: Cannot record from the microphone: parec ended with 1: .*`stenopipe devices`\n$/)
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

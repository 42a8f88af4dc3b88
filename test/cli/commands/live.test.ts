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
const said = Buffer.concat([bytesOf(resampler.push(samples(shortest!.pcm))), bytesOf(resampler.flush())])
const TICK_MS = 20
const silence = Buffer.alloc(MICROPHONE_RATE * 2 * TICK_MS / 1000)

/** Runs `live` as a user would: speaks when the engine is there, and acts a little later. */
async function live(words: readonly string[], act: (child: ReturnType<typeof spawn>) => unknown): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, 'live', '--accuracy', 'fast', ...words], {
    env: { ...process.env, ...NEUTRAL, ...server.env },
  })
  let [out, err, isOver] = ['', '', false]
  const over = new Promise<number | null>(resolve => child.on('close', status => { isOver = true; resolve(status) }))
  child.stdout.on('data', (text: Buffer) => { out += String(text) })
  child.stderr.on('data', (text: Buffer) => { err += String(text) })
  let ticks = 0
  for (let isSaid = false; !isOver; ticks++) {
    // Nobody takes what is heard once the recording is over.
    await Promise.race([server.hear(silence), over])
    await sleep(TICK_MS)
    if (!isSaid && err.includes('\n')) {
      isSaid = true
      ticks = 0
      await server.hear(said)
    } else if (isSaid && ticks === 10) act(child)
  }
  return { status: await over, out, err }
}

t.test('live recognises the microphone until Ctrl-C, and the last words too', async t => {
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

t.test('a microphone that goes away is a failure, after the last words', async t => {
  const { status, out, err } = await live(['--recorder', 'parec'], () => server.crash())
  t.equal(status, 1)
  t.match(out, /^[a-z' ]+\n$/, 'sentences, for other programs')
  t.match(err, /stenopipe: Cannot record from the microphone: parec ended with 1: .*`stenopipe devices`\n$/)
})

t.test('a microphone that cannot be as it was asked for is a wrong call', async t => {
  for (const [words, sentence] of [
    [['--recorder', 'ear'], /`--recorder` must be one of/],
    [['--device', ''], /`--device` must be a non-empty string/],
    [['talk.mp3'], /live takes no INPUT/],
    [['--concurrency', '2'], /--concurrency is not for live/],
    [['--vad=ear'], /--vad must be/],
  ] as const) {
    const { status, out, err } = await stenopipe(['live', ...words])
    t.same([status, out], [2, ''], err)
    t.match(err, sentence)
  }
  t.match(await stenopipe(['devices', 'x']), { status: 2, err: /devices takes nothing but --json/ })
})

t.test('without its recorder it says how to get one', async t => {
  const { status, out, err } = await stenopipe(['live', '--recorder', 'parec'], {
    env: { PATH: t.testdir(), FFMPEG_PATH: '' },
  })
  t.same([status, out], [1, ''])
  t.match(err, /apt-get install pulseaudio-utils/)
})

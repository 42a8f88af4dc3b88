import t, { type Test } from 'tap'
import { chmodSync, existsSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode } from '../../../lib/audio/decode.js'
import { exitError, findFfmpeg } from '../../../lib/audio/ffmpeg/ffmpeg.js'
import { closed } from '../../contract/stage.js'
import { children, decoded, encode, noise, tones, wav } from '../sounds.js'

// ADPCM, which only ffmpeg decodes.
const adpcm = wav(tones(), { tag: 2, bits: 4 })
const PATH = process.env['PATH']
const CWD = process.cwd()

/** Folder with an executable `ffmpeg`: a shell script of these lines. */
function fakeFfmpeg(t: Test, lines: string): string {
  const folder = t.testdir({ ffmpeg: `#!/bin/sh\nPATH=/usr/bin:/bin\n${lines}\n` })
  chmodSync(join(folder, 'ffmpeg'), 0o755)
  return folder
}

/** Sets PATH and FFMPEG_PATH, and the working directory, until the end of the test. */
function setEnv(t: Test, path: string | undefined, ffmpegPath = '', folder = CWD): void {
  t.teardown(() => {
    process.chdir(CWD)
    process.env['PATH'] = PATH
    delete process.env['FFMPEG_PATH']
  })
  process.chdir(folder)
  process.env['PATH'] = path
  process.env['FFMPEG_PATH'] = ffmpegPath
}

t.test('findFfmpeg() prefers its argument, then FFMPEG_PATH, then PATH', async t => {
  const folder = fakeFfmpeg(t, 'exit 0')
  setEnv(t, `${folder}${delimiter}${PATH}`, '/env/ffmpeg')
  t.equal(findFfmpeg('/option/ffmpeg'), '/option/ffmpeg')
  t.equal(findFfmpeg(), '/env/ffmpeg')
  process.env['FFMPEG_PATH'] = ''
  t.equal(findFfmpeg(), join(folder, 'ffmpeg'))
  t.equal(findFfmpeg('ffmpeg'), join(folder, 'ffmpeg'))
})

t.test('findFfmpeg() skips folders and files that are not executable', async t => {
  const folder = t.testdir({ a: { ffmpeg: {} }, b: { ffmpeg: 'not executable' } })
  setEnv(t, [join(folder, 'a'), join(folder, 'b')].join(delimiter))
  t.throws(() => findFfmpeg(), { code: 'STENO_FFMPEG_MISSING' })
})

t.test('decode() never runs an ffmpeg of the working directory', async t => {
  const folder = fakeFfmpeg(t, 'touch ran')
  const marker = join(folder, 'ran')
  for (const path of ['', '.', `.${delimiter}`, `${delimiter}${delimiter}`, './', `../${basename(folder)}`]) {
    setEnv(t, path, '', folder)
    const { error } = await decoded(decode(), adpcm)
    t.equal(error?.code, 'STENO_FFMPEG_MISSING', `PATH=${JSON.stringify(path)}`)
    t.equal(existsSync(marker), false)
  }
})

t.test('decode() reports a missing ffmpeg instead of empty audio', async t => {
  const folder = t.testdir({ ffmpeg: 'not executable' })
  for (const ffmpegPath of ['/nowhere/ffmpeg', 'no-such-ffmpeg', join(folder, 'ffmpeg'), folder]) {
    const { error, pcm } = await decoded(decode({ ffmpegPath }), adpcm)
    t.equal(error?.code, 'STENO_FFMPEG_MISSING', ffmpegPath)
    t.match(error?.message, ffmpegPath)
    t.equal(pcm.length, 0)
  }
})

t.test('decode() fails when ffmpeg exits with an error', async t => {
  for (const [title, lines, message] of [
    ['fails at once', 'echo "Cannot allocate" >&2; exit 3', /exited with code 3: Cannot allocate/],
    [
      'fails after good output',
      'head -c 9000 /dev/zero; cat >/dev/null; echo oops >&2; exit 1',
      /exited with code 1: oops/,
    ],
    ['is killed', 'head -c 20000 /dev/zero; kill -9 $$', /ended by SIGKILL/],
  ] as const) {
    const { error } = await decoded(decode({ ffmpegPath: join(fakeFfmpeg(t, lines), 'ffmpeg') }), adpcm)
    t.equal(error?.code, 'STENO_FFMPEG_FAILED', title)
    t.match(error?.message, message, title)
  }
})

t.test('decode() fails when ffmpeg outputs nothing, even with exit code 0', async t => {
  const { error } = await decoded(decode({ ffmpegPath: join(fakeFfmpeg(t, 'cat >/dev/null'), 'ffmpeg') }), adpcm)
  t.equal(error?.code, 'STENO_AUDIO_UNREADABLE')
})

t.test('decode() ends when ffmpeg exits before it has read everything, and the writer does not hang', async t => {
  const ffmpegPath = join(fakeFfmpeg(t, 'head -c 20000 /dev/zero'), 'ffmpeg')
  const { error, pcm } = await decoded(decode({ ffmpegPath }), wav(Buffer.alloc(3_000_000), { tag: 2, bits: 4 }))
  t.equal(error, undefined)
  t.equal(pcm.length, 20_000)
})

t.test('decode() reads the whole stderr of ffmpeg and reports its end', async t => {
  const complain = 'echo "complaint $i, as long as a line of ffmpeg may well be, and longer" >&2'
  const lines = `i=0; while [ $i -lt 4000 ]; do ${complain}; i=$((i+1)); done; exit 1`
  const { error } = await decoded(decode({ ffmpegPath: join(fakeFfmpeg(t, lines), 'ffmpeg') }), adpcm)
  t.match(error?.message, /complaint 3999/)
  t.ok(error!.message.length < 5000)
})

t.test('exitError() removes memory addresses', async t => {
  const error = exitError({ code: 1, signal: null, stderr: '[mov @ 0x55df0b] Bad thing' }, 'ffmpeg', 0)
  t.match(error?.message, '[mov] Bad thing')
})

t.test('destroy() ends ffmpeg before `close` at any moment', async t => {
  const mp3 = encode(t, 'x.mp3', ['-b:a', '128k'], ['-stream_loop', '20'])
  for (const [i, delay] of noise(1, 14).entries()) {
    const decoder = decode()
    decoder.on('error', (error: Error) => t.fail(error.message))
    if (i % 2) decoder.resume()
    decoder.write(mp3.subarray(0, 1000))
    decoder.write(mp3.subarray(1000))
    if (i % 3 === 0) decoder.end()
    if (i > 2) await sleep(delay)
    decoder.destroy()
    await closed(decoder)
    t.same(children(), [], `after ${delay} ms`)
  }
})

t.test('a wrapper script around ffmpeg does not delay `close`', async t => {
  // Longer than the time limit of tests.
  const decoder = decode({ ffmpegPath: join(fakeFfmpeg(t, 'sleep 60; true'), 'ffmpeg') })
  decoder.write(adpcm)
  await sleep(50)
  decoder.destroy()
  await closed(decoder)
  t.same(children(), [])
})

t.test('ffmpeg has exited when a stream ends by itself or fails', async t => {
  for (const input of [adpcm, Buffer.concat([Buffer.from('fLaC'), noise(1, 5000)])]) {
    const decoder = decode()
    await decoded(decoder, input)
    await closed(decoder)
    t.same(children(), [])
  }
})

import t, { type Test } from 'tap'
import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileSource } from '../../../lib/audio/sources/file-source.js'
import { probe } from '../../../lib/audio/sources/probe.js'
import { urlSource } from '../../../lib/audio/sources/url-source.js'
import { closed } from '../../contract/stage.js'
import { collect, serve } from '../servers.js'
import { children, tones, wav } from '../sounds.js'

const file = wav(tones())

/** Shell scripts in the place of ffmpeg and ffprobe. */
const scripts: Readonly<Record<string, string>> = {
  'exits with 1': 'exit 1',
  'lacks a library': 'echo "error while loading shared libraries" >&2; exit 127',
  'is killed': 'kill -9 $$',
  'hangs': 'sleep 60',
  'hangs with a closed output': 'exec >&- 2>&-; sleep 60',
  'floods stdout of a child': 'yes >&1 & sleep 60',
  'floods stderr': 'yes >&2',
  'outputs garbage': 'head -c 3001 /dev/urandom; exit 3',
}

/** Path of an executable `ffmpeg` with `ffprobe` beside it: a shell script of these lines. */
function script(t: Test, lines: string): string {
  const text = `#!/bin/sh\nPATH=/usr/bin:/bin\n${lines}\n`
  const folder = t.testdir({ ffmpeg: text, ffprobe: text, 'tone.wav': file })
  for (const name of ['ffmpeg', 'ffprobe']) chmodSync(join(folder, name), 0o755)
  return join(folder, 'ffmpeg')
}

/** Path of a WAV file beside the script. */
const tone = (ffmpegPath: string): string => join(ffmpegPath, '..', 'tone.wav')

for (const [title, lines] of Object.entries(scripts)) {
  t.test(`sources and probe() fail with an error when ffmpeg ${title}`, async t => {
    const ffmpegPath = script(t, lines)
    const host = await serve(t, (_, response) => { response.end(file) })
    const failed = /^STENO_(FFMPEG_FAILED|SOURCE_TIMEOUT|SOURCE_TOO_LONG)$/
    const limits = { ffmpegPath, timeout: 800, maxDuration: 5000 }
    t.match((await collect(fileSource(tone(ffmpegPath), { from: 100, ...limits }))).error?.code, failed)
    for (const from of [undefined, 100]) {
      const { error } = await collect(urlSource(`http://${host}/`, { ...limits, ...from && { from } }))
      t.match(error?.code, failed, `from ${from}`)
    }
    for (const input of [tone(ffmpegPath), `http://${host}/`]) {
      await t.rejects(probe(input, { ffmpegPath, timeout: 800 }), { code: failed }, input)
    }
    t.same(children(), [])
  })

  t.test(`destroy() closes sources when ffmpeg ${title}`, async t => {
    const ffmpegPath = script(t, lines)
    const host = await serve(t, () => {})
    for (const delay of [0, 1, 30, 150]) {
      for (const make of [
        () => fileSource(tone(ffmpegPath), { from: 100, ffmpegPath, timeout: Infinity }),
        () => urlSource(`http://${host}/`, { from: 100, ffmpegPath, timeout: Infinity }),
      ]) {
        const source = make().on('error', () => {}).resume()
        await new Promise(resolve => setTimeout(resolve, delay))
        source.destroy()
        await closed(source)
        t.same(children(), [], `after ${delay} ms`)
      }
    }
  })
}

t.test('a source succeeds when ffmpeg exits long after it has closed its output', async t => {
  const ffmpegPath = script(t, 'ffmpeg "$@"; exec 1>&-; sleep 0.3')
  const { pcm, error } = await collect(fileSource(tone(ffmpegPath), { from: 1000, ffmpegPath }))
  t.equal(error, undefined)
  t.equal(pcm.length, 64_000)
})

t.test('an ffmpeg that outputs nothing does not break the next source with another', async t => {
  const ffmpegPath = script(t, 'exit 0')
  t.ok((await collect(fileSource(tone(ffmpegPath), { from: 1000, ffmpegPath }))).error)
  t.equal((await collect(fileSource(tone(ffmpegPath), { from: 1000 }))).pcm.length, 64_000)
})

t.test('a source starts ffmpeg once', async t => {
  const ffmpegPath = script(t, 'echo run >> "$0.log"; exec ffmpeg "$@"')
  writeFileSync(`${ffmpegPath}.log`, '')
  const { error } = await collect(fileSource(tone(ffmpegPath), { from: 1000, ffmpegPath }))
  t.equal(error, undefined)
  t.equal(readFileSync(`${ffmpegPath}.log`, 'utf8'), 'run\n')
})

t.test('probe() ends an ffprobe whose output has no end', async t => {
  const ffmpegPath = script(t, 'yes')
  await t.rejects(probe(tone(ffmpegPath), { ffmpegPath }), { code: 'STENO_FFMPEG_FAILED', message: /ffprobe/ })
  t.same(children(), [])
})

t.test('probe() fails with STENO_FFMPEG_FAILED when ffprobe prints no JSON', async t => {
  const ffmpegPath = script(t, 'echo no JSON')
  await t.rejects(probe(tone(ffmpegPath), { ffmpegPath }), { code: 'STENO_FFMPEG_FAILED', message: /ffprobe/ })
})

const run = promisify(execFile)

t.test('sources and probe() fail with an error when the process has no file descriptors left', async t => {
  const folder = t.testdir({ 'tone.wav': file, 'run.mjs': '' })
  const lib = new URL('../../../lib/index.js', import.meta.url).href
  for (const free of [0, 1, 2, 3, 4, 5, 6, 8]) {
    writeFileSync(join(folder, 'run.mjs'), `
      import { closeSync, openSync } from 'node:fs'
      import { fileSource, probe, urlSource } from '${lib}'
      const open = []
      try { for (;;) open.push(openSync('/dev/null')) } catch {}
      for (let i = 0; i < ${free}; i++) closeSync(open.pop())
      const path = '${join(folder, 'tone.wav')}'
      const codes = []
      for (const make of [() => fileSource(path, { from: 100 }), () => urlSource('http://127.0.0.1:9/')]) {
        const source = make()
        source.on('error', error => codes.push(error.code)).resume()
        await new Promise(resolve => source.on('close', resolve))
      }
      await probe(path).catch(error => codes.push(error.code))
      process.stdout.write(codes.join(' '))
    `)
    const { stdout } = await run('sh', ['-c', `ulimit -n 256; exec ${process.execPath} ${join(folder, 'run.mjs')}`], {
      timeout: 30_000,
    })
    t.match(stdout, /^(STENO_\w+ ?)*$/, `${free} free: ${stdout}`)
  }
})

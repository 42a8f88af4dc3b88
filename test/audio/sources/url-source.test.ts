import t from 'tap'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { decode } from '../../../lib/audio/decode.js'
import { urlSource, type UrlSourceOptions } from '../../../lib/audio/sources/url-source.js'
import { closed } from '../../contract/stage.js'
import { answerRange, heard, serve, serveRtsp } from '../servers.js'
import { children, encode, soundsRight, tones, wav } from '../sounds.js'

const file = wav(tones())
const header = wav(Buffer.alloc(0), { dataBytes: 0xffff_ffff, riffBytes: 0xffff_ffff })
const sound = tones()

t.test('urlSource() gives the sound of a file behind HTTP, with places on the source clock', async t => {
  const host = await serve(t, (_, response) => { response.end(file) })
  const { pcm, starts, places, error } = await heard(urlSource(`http://${host}/a b.wav?x=1`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000 })
  t.same(starts, places)
  t.same(children(), [])
})

t.test('urlSource() reads an MP4 with its index at the end', async t => {
  const mp4 = encode(t, 'x.m4a')
  const host = await serve(t, (request, response) => { answerRange(request, response, mp4) })
  const { pcm, error } = await heard(urlSource(new URL(`http://${host}/x.m4a`)))
  t.equal(error, undefined)
  soundsRight(t, pcm)
})

t.test('urlSource() pipes into decode(), which adopts its form, at any rate', async t => {
  const host = await serve(t, (_, response) => { response.end(file) })
  for (const sampleRate of [16_000, 8000]) {
    const pcm = Buffer.concat(await urlSource(`http://${host}/`).pipe(decode({ sampleRate })).toArray() as Buffer[])
    soundsRight(t, pcm, { sampleRate, peak: 16_000 })
  }
  t.same(children(), [])
})

t.test('urlSource() takes a part, a stream, a channel, a mixture', async t => {
  const stereo = wav(tones({ sampleRate: 44_100, channels: 2 }), { sampleRate: 44_100, channels: 2 })
  const host = await serve(t, (_, response) => { response.end(stereo) })
  const part = await heard(urlSource(`http://${host}/`, { from: 1000, to: 2000, channel: 0 }))
  t.equal(part.pcm.length, 32_000)
  t.equal(part.starts[0], 1000)
  t.ok(part.pcm.readInt16LE(20) !== 0)
  for (const [options, peak] of [
    [{ channel: 0 }, 16_000], [{ mix: [0.25, 1] }, 4000], [{}, 8000],
  ] as [UrlSourceOptions, number][]) {
    soundsRight(t, (await heard(urlSource(`http://${host}/`, options))).pcm, { peak })
  }
  t.ok(
    (await heard(urlSource(`http://${host}/`, { channel: 1 }))).pcm.every(byte => byte === 0),
    'the second channel is silent',
  )
  t.equal((await heard(urlSource(`http://${host}/`, { stream: 3 }))).error?.code, 'STENO_URL_REFUSED')
})

t.test('urlSource() sends headers, as they are', async t => {
  let seen: unknown
  const host = await serve(t, (request, response) => { seen = request.headers['x-key']; response.end(file) })
  await heard(urlSource(`http://${host}/`, { headers: { 'X-Key': 'one two' } }))
  t.equal(seen, 'one two')
})

t.test('urlSource() reads HLS', async t => {
  const folder = t.testdir({ 'in.wav': file })
  execFileSync('ffmpeg', [
    '-nostdin',
    '-loglevel',
    'error',
    '-i',
    join(folder, 'in.wav'),
    '-c:a',
    'aac',
    '-hls_time',
    '1',
    '-hls_list_size',
    '0',
    join(folder, 'x.m3u8'),
  ])
  const host = await serve(t, ({ url }, response) => { response.end(readFileSync(join(folder, url!))) })
  const { pcm, error } = await heard(urlSource(`http://${host}/x.m3u8`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000, toleranceMs: 150 })
})

t.test('urlSource() reads RTSP', async t => {
  const folder = t.testdir({ 'in.wav': file })
  const mulaw = execFileSync('ffmpeg', [
    '-nostdin',
    '-loglevel',
    'error',
    '-i',
    join(folder, 'in.wav'),
    '-ar',
    '8000',
    '-f',
    'mulaw',
    '-',
  ])
  const host = await serveRtsp(t, mulaw)
  const { pcm, error } = await heard(urlSource(`rtsp://me:secret@${host}/camera`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000, toleranceMs: 150 })
  t.same(children(), [])
})

t.test('urlSource() opens no file, whatever redirects and playlists say', async t => {
  const folder = t.testdir({ 'secret.wav': file })
  const secret = join(folder, 'secret.wav')
  const list = (uri: string): string => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:3,\n${uri}\n#EXT-X-ENDLIST\n`
  const answers: Record<string, (response: ServerResponse) => void> = {
    '/redirect': response => {
      response.writeHead(302, { location: pathToFileURL(secret).href }).end()
    },
    '/list.m3u8': response => {
      response.end(list(pathToFileURL(secret).href))
    },
    '/path.m3u8': response => {
      response.end(list(secret))
    },
    '/concat': response => {
      response.end(`ffconcat version 1.0\nfile '${secret}'\n`)
    },
    '/key.m3u8': response => {
      response.end(
        list('/sound').replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="${pathToFileURL(secret).href}"\n#EXTINF`),
      )
    },
  }
  const host = await serve(t, (request, response) => {
    const answer = answers[request.url!]
    if (answer) answer(response)
    else response.writeHead(404).end()
  })
  for (const path of Object.keys(answers)) {
    const { pcm, error } = await heard(urlSource(`http://${host}${path}`))
    t.match(error?.code, /^STENO_URL_(REFUSED|UNREACHABLE)$/, path)
    t.equal(pcm.length, 0, path)
  }
})

t.test('urlSource() keeps to the protocols it is given, in redirects too', async t => {
  const host = await serve(t, (_, response) => { response.writeHead(302, { location: 'rtsp://127.0.0.1:1/' }).end() })
  t.throws(() => urlSource(`http://${host}/`, { protocols: ['https'] }), {
    code: 'STENO_BAD_OPTION',
    message: /begins with https/,
  })
  t.equal((await heard(urlSource(`http://${host}/`, { protocols: ['http'] }))).error?.code, 'STENO_URL_REFUSED')
})

t.test('urlSource() names what went wrong, and tells no secret', async t => {
  const host = await serve(t, (request, response) => {
    const status = Number(request.url!.split('/')[1])
    response.writeHead(status).end(status === 200 ? 'Dear sir or madam' : '')
  })
  for (const [path, code, message] of [
    ['/404/', 'STENO_URL_REFUSED', /nothing at this address/],
    ['/403/', 'STENO_URL_REFUSED', /forbidden/],
    ['/401/', 'STENO_URL_REFUSED', /401/],
    ['/500/', 'STENO_URL_UNREACHABLE', /5xx/],
    ['/200/', 'STENO_URL_REFUSED', /no sound/],
  ] as const) {
    const { error } = await heard(
      urlSource(`http://me:hidden@${host}${path}hidden?token=hidden`, { headers: { 'X-Key': 'hidden' } }),
    )
    t.equal(error?.code, code, path)
    t.match(error?.message, message, path)
    t.match(error?.message, host)
    t.notMatch(`${error?.stack}${String(error?.cause)}${JSON.stringify(error)}`, /hidden/, path)
  }
  t.match((await heard(urlSource('http://127.0.0.1:1/hidden'))).error, {
    code: 'STENO_URL_UNREACHABLE',
    message: /refused/,
    retryable: true,
  })
})

t.test('urlSource() refuses at once what it cannot take', async t => {
  for (const url of [undefined, 7, '', 'talk.mp3', 'file:///etc/passwd', 'concat:http://x', 'ftp://x/y', 'pipe:0']) {
    t.throws(() => urlSource(url as string), { code: 'STENO_BAD_OPTION' }, String(url))
  }
  for (const options of [
    { sampleRate: 7 },
    { maxBuffer: 0 },
    { timeout: -1 },
    { maxDuration: 0 },
    { from: -1 },
    { from: 5, to: 5 },
    { stream: -1 },
    { channel: 0, mix: [1] },
    { mix: [2] },
    { headers: { 'a b': 'c' } },
    { headers: { a: 'b\r\nc: d' } },
    { protocols: ['file'] },
    { protocols: [] },
    { live: true, from: 7 },
    { ffmpegPath: '' },
  ])
    t.throws(
      () => urlSource('http://x/', options as UrlSourceOptions),
      { code: 'STENO_BAD_OPTION' },
      JSON.stringify(options),
    )
  try {
    urlSource('ftp://me:hidden@x/hidden')
  } catch (error) {
    t.notMatch((error as Error).message, /hidden/)
  }
  t.same(children(), [])
})

/** Sound without end, as fast as it is taken. */
const endless = (response: ServerResponse): void => {
  response.write(header)
  const body = Readable.from((function *() { for (;;) yield sound })())
  body.pipe(response)
  response.on('close', () => body.destroy())
}

t.test('urlSource() leaves no child when it is destroyed, at whatever moment', async t => {
  const host = await serve(t, (_, response) => { endless(response) })
  for (const delay of [0, 1, 20, 60, 120, 200, 300, 400]) {
    for (const live of [true, false]) {
      const source = urlSource(`http://${host}/`, { live })
      if (delay % 100 === 0) source.resume()
      await new Promise(resolve => setTimeout(resolve, delay))
      source.destroy()
      await closed(source)
      t.same(children(), [], `after ${delay} ms`)
    }
  }
})

t.test('urlSource() leaves no child behind an early break, an abort, a stage that fails', async t => {
  const host = await serve(t, (_, response) => { endless(response) })
  const url = `http://${host}/`
  const left = urlSource(url)
  for await (const { duration } of left) {
    t.ok(duration > 0)
    break
  }
  await closed(left)
  t.same(children(), [])
  const abort = new AbortController()
  const aborted = urlSource(url, { signal: abort.signal })
  aborted.once('data', () => { abort.abort() })
  t.equal((await heard(aborted)).error?.name, 'AbortError')
  t.same(children(), [])
  const source = urlSource(url)
  const decoder = source.pipe(decode())
  decoder.on('error', () => {}).once('data', () => { decoder.destroy(new Error('enough')) })
  await closed(source)
  t.same(children(), [])
})

t.test('urlSource() keeps its server waiting for a slow reader unless it is live', async t => {
  let sent = 0
  const host = await serve(t, (_, response) => {
    endless(response)
    const { socket } = response
    socket?.once('close', () => { sent = socket.bytesWritten })
  })
  const source = urlSource(`http://${host}/`)
  await once(source, 'readable')
  await new Promise(resolve => setTimeout(resolve, 700))
  t.equal(source.dropped, 0)
  source.destroy()
  await closed(source)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.ok(sent < 20e6, `${sent} bytes`)
})

t.test('a live urlSource() drops the oldest for a late reader, tells which, and keeps times right', async t => {
  let finish = () => {}
  const host = await serve(t, (_, response) => {
    response.write(header)
    for (let i = 0; i < 4; i++) response.write(sound)
    finish = () => response.end()
  })
  const source = urlSource(`http://${host}/`, { live: true, reconnect: false, maxBuffer: 2000 })
  const drops: { start: number; duration: number }[] = []
  source.on('drop', drop => drops.push(drop))
  await once(source, 'drop')
  finish()
  while (source.dropped < 9500) await once(source, 'drop')
  let end = 0
  let total = 0
  let gaps = 0
  for await (const { start, duration } of source) {
    gaps += start - end
    end = start + duration
    total += duration
  }
  t.equal(end, 12_000, 'the source clock goes on')
  t.ok(Math.abs(gaps - source.dropped) < 1e-6 && gaps > 5000, `${gaps} ms were dropped`)
  t.ok(Math.abs(drops.reduce((sum, { duration }) => sum + duration, 0) - source.dropped) < 1e-6)
  t.ok(total <= 2500, `${total} ms were kept`)
})

t.test('a live urlSource() fills what was dropped with silence for a stage of bytes', async t => {
  const host = await serve(t, (_, response) => {
    response.write(header)
    for (let i = 0; i < 4; i++) response.write(sound)
    response.end()
  })
  const source = urlSource(`http://${host}/`, { live: true, reconnect: false, maxBuffer: 1000 })
  while (source.dropped < 10_500) await once(source, 'drop')
  const pcm = Buffer.concat(await source.pipe(decode()).toArray() as Buffer[])
  t.equal(pcm.length, 12 * 32_000)
})

t.test('urlSource() dials again when a station breaks off', async t => {
  let calls = 0
  const adts = encode(t, 'x.aac')
  const host = await serve(t, (_, response) => {
    calls++
    // As Icecast answers: until it hangs up.
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, { 'Content-Type': 'audio/aac', Connection: 'close' })
    response.write(adts)
    if (calls < 3) response.end()
  })
  const source = urlSource(`http://${host}/`, { live: true })
  let ms = 0
  for await (const { duration } of source) {
    ms += duration
    if (ms > 8500) break
  }
  t.equal(calls, 3)
  await closed(source)
  t.same(children(), [])
})

t.test('urlSource() gives up when no sound comes, and when too much does', async t => {
  const host = await serve(t, ({ url }, response) => {
    if (url === '/endless') endless(response)
    else response.write(file.subarray(0, 44))
  })
  const silent = await heard(urlSource(`http://${host}/hidden`, { timeout: 700 }))
  t.match(silent.error, { code: 'STENO_SOURCE_TIMEOUT', retryable: true, message: /700 ms/ })
  t.notMatch(silent.error?.message, /hidden/)
  const long = await heard(urlSource(`http://${host}/endless`, { maxDuration: 5000 }))
  t.equal(long.error?.code, 'STENO_SOURCE_TOO_LONG')
  t.same(children(), [])
})

t.test('urlSource() gives what came before a break, and warns', async t => {
  const host = await serve(t, (_, response) => {
    response.writeHead(200, { 'Content-Length': file.length })
    response.write(file.subarray(0, 60_000), () => setTimeout(() => response.destroy(), 300))
  })
  const { pcm, warnings, error } = await heard(urlSource(`http://${host}/`))
  t.equal(error, undefined)
  t.same(warnings, ['STENO_AUDIO_TRUNCATED'])
  t.ok(pcm.length > 50_000 && pcm.length < 60_000, `${pcm.length} bytes`)
})

t.test('urlSource() says when ffmpeg is missing or is none', async t => {
  t.throws(() => urlSource('http://127.0.0.1:1/', { ffmpegPath: 'no-such-ffmpeg' }), { code: 'STENO_FFMPEG_MISSING' })
  const folder = t.testdir({ file: 'x' })
  writeFileSync(join(folder, 'file'), 'x')
  const { error } = await heard(urlSource('http://127.0.0.1:1/', { ffmpegPath: join(folder, 'file') }))
  t.match(error?.code, /^STENO_FFMPEG_(MISSING|FAILED)$/)
})

import t from 'tap'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { decode } from '../../../lib/audio/decode.js'
import { urlSource, type UrlSourceOptions } from '../../../lib/audio/sources/url-source.js'
import { answerRange, collect, serve, serveRtsp } from '../servers.js'
import { children, encode, soundsRight, tones, wav } from '../sounds.js'

const file = wav(tones())

t.test('urlSource() outputs the audio of a file over HTTP, with positions on the source clock', async t => {
  const host = await serve(t, (_, response) => { response.end(file) })
  const { pcm, starts, offsets, error } = await collect(urlSource(`http://${host}/a b.wav?x=1`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000 })
  t.same(starts, offsets)
  t.same(children(), [])
})

t.test('urlSource() reads an MP4 with its index at the end', async t => {
  const mp4 = encode(t, 'x.m4a')
  const host = await serve(t, (request, response) => { answerRange(request, response, mp4) })
  const { pcm, error } = await collect(urlSource(new URL(`http://${host}/x.m4a`)))
  t.equal(error, undefined)
  soundsRight(t, pcm)
})

t.test('urlSource() pipes into decode(), which takes its format over, at any sample rate', async t => {
  const host = await serve(t, (_, response) => { response.end(file) })
  for (const sampleRate of [16_000, 8000]) {
    const pcm = Buffer.concat(await urlSource(`http://${host}/`).pipe(decode({ sampleRate })).toArray() as Buffer[])
    soundsRight(t, pcm, { sampleRate, peak: 16_000 })
  }
  t.same(children(), [])
})

t.test('urlSource() selects a part, a stream, a channel or a mix', async t => {
  const stereo = wav(tones({ sampleRate: 44_100, channels: 2 }), { sampleRate: 44_100, channels: 2 })
  const host = await serve(t, (_, response) => { response.end(stereo) })
  const part = await collect(urlSource(`http://${host}/`, { from: 1000, to: 2000, channel: 0 }))
  t.equal(part.pcm.length, 32_000)
  t.equal(part.starts[0], 1000)
  t.ok(part.pcm.readInt16LE(20) !== 0)
  for (const [options, peak] of [
    [{ channel: 0 }, 16_000], [{ mix: [0.25, 1] }, 4000], [{}, 8000],
  ] as [UrlSourceOptions, number][]) {
    soundsRight(t, (await collect(urlSource(`http://${host}/`, options))).pcm, { peak })
  }
  t.ok(
    (await collect(urlSource(`http://${host}/`, { channel: 1 }))).pcm.every(byte => byte === 0),
    'the second channel is silent',
  )
  t.equal((await collect(urlSource(`http://${host}/`, { stream: 3 }))).error?.code, 'STENO_URL_REFUSED')
})

t.test('urlSource() sends headers unchanged', async t => {
  let received: unknown
  const host = await serve(t, (request, response) => { received = request.headers['x-key']; response.end(file) })
  await collect(urlSource(`http://${host}/`, { headers: { 'X-Key': 'one two' } }))
  t.equal(received, 'one two')
})

t.test('urlSource() reads HLS', async t => {
  const folder = t.testdir({ 'in.wav': file })
  execFileSync('ffmpeg', [
    '-nostdin', '-loglevel', 'error', '-i', join(folder, 'in.wav'),
    '-c:a', 'aac', '-hls_time', '1', '-hls_list_size', '0', join(folder, 'x.m3u8'),
  ])
  const host = await serve(t, ({ url }, response) => { response.end(readFileSync(join(folder, url!))) })
  const { pcm, error } = await collect(urlSource(`http://${host}/x.m3u8`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000, toleranceMs: 150 })
})

t.test('urlSource() reads RTSP', async t => {
  const folder = t.testdir({ 'in.wav': file })
  const mulaw = execFileSync('ffmpeg', [
    '-nostdin', '-loglevel', 'error', '-i', join(folder, 'in.wav'), '-ar', '8000', '-f', 'mulaw', '-',
  ])
  const host = await serveRtsp(t, mulaw)
  const { pcm, error } = await collect(urlSource(`rtsp://me:secret@${host}/camera`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000, toleranceMs: 150 })
  t.same(children(), [])
})

t.test('urlSource() opens no file, whatever redirects and playlists contain', async t => {
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
    const { pcm, error } = await collect(urlSource(`http://${host}${path}`))
    t.match(error?.code, /^STENO_URL_(REFUSED|UNREACHABLE)$/, path)
    t.equal(pcm.length, 0, path)
  }
})

t.test('urlSource() uses only the given protocols, in redirects too', async t => {
  const host = await serve(t, (_, response) => { response.writeHead(302, { location: 'rtsp://127.0.0.1:1/' }).end() })
  t.throws(() => urlSource(`http://${host}/`, { protocols: ['https'] }), {
    code: 'STENO_BAD_OPTION',
    message: /begins with https/,
  })
  t.equal((await collect(urlSource(`http://${host}/`, { protocols: ['http'] }))).error?.code, 'STENO_URL_REFUSED')
})

t.test('urlSource() fails with an error for each answer, without secrets', async t => {
  const host = await serve(t, (request, response) => {
    const status = Number(request.url!.split('/')[1])
    response.writeHead(status).end(status === 200 ? 'Dear sir or madam' : '')
  })
  for (const [path, code, message] of [
    ['/404/', 'STENO_URL_REFUSED', /not found \(404\)/],
    ['/403/', 'STENO_URL_REFUSED', /forbidden/],
    ['/401/', 'STENO_URL_REFUSED', /401/],
    ['/500/', 'STENO_URL_UNREACHABLE', /the server failed \(500\)/],
    ['/200/', 'STENO_URL_REFUSED', /ffmpeg does not recognise any audio/],
  ] as const) {
    const { error } = await collect(
      urlSource(`http://me:hidden@${host}${path}hidden?token=hidden`, { headers: { 'X-Key': 'hidden' } }),
    )
    t.equal(error?.code, code, path)
    t.match(error?.message, message, path)
    t.match(error?.message, host)
    t.notMatch(`${error?.stack}${String(error?.cause)}${JSON.stringify(error)}`, /hidden/, path)
  }
  t.match((await collect(urlSource('http://127.0.0.1:1/hidden'))).error, {
    code: 'STENO_URL_UNREACHABLE',
    message: /refused/,
    retryable: true,
  })
})

t.test('urlSource() throws for invalid URLs and options', async t => {
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

t.test('urlSource() refuses unknown options, and those that would replace the source', async t => {
  const make = (option: string) => () => urlSource('http://x/', { [option]: 1 })
  t.throws(make('reconect'), {
    code: 'STENO_UNKNOWN_OPTION',
    message: /`reconect` is not an option of `urlSource\(\)`; did you mean `reconnect`\?/,
  })
  for (const option of ['read', 'destroy', 'construct', 'objectMode']) {
    t.throws(make(option), { code: 'STENO_UNKNOWN_OPTION', option }, option)
  }
  t.same(children(), [])
})

t.test('urlSource() outputs everything received before the connection is lost, and warns', async t => {
  const host = await serve(t, (_, response) => {
    response.writeHead(200, { 'Content-Length': file.length })
    response.write(file.subarray(0, 60_000), () => setTimeout(() => response.destroy(), 300))
  })
  const { pcm, warnings, error } = await collect(urlSource(`http://${host}/`))
  t.equal(error, undefined)
  t.same(warnings, ['STENO_AUDIO_TRUNCATED'])
  t.ok(pcm.length > 50_000 && pcm.length < 60_000, `${pcm.length} bytes`)
})

t.test('urlSource() reports when ffmpeg is missing or not a program', async t => {
  t.throws(() => urlSource('http://127.0.0.1:1/', { ffmpegPath: 'no-such-ffmpeg' }), { code: 'STENO_FFMPEG_MISSING' })
  const folder = t.testdir({ file: 'x' })
  writeFileSync(join(folder, 'file'), 'x')
  const { error } = await collect(urlSource('http://127.0.0.1:1/', { ffmpegPath: join(folder, 'file') }))
  t.match(error?.code, /^STENO_FFMPEG_(MISSING|FAILED)$/)
})

import t, { type Test } from 'tap'
import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { probe } from '../../../lib/audio/sources/probe.js'
import { urlSource, type UrlSourceOptions } from '../../../lib/audio/sources/url-source.js'
import { answerRange, collect, serve } from '../servers.js'
import { encode, soundsRight, tones, wav } from '../sounds.js'

const file = wav(tones())
const headers = { Authorization: 'Bearer SECRET', Cookie: 'a=SECRET', 'X-Key': 'SECRET' }
const secretsOf = (received: NodeJS.Dict<string | string[]>): readonly unknown[] =>
  [received['authorization'], received['cookie'], received['x-key']]
const ALL = ['Bearer SECRET', 'a=SECRET', 'SECRET']
const NONE = [undefined, undefined, undefined]

/** Key and self-signed certificate for 127.0.0.1. */
function certificate(t: Test): { readonly key: string; readonly cert: string; readonly folder: string } {
  const folder = t.testdir({})
  const [key, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', path,
  ], { stdio: 'pipe' })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(path, 'utf8'), folder }
}

async function serveTls(t: Test, options: object, listener: RequestListener): Promise<string> {
  const server = createServer(options, listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const playlist = (...uris: readonly string[]): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:10\n${uris.map(uri => `#EXTINF:3,\n${uri}\n`).join('')}#EXT-X-ENDLIST\n`

t.test('a certificate that cannot be verified is refused, before headers are sent', async t => {
  let requests = 0
  const host = await serveTls(t, certificate(t), (_, response) => { requests++; response.end(file) })
  const plain = await serve(t, ({ url }, response) => {
    if (url === '/redirect') response.writeHead(302, { Location: `https://${host}/x.wav` }).end()
    else response.end(playlist(`https://${host}/x.ts`))
  })
  const error = {
    code: 'STENO_URL_REFUSED', retryable: false,
    message: /TLS certificate is not valid \(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/,
  }
  for (const url of [`https://${host}/x.wav`, `http://${plain}/redirect`, `http://${plain}/x.m3u8`]) {
    for (const reconnect of [false, true]) {
      const { pcm, error: got } = await collect(urlSource(url, { headers, reconnect }))
      t.match(got, error, url)
      t.equal(pcm.length, 0)
    }
    await t.rejects(probe(url, { headers }), error, url)
  }
  t.equal(requests, 0)
})

t.test('a certificate of a CA in NODE_EXTRA_CA_CERTS is accepted', async t => {
  const { folder, ...options } = certificate(t)
  const host = await serveTls(t, options, (_, response) => { response.end(file) })
  const script = join(folder, 'run.mjs')
  writeFileSync(script, `
    import { urlSource } from '${new URL('../../../lib/index.js', import.meta.url).href}'
    let bytes = 0
    for await (const { data } of urlSource('https://${host}/x.wav')) bytes += data.length
    process.stdout.write(String(bytes))
  `)
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') }
  t.equal((await promisify(execFile)(process.execPath, [script], { env })).stdout, '96000')
})

t.test('headers are sent to the origin of the URL, also after a redirect within it', async t => {
  const received: unknown[] = []
  const host = await serve(t, (request, response) => {
    received.push(secretsOf(request.headers))
    if (request.url === '/') response.writeHead(307, { Location: 'x.wav' }).end()
    else response.end(file)
  })
  t.equal((await collect(urlSource(`http://${host}/`, { headers }))).error, undefined)
  t.same(received, [ALL, ALL])
})

t.test('headers, user and password are not sent to another origin, also not after it redirects back', async t => {
  const received: [string, readonly unknown[]][] = []
  let other = ''
  const host = await serve(t, (request, response) => {
    received.push([request.url!, secretsOf(request.headers)])
    if (request.url === '/back') response.end(file)
    else response.writeHead(302, { Location: `http://${other}/there` }).end()
  })
  other = await serve(t, (request, response) => {
    received.push([request.url!, secretsOf(request.headers)])
    response.writeHead(302, { Location: `http://${host}/back` }).end()
  })
  t.equal((await collect(urlSource(`http://${host}/`, { headers }))).error, undefined)
  t.same(received, [['/', ALL], ['/there', NONE], ['/back', NONE]])
  received.length = 0
  t.equal((await collect(urlSource(`http://me:pass@${host}/`))).error, undefined)
  t.same(received.map(([, [authorization]]) => authorization), ['Basic bWU6cGFzcw==', undefined, undefined])
})

t.test('segments of a playlist receive headers on the origin of the URL only', async t => {
  const segment = encode(t, 'x.ts', ['-c:a', 'aac'])
  const received: [string, readonly unknown[]][] = []
  const other = await serve(t, (request, response) => {
    received.push([request.url!, secretsOf(request.headers)])
    response.end(segment)
  })
  const host = await serve(t, (request, response) => {
    received.push([request.url!, secretsOf(request.headers)])
    if (request.url === '/own.ts') response.end(segment)
    else response.end(playlist('own.ts', `http://${other}/other.ts`))
  })
  t.equal((await collect(urlSource(`http://${host}/x.m3u8`, { headers }))).error, undefined)
  t.same(Object.fromEntries(received), { '/x.m3u8': ALL, '/own.ts': ALL, '/other.ts': NONE })
})

t.test('a playlist that is reached by a redirect, without an extension, is read', async t => {
  const folder = t.testdir({ 'in.wav': file })
  execFileSync('ffmpeg', [
    '-nostdin', '-loglevel', 'error', '-i', join(folder, 'in.wav'),
    '-c:a', 'aac', '-hls_time', '1', '-hls_list_size', '0', join(folder, 'x.m3u8'),
  ])
  const host = await serve(t, ({ url }, response) => {
    if (url === '/a') response.writeHead(302, { Location: '/b/list' }).end()
    else if (url === '/b/list') {
      response.setHeader('Content-Type', 'application/vnd.apple.mpegurl')
      response.end(readFileSync(join(folder, 'x.m3u8')))
    } else response.end(readFileSync(join(folder, url!.slice(3))))
  })
  const { pcm, error } = await collect(urlSource(`http://${host}/a`))
  t.equal(error, undefined)
  soundsRight(t, pcm, { peak: 16_000, toleranceMs: 150 })
})

t.test('`protocols` applies to each redirect and each entry of a playlist', async t => {
  let requests = 0
  const plain = await serve(t, (_, response) => { requests++; response.end(file) })
  const host = await serve(t, ({ url }, response) => {
    if (url === '/list.m3u8') response.end(playlist(`https://${plain}/x.ts`))
    else response.writeHead(302, { Location: `${url!.slice(1)}//${plain}/x.wav` }).end()
  })
  for (const path of ['https:', 'ftp:', 'file:', 'data:', 'list.m3u8']) {
    t.match((await collect(urlSource(`http://${host}/${path}`, { protocols: ['http'] }))).error, {
      code: 'STENO_URL_REFUSED', retryable: false, message: /which is not allowed|not a URL/,
    }, path)
  }
  t.equal(requests, 0)
})

t.test('`redirects: false` refuses a redirect', async t => {
  const host = await serve(t, ({ url }, response) => {
    if (url === '/x.wav') response.end(file)
    else response.writeHead(301, { Location: '/x.wav' }).end()
  })
  const error = { code: 'STENO_URL_REFUSED', retryable: false, message: /redirects, which `redirects` does not allow/ }
  t.match((await collect(urlSource(`http://${host}/`, { redirects: false }))).error, error)
  await t.rejects(probe(`http://${host}/`, { redirects: false }), error)
  t.equal((await collect(urlSource(`http://${host}/x.wav`, { redirects: false }))).error, undefined)
})

t.test('redirects without end are refused', async t => {
  let requests = 0
  const host = await serve(t, (_, response) => { requests++; response.writeHead(302, { Location: '/again' }).end() })
  t.match((await collect(urlSource(`http://${host}/`, { live: true }))).error, {
    code: 'STENO_URL_REFUSED', message: /redirects more than 8 times/,
  })
  t.equal(requests, 9)
})

t.test('`publicOnly` refuses names and addresses of the own network', async t => {
  let requests = 0
  const host = await serve(t, (_, response) => { requests++; response.end(file) })
  const { port } = new URL(`http://${host}`)
  for (const name of ['127.0.0.1', 'localhost', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '169.254.1.1']) {
    const url = `http://${name}:${port}/x.wav`
    const error = { code: 'STENO_URL_REFUSED', retryable: false, message: /not an address of the public Internet/ }
    t.match((await collect(urlSource(url, { publicOnly: true }))).error, error, name)
    await t.rejects(probe(url, { publicOnly: true }), error, name)
  }
  t.equal(requests, 0)
  t.throws(() => urlSource('rtsp://x/', { publicOnly: true }), { code: 'STENO_BAD_OPTION', option: 'publicOnly' })
  t.throws(() => urlSource('rtsp://x/', { redirects: false }), { code: 'STENO_BAD_OPTION', option: 'redirects' })
  t.throws(() => urlSource('http://x/', { publicOnly: 1 } as unknown as UrlSourceOptions), {
    code: 'STENO_BAD_OPTION', option: 'publicOnly',
  })
})

t.test('a playlist that leads to itself or to many others is refused after a few requests', async t => {
  let requests = 0
  const variant = (uri: string): string => `#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}\n`
  const masters: Readonly<Record<string, string>> = {
    '/self.m3u8': `#EXTM3U\n${variant('self.m3u8').repeat(100)}`,
    '/wide.m3u8': `#EXTM3U\n${Array.from({ length: 2000 }, (_, i) => variant(`${i}.m3u8`)).join('')}`,
    '/deep0.m3u8': `#EXTM3U\n${variant('deep1.m3u8')}`,
    '/deep1.m3u8': `#EXTM3U\n${variant('deep2.m3u8')}`,
    '/deep2.m3u8': `#EXTM3U\n${variant('deep3.m3u8')}`,
    '/large.m3u8': `#EXTM3U\n${'#\n'.repeat(2_200_000)}`,
  }
  const host = await serve(t, ({ url }, response) => {
    requests++
    response.end(masters[url!] ?? playlist('x.ts'))
  })
  for (const name of ['self', 'wide', 'deep0', 'large']) {
    requests = 0
    t.match((await collect(urlSource(`http://${host}/${name}.m3u8`))).error, {
      code: 'STENO_URL_REFUSED', message: /nested too deeply|too many playlists|larger than 4 MB/,
    }, name)
    t.ok(requests <= 100, `${name}: ${requests} requests`)
  }
})

t.test('cookies of a server are sent back to it', async t => {
  const received: unknown[] = []
  const host = await serve(t, (request, response) => {
    received.push(request.headers.cookie)
    if (request.url === '/') {
      response.writeHead(302, { Location: '/x.wav', 'Set-Cookie': ['a=1; Path=/', 'b=2'] }).end()
    } else response.end(file)
  })
  t.equal((await collect(urlSource(`http://${host}/`))).error, undefined)
  t.same(received, [undefined, 'a=1; b=2'])
})

t.test('a server that answers ICY is read', async t => {
  const adts = encode(t, 'x.aac')
  const server = createTcpServer(socket => {
    socket.on('error', () => {}).once('data', () => {
      socket.write('ICY 200 OK\r\nicy-name: x\r\nContent-Type: audio/aac\r\n\r\n')
      socket.end(adts)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close() })
  const { pcm, error } = await collect(urlSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))
  t.equal(error, undefined)
  t.ok(pcm.length > 90_000, `${pcm.length} bytes`)
})

t.test('a proxy of the environment is used, but not for `publicOnly`', async t => {
  const targets: string[] = []
  const proxy = await serve(t, (request, response) => {
    targets.push(request.url!)
    answerRange(request, response, file)
  })
  process.env['http_proxy'] = `http://me:pass@${proxy}`
  t.teardown(() => { delete process.env['http_proxy'] })
  t.equal((await collect(urlSource('http://audio.invalid/x.wav'))).error, undefined)
  t.ok(targets.length > 0 && targets.every(target => target === 'http://audio.invalid/x.wav'), targets.join())
  t.match((await collect(urlSource('http://audio.invalid/x.wav', { publicOnly: true }))).error, {
    code: 'STENO_URL_UNREACHABLE', message: /host name could not be resolved/,
  })
})

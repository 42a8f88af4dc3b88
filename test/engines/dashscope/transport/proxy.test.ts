import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import { Connection } from '../../../../lib/engines/dashscope/transport/connection.js'
import { proxyAgent } from '../../../../lib/engines/dashscope/transport/proxy.js'
import { selfSigned } from '../../../support/certificate.js'

// A host that no resolver knows: only the proxy, which connects every name to this machine, can reach it.
const HOST = 'asr.invalid'
const { cert, key } = selfSigned(HOST)

async function listen(t: Test, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    // The server no longer knows sockets that were upgraded.
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** A WebSocket server that echoes each message. */
async function echo(t: Test, server: Server): Promise<number> {
  new WebSocketServer({ server }).on('connection', socket => {
    socket.on('message', (data, isBinary) => { socket.send(data, { binary: isBinary }) })
  })
  return listen(t, server)
}

/** A proxy for CONNECT; it records its requests and all bytes that it forwards to the target. */
async function proxyServer(
  t: Test,
  refusal?: string,
): Promise<{ port: number; requests: IncomingMessage[]; seen: () => string }> {
  const requests: IncomingMessage[] = []
  const bytes: Buffer[] = []
  const server = createServer().on('connect', (request: IncomingMessage, client: Socket) => {
    requests.push(request)
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal}\r\n\r\n`)
      return
    }
    const target = connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client
        .on('data', (data: Buffer) => bytes.push(data))
        .pipe(target)
        .pipe(client)
    })
    target.on('error', () => {}).on('close', () => client.destroy())
    client.on('error', () => {}).on('close', () => target.destroy())
  })
  return { port: await listen(t, server), requests, seen: () => Buffer.concat(bytes).toString('latin1') }
}

/** Opens a connection as the engine does, and sends one message. */
async function ping(url: string, proxy: string | false | undefined, ca?: string): Promise<string> {
  const agent = await proxyAgent(url, proxy)
  const socket = new WebSocket(url, {
    ...(agent && { agent }),
    ...(ca !== undefined && { ca }),
    headers: { authorization: 'Bearer sk-1' },
  })
  try {
    await once(socket, 'open')
    socket.send('ping')
    const [data] = await once(socket, 'message') as [Buffer]
    return String(data)
  } finally {
    socket.on('error', () => {}).terminate()
  }
}

/** Sets the proxies of the environment for one test and removes all others. */
function environment(t: Test, variables: Readonly<Record<string, string>>): void {
  const kept = { ...process.env }
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, variables)
  t.teardown(() => {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name)
    Object.assign(process.env, kept)
  })
}

t.test('a named proxy is asked for the target, with its password', async t => {
  const { port, requests } = await proxyServer(t)
  const target = await echo(t, createServer())
  t.equal(await ping(`ws://${HOST}:${target}/path`, `http://user:p%40ss@127.0.0.1:${port}`), 'ping')
  t.equal(await ping(`ws://127.0.0.1:${target}/path`, `http://127.0.0.1:${port}`), 'ping')
  t.same(requests.map(({ url }) => url), [`${HOST}:${target}`, `127.0.0.1:${target}`])
  t.equal(requests[0]!.headers['proxy-authorization'], `Basic ${Buffer.from('user:p@ss').toString('base64')}`)
  t.notOk(requests[0]!.headers.authorization, 'the key is not for the proxy')
})

t.test('TLS passes through the proxy encrypted, and the target is verified', async t => {
  const { port, requests, seen } = await proxyServer(t)
  const target = await echo(t, createTlsServer({ cert, key }))
  const proxy = `http://127.0.0.1:${port}`
  t.equal(await ping(`wss://${HOST}:${target}`, proxy, cert), 'ping')
  t.notMatch(seen(), 'sk-1')
  await t.rejects(ping(`wss://${HOST}:${target}`, proxy), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  await t.rejects(ping(`wss://other.invalid:${target}`, proxy, cert), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  t.equal(requests.length, 3)
})

t.test('the proxy of the environment is chosen by the scheme below WebSocket', async t => {
  const [plain, secure] = [await proxyServer(t), await proxyServer(t)]
  const [target, tlsTarget] = [await echo(t, createServer()), await echo(t, createTlsServer({ cert, key }))]
  environment(t, { HTTP_PROXY: `http://127.0.0.1:${plain.port}`, https_proxy: `http://127.0.0.1:${secure.port}` })
  t.equal(await ping(`ws://${HOST}:${target}`, undefined), 'ping')
  t.equal(await ping(`wss://${HOST}:${tlsTarget}`, undefined, cert), 'ping')
  t.same([plain.requests.length, secure.requests.length], [1, 1])
})

t.test('no proxy is used without one, with NO_PROXY, with false and on this machine', async t => {
  const target = `wss://${HOST}/path`
  environment(t, {})
  t.equal(await proxyAgent(target, undefined), undefined)
  environment(t, {
    HTTPS_PROXY: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: 'a.example,.invalid',
  })
  t.equal(await proxyAgent(target, undefined), undefined)
  t.ok(await proxyAgent('wss://b.example/', undefined))
  t.equal(await proxyAgent('wss://b.example/', false), undefined)
  const hosts = ['localhost:1', 'LOCALHOST.', 'a.localhost', '127.0.0.1:1', '127.1', '[::1]:1', '[::ffff:127.1.2.3]']
  for (const host of hosts) {
    t.equal(await proxyAgent(`ws://${host}/`, undefined), undefined, host)
    t.ok(await proxyAgent(`ws://${host}/`, 'http://127.0.0.1:9'), `${host}, with a proxy that is set`)
  }
  for (const host of ['127.evil.example', 'localhost.example', '10.0.0.1', '[::ffff:10.0.0.1]']) {
    t.ok(await proxyAgent(`ws://${host}/`, undefined), `${host} is not this machine`)
  }
})

t.test('the answer of a proxy that refuses is the answer to the upgrade', async t => {
  const { port } = await proxyServer(t, '407 Proxy Authentication Required')
  await t.rejects(ping(`ws://${HOST}:1`, `http://127.0.0.1:${port}`), /407/)
  environment(t, {})
  await t.rejects(ping(`ws://${HOST}:1`, 'http://127.0.0.1:9'), { code: 'ECONNREFUSED' })
})

t.test('what a proxy refuses is its error, and no throttling by the service', async t => {
  const retryAfter = 'Retry-After: 3'
  for (const [refusal, error] of [
    ['407 Proxy Authentication Required', { code: 'STENO_PROXY_REFUSED', retryable: false, message: /`proxy`/ }],
    ['403 Forbidden', { code: 'STENO_PROXY_REFUSED', httpStatus: 403 }],
    [`429 Too Many Requests\r\n${retryAfter}`, { code: 'STENO_SERVICE_UNAVAILABLE', httpStatus: 429 }],
    [`503 Busy\r\n${retryAfter}`, { code: 'STENO_SERVICE_UNAVAILABLE', retryable: true, httpStatus: 503 }],
  ] as const) {
    const { port } = await proxyServer(t, refusal)
    for (const url of [`ws://${HOST}:1`, `wss://${HOST}:1`]) {
      const agent = await proxyAgent(url, `http://127.0.0.1:${port}`)
      const options = { url, headers: {}, agent, connectTimeout: 5000, stallTimeout: 5000 }
      await t.rejects(Connection.open(options, new AbortController().signal), error, `${refusal} for ${url}`)
    }
  }
})

t.test('a URL that is not one of an HTTP proxy is refused and not shown', async t => {
  environment(t, { ALL_PROXY: 'socks5://secret@host:1' })
  const faults: readonly (readonly [unknown, string])[] = [
    ['socks5://secret@host:1', 'got one with the scheme socks5://'],
    ['secret:password@host:1', 'got something else'],
    ['host:3128', 'got something else'],
    ['', 'got something else'],
    [7, 'got something else'],
    [true, 'got something else'],
  ]
  for (const [proxy, ending] of faults) {
    const error = await proxyAgent('wss://host/', proxy as string).catch((error: unknown) => error as Error)
    t.match(error, {
      code: 'STENO_BAD_OPTION',
      message: `\`proxy\` must be the URL of an HTTP proxy such as "http://host:3128"; set \`proxy\` to one, or to false for none, ${ending}`,
    })
    t.notMatch((error as Error).stack, /secret|password/)
  }
  await t.rejects(proxyAgent('wss://host/', undefined), {
    code: 'STENO_BAD_OPTION',
    message: /^`HTTPS_PROXY or ALL_PROXY` must be.*socks5:\/\/$/,
  })
  await t.rejects(proxyAgent('ws://host/', undefined), { message: /^`HTTP_PROXY or ALL_PROXY` must be/ })
})

import t from 'tap'
import { dashscope } from '../../../../lib/engines/dashscope/index.js'
import { unencryptedHost } from '../../../../lib/engines/dashscope/transport/endpoint.js'
import { isLoopback } from '../../../../lib/engines/dashscope/transport/loopback.js'

const loopback = [
  'localhost', 'LOCALHOST', 'localhost.', 'dev.localhost', 'a.b.localhost.',
  '127.0.0.1', '127.255.255.254', '127.1', '127.0.0.1.', '0x7f000001', '0177.0.0.1', '2130706433',
  '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:2]',
]
const remote = [
  'example.com', '127.example.com', '127.0.0.1.example.com', 'localhost.example.com', 'notlocalhost',
  '10.0.0.1', '192.168.0.1', '128.0.0.1', '126.255.255.255', '0.0.0.0', '127.0.0.1.localdomain',
  '[::]', '[::2]', '[fe80::1]', '[::ffff:10.0.0.1]',
]

for (const [hosts, expected] of [[loopback, true], [remote, false]] as const) {
  for (const host of hosts) {
    t.test(`${host} is ${expected ? '' : 'not '}this machine`, async t => {
      const baseUrl = `ws://${host}:9/path`
      t.equal(isLoopback(new URL(baseUrl)), expected)
      t.equal(unencryptedHost({ baseUrl }, {}), expected ? undefined : new URL(baseUrl).hostname)
      t.equal(unencryptedHost({}, { DASHSCOPE_WEBSOCKET_BASE_URL: baseUrl }) === undefined, expected)
      t.equal(unencryptedHost({ baseUrl: `wss://${host}/path` }, {}), undefined, 'wss:// is encrypted')
    })
  }
}

/** Warnings of a session that is opened at a URL; the limiter refuses its task, so that nothing is connected. */
async function warningsOf(baseUrl: string): Promise<string[]> {
  const warnings: string[] = []
  const refused = new Error('refused')
  const engine = dashscope({
    baseUrl, apiKey: 'sk-1', resume: false, proxy: false,
    rateLimiter: { acquire: () => Promise.reject(refused), throttled: () => {} },
  })
  await engine.open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal: new AbortController().signal,
    onEvent: event => { if (event.type === 'warning') warnings.push(event.message) },
  }).catch((error: unknown) => { if (error !== refused) throw error })
  return warnings
}

t.test('a session warns before it sends the key unencrypted to another machine', async t => {
  t.same(await warningsOf('ws://127.example.com:9/x'),
    ['The key and the audio are sent to 127.example.com unencrypted; use a wss:// URL'])
  for (const url of ['ws://dev.localhost:9/x', 'ws://127.1:9/x', 'ws://[::1]:9/x', 'wss://127.example.com:9/x']) {
    t.same(await warningsOf(url), [], url)
  }
})

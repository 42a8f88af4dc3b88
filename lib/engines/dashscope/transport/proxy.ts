import type { Agent } from 'node:http'
import { Redacted } from '../../../errors.js'
import { checkOption } from '../../../option-checks.js'
import { isLoopback } from './loopback.js'

/** Requests whose CONNECT a proxy refused; what they are answered with is the answer of the proxy. */
const refused = new WeakSet()

/** True when a proxy, and not the service, has answered a request. */
export function isAnswerOfProxy(request: object, status: number): boolean {
  // Only proxies send 407 (RFC 9110, 15.5.8), also through an agent of the application.
  return status === 407 || refused.has(request)
}

/** Variables that name the proxy of each scheme; ws and wss use those of HTTP and HTTPS. */
const variables = { 'ws:': 'HTTP_PROXY or ALL_PROXY', 'wss:': 'HTTPS_PROXY or ALL_PROXY' } as const

/**
 * Agent that connects through a proxy by CONNECT, so that the proxy sees only the name of the target: TLS runs inside,
 * and the target is verified as without a proxy. Resolves with `undefined` when no proxy is to be used.
 *
 * Errors: STENO_BAD_OPTION for a URL that is not one of an HTTP proxy; it does not show it, as it may hold a password.
 *
 * @param url Target, `ws://` or `wss://`.
 * @param proxy URL of a proxy, `http://` or `https://`, with user and password if it needs them; `false` for none;
 *   `undefined` for that of the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY), which is ignored for a
 *   target on this machine.
 *
 * @example
 * ```ts
 * await proxyAgent('ws://localhost:8080', undefined) // undefined
 * ```
 */
export async function proxyAgent(url: string, proxy: string | false | undefined): Promise<Agent | undefined> {
  if (proxy === false) return undefined
  const target = new URL(url)
  const address = proxy ?? await proxyOfEnvironment(target)
  if (address === '' && proxy === undefined) return undefined
  const option = proxy === undefined ? variables[target.protocol as keyof typeof variables] : 'proxy'
  checkProxy(option, address)
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const agent = new HttpsProxyAgent(address)
  agent.on('proxyConnect', ({ statusCode }: { statusCode: number }, request: object) => {
    if (statusCode !== 200) refused.add(request)
  })
  return agent
}

async function proxyOfEnvironment(target: URL): Promise<string> {
  if (isLoopback(target)) return ''
  // @ts-expect-error The package has no types.
  const { getProxyForUrl } = await import('proxy-from-env') as { getProxyForUrl: (url: string) => string }
  return getProxyForUrl(target.href.replace(/^ws/, 'http'))
}

function checkProxy(option: string, address: unknown): asserts address is string {
  const isUrl = typeof address === 'string' && URL.canParse(address)
  const { protocol, hostname } = isUrl ? new URL(address) : { protocol: '', hostname: '' }
  // The text before the first colon may be the name of a user, unless it is a scheme that proxies have.
  const got = /^socks/.test(protocol) ? `one with the scheme ${protocol}//` : 'something else'
  checkOption((protocol === 'http:' || protocol === 'https:') && hostname !== '', option,
    'the URL of an HTTP proxy such as "http://host:3128"; set `proxy` to one, or to false for none', new Redacted(got))
}

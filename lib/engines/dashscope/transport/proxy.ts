import type { Agent } from 'node:http'
import { isIPv4 } from 'node:net'
import { Redacted } from '../../../errors.js'
import { checkOption } from '../../../option-checks.js'

/** What the environment calls the proxies of each scheme; ws and wss go where HTTP and HTTPS go. */
const variables = { 'ws:': 'HTTP_PROXY or ALL_PROXY', 'wss:': 'HTTPS_PROXY or ALL_PROXY' } as const

/**
 * What takes a connection through a proxy, by CONNECT, so that the proxy sees no more than the target's name: the TLS
 * inside is the target's, and is verified as without a proxy. Gives `undefined` where no proxy is to be used.
 *
 * Errors: STENO_BAD_OPTION for an address that is no HTTP proxy, without showing it, as it may hold a password.
 *
 * @param url Where to connect, `ws://` or `wss://`.
 * @param proxy Address of a proxy, `http://` or `https://`, with user and password if it needs them; `false` for none;
 *   `undefined` for what the environment says (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY), which is never asked
 *   about a target on this machine.
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
  return new HttpsProxyAgent(address)
}

async function proxyOfEnvironment(target: URL): Promise<string> {
  if (isLoopback(target.hostname)) return ''
  // @ts-expect-error The package comes without types.
  const { getProxyForUrl } = await import('proxy-from-env') as { getProxyForUrl: (url: string) => string }
  return getProxyForUrl(target.href.replace(/^ws/, 'http'))
}

function isLoopback(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/.test(hostname) || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}

function checkProxy(option: string, address: unknown): asserts address is string {
  const known = typeof address === 'string' && URL.canParse(address)
  const { protocol, hostname } = known ? new URL(address) : { protocol: '', hostname: '' }
  // What stands before the first colon may be a user's name, if it is no scheme that proxies have.
  const words = /^socks/.test(protocol) ? `one of the scheme ${protocol}//` : 'something else'
  checkOption((protocol === 'http:' || protocol === 'https:') && hostname !== '', option,
    'the address of an HTTP proxy such as "http://host:3128"; set `proxy` to one, or to false for none', new Redacted(words))
}

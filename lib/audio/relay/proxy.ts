import type { Agent, RequestOptions } from 'node:http'
import { violation } from './request-error.js'

/**
 * Options of a request through the proxy of the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY); undefined
 * when there is none for a URL. TLS runs through the proxy, and the target is verified as without one.
 */
export async function proxyOptions(url: URL): Promise<RequestOptions & { readonly agent?: Agent } | undefined> {
  if (isLoopback(url)) return undefined
  // @ts-expect-error The package has no types.
  const { getProxyForUrl } = await import('proxy-from-env') as { getProxyForUrl: (url: string) => string }
  const address = getProxyForUrl(url.href)
  if (address === '') return undefined
  const proxy = URL.canParse(address) ? new URL(address) : undefined
  if (proxy?.protocol !== 'http:') throw violation('the proxy of the environment is not an HTTP proxy')
  if (url.protocol === 'https:') {
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    return { agent: new HttpsProxyAgent(address) }
  }
  return {
    hostname: proxy.hostname, port: proxy.port || 80, path: url.href,
    headers: { Host: url.host, ...proxyAuthorization(proxy) },
  }
}

function proxyAuthorization({ username, password }: URL): { readonly 'Proxy-Authorization'?: string } {
  if (username === '') return {}
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  return { 'Proxy-Authorization': `Basic ${credentials.toString('base64')}` }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

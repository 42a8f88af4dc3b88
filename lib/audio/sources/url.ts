import { Redacted } from '../../errors.js'
import { checkBoolean, checkOneOf, checkOption } from '../../option-checks.js'

/**
 * Protocol of a URL.
 *
 * @useDeclaredType
 */
export type UrlProtocol = (typeof urlProtocols)[number]

/** Every protocol that a URL may use. */
export const urlProtocols = ['http', 'https', 'rtsp', 'rtsps'] as const

/** Options for the requests that a URL leads to. */
export interface UrlOptions {
  /**
   * Headers of HTTP requests, such as `{ Authorization: 'Bearer …' }`. They are sent to the origin of the URL, and to
   * no other that a redirect or a playlist leads to.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** Protocols that the URL, its redirects and its playlists may use. Default: all. */
  readonly protocols?: readonly UrlProtocol[]
  /** True to follow redirects of HTTP, up to eight. Default true. */
  readonly redirects?: boolean
  /**
   * True to connect only to addresses of the public Internet, whatever a redirect, a playlist or DNS leads to, and
   * never through a proxy. For HTTP only. Default false.
   */
  readonly publicOnly?: boolean
}

/** Names of the options for requests. */
export const urlOptions = ['headers', 'protocols', 'redirects', 'publicOnly'] as const satisfies (keyof UrlOptions)[]

/** Checks and parses a URL, and checks its options; throws STENO_BAD_OPTION without any part of the URL or headers. */
export function checkUrl(url: unknown, options: UrlOptions = {}): URL {
  const { headers = {}, protocols = urlProtocols, redirects = true, publicOnly = false } = options
  checkBoolean('redirects', redirects)
  checkBoolean('publicOnly', publicOnly)
  checkOption(Array.isArray(protocols) && protocols.length > 0, 'protocols', 'an array of protocols', protocols)
  for (const protocol of protocols) checkOneOf('protocols', protocol, urlProtocols)
  const parsed = parseUrl(url, protocols)
  if (!parsed.protocol.startsWith('http')) {
    const expected = 'left out for RTSP, whose redirects ffmpeg follows'
    checkOption(redirects, 'redirects', expected, redirects)
    checkOption(!publicOnly, 'publicOnly', expected, publicOnly)
  }
  checkHeaders(headers)
  return parsed
}

function parseUrl(url: unknown, protocols: readonly UrlProtocol[]): URL {
  const isText = typeof url === 'string' || url instanceof URL
  const parsed = isText && URL.canParse(String(url)) ? new URL(String(url)) : undefined
  checkOption(parsed !== undefined, 'url', 'a URL', new Redacted(isText ? 'another text' : typeof url))
  const expected = `a URL that begins with ${protocols.join('://, ')}://`
  checkOption(protocols.some(protocol => parsed.protocol === `${protocol}:`), 'url', expected, parsed.protocol)
  return parsed
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    checkOption(isName, 'headers', 'names of letters, digits and hyphens', new Redacted('another name'))
    const isValue = typeof value === 'string' && !/[\x00-\x1f\x7f]/.test(value)
    checkOption(isValue, 'headers', 'text without line breaks', new Redacted('another value'))
  }
}

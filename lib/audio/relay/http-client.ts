import { lookup } from 'node:dns'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { CookieJar } from './cookie-jar.js'
import { IcyAgent } from './icy-agent.js'
import { proxyOptions } from './proxy.js'
import { isPublicAddress } from './public-address.js'
import { connectionError, violation } from './request-error.js'

/** Restrictions and headers of all requests that a URL leads to. */
export interface RequestPolicy {
  /** Protocols that may be used, such as `https`. */
  readonly protocols: readonly string[]
  /** True when redirects are followed. */
  readonly redirects: boolean
  /** True when only addresses of the public Internet are connected to. */
  readonly publicOnly: boolean
  /** Headers that are sent to the origin of the URL and to no other. */
  readonly headers: Readonly<Record<string, string>>
}

/** Address of a request. */
export interface RequestTarget {
  /** URL without user name and password. */
  readonly url: URL
  /** True when the headers of the policy are sent. */
  readonly hasCredentials: boolean
}

/** Response that is not a redirect, and the target that sent it. */
export interface TargetResponse {
  readonly response: IncomingMessage
  readonly target: RequestTarget
}

const MAX_REDIRECTS = 8
const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308]

/** Makes requests within a policy, each redirect as a request of its own. */
export class HttpClient {
  readonly #policy: RequestPolicy
  readonly #cookies = new CookieJar()
  readonly #agents: { readonly http: http.Agent; readonly https: https.Agent }

  constructor(policy: RequestPolicy) {
    this.#policy = policy
    this.#agents = { http: new IcyAgent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) }
  }

  /** Rejects with a `RequestError`; the caller must read or destroy the response. */
  async get(
    first: RequestTarget, headers: Readonly<Record<string, string>>, signal: AbortSignal,
  ): Promise<TargetResponse> {
    let target = first
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      this.#check(target.url)
      const response = await this.#request(target, headers, signal).catch((error: unknown) => {
        throw connectionError(error as NodeJS.ErrnoException)
      })
      this.#cookies.store(target.url, response.headers['set-cookie'])
      const { location } = response.headers
      if (location === undefined || !REDIRECTS.includes(response.statusCode)) return { response, target }
      response.destroy()
      if (!this.#policy.redirects) throw violation('it redirects, which `redirects` does not allow')
      target = follow(target, location)
    }
    throw violation(`it redirects more than ${MAX_REDIRECTS} times`)
  }

  /** Closes all connections. */
  close(): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }

  #check({ protocol, hostname, host }: URL): void {
    const name = protocol.slice(0, -1)
    if (!(name in this.#agents) || !this.#policy.protocols.includes(name)) {
      throw violation(`it leads to the protocol ${JSON.stringify(name)}, which is not allowed`)
    }
    const address = hostname.replace(/^\[(.*)\]$/, '$1')
    if (this.#policy.publicOnly && isIP(address) !== 0 && !isPublicAddress(address)) throw notPublic(host)
  }

  async #request(
    target: RequestTarget, headers: Readonly<Record<string, string>>, signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { url, hasCredentials } = target
    const { publicOnly, headers: credentials } = this.#policy
    // A proxy would resolve the name again, to an address that was not checked.
    const proxy = publicOnly ? undefined : await proxyOptions(url)
    const options = {
      agent: url.protocol === 'https:' ? this.#agents.https : this.#agents.http,
      ...proxy, signal, rejectUnauthorized: true, ...publicOnly && { lookup: lookupPublic },
      headers: {
        ...headers, ...proxy?.headers, ...this.#cookies.headers(url), ...hasCredentials ? credentials : {},
      },
    }
    const request = url.protocol === 'https:' ? https.get(url, options) : http.get(url, options)
    try {
      return await responseOf(request)
    } catch (error) {
      // The server closed an idle connection.
      if (request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET') {
        return this.#request(target, headers, signal)
      }
      throw error
    }
  }
}

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => { request.on('response', resolve).on('error', reject) })
}

/** Credentials are for the origin of the URL, and never return once a redirect has left it. */
function follow({ url, hasCredentials }: RequestTarget, location: string): RequestTarget {
  if (!URL.canParse(location, url.href)) throw violation('it redirects to something that is not a URL')
  return targetOf(new URL(location, url), hasCredentials && new URL(location, url).origin === url.origin)
}

/** Target of a URL that may contain a user name and password, which are not sent. */
export function targetOf(url: URL, hasCredentials: boolean): RequestTarget {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return { url: bare, hasCredentials }
}

function notPublic(host: string): Error {
  return violation(`${host} is not an address of the public Internet`)
}

/** Resolves a host name to public addresses only; the connection uses what was checked. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, [])
      return
    }
    const [first, ...others] = addresses.filter(({ address }) => isPublicAddress(address))
    if (!first) callback(notPublic(hostname), [])
    else if (options.all) callback(null, [first, ...others])
    else callback(null, first.address, first.family)
  })
}

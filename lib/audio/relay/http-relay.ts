import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemClock } from '../../stream/clock.js'
import { HttpClient, type RequestPolicy, type RequestTarget, targetOf } from './http-client.js'
import { isPlaylist, rewritePlaylist } from './playlist.js'
import { RequestBudget } from './request-budget.js'
import { connectionError, RequestError, statusError, violation } from './request-error.js'
import { fileName, type TargetEntry, TargetTable } from './target-table.js'

/** URL and restrictions of a relay. */
export interface HttpRelayOptions extends RequestPolicy {
  /** URL that the media player opens first. */
  readonly url: URL
  /** Called once, when a request violates the policy; the media player should be ended. */
  readonly onViolation: () => void
}

// The reserved top-level domain of RFC 6761, 6.4: it exists nowhere but in the relay.
const HOST = 'http://media.invalid/'
const MAX_PLAYLIST_BYTES = 4_194_304
const MAX_DEPTH = 3
// A stream with segments of 2 s needs one request per second, and half as many for its playlist.
const REQUESTS = { burst: 1000, perSecond: 10 }
const PLAYLISTS = { burst: 64, perSecond: 2 }
const REQUEST_HEADERS = ['range', 'icy-metadata', 'user-agent', 'accept'] as const
const RESPONSE_HEADERS = /^(content-(type|length|range|encoding)|accept-ranges|icy-.*)$/

/**
 * HTTP proxy on the loopback interface through which a media player reads a URL, so that each request is made by
 * Node.js: with verified certificates, with redirects and playlists checked one request at a time, and with credentials
 * that neither another host nor the list of processes sees. Other users of the machine cannot use it: the address on
 * the command line requires the password in the environment of the player, and redirects to addresses that contain a
 * secret. (ffmpeg forgets the range of a request that must be repeated with a password, so that this is done once.) The
 * player ends when this process does, since its connection breaks.
 */
export class HttpRelay {
  /** URL of the first resource, for the player. */
  readonly address: string
  /** Environment variables with which the player finds and may use the proxy. */
  readonly env: Readonly<Record<string, string>>
  readonly #server: Server
  readonly #client: HttpClient
  readonly #targets = new TargetTable(`${HOST}${randomBytes(16).toString('hex')}/`)
  readonly #first: string
  readonly #budget = new RequestBudget(REQUESTS, systemClock)
  readonly #playlistBudget = new RequestBudget(PLAYLISTS, systemClock)
  readonly #authorization: string
  readonly #onViolation: () => void
  /** Allows the requests for audio that was received. @param duration - In ms. */
  readonly addAudio = (duration: number): void => { this.#budget.addAudio(duration) }
  #problem: RequestError | undefined

  /** Starts a relay. */
  static async open(options: HttpRelayOptions): Promise<HttpRelay> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new HttpRelay(options, server)
  }

  private constructor({ url, onViolation, ...policy }: HttpRelayOptions, server: Server) {
    const password = randomBytes(16).toString('hex')
    const { port } = server.address() as AddressInfo
    this.#server = server
    this.#onViolation = onViolation
    this.#authorization = `Basic ${Buffer.from(`relay:${password}`).toString('base64')}`
    this.#client = new HttpClient({ ...policy, headers: { ...basicAuthorization(url), ...asBytes(policy.headers) } })
    this.address = `${HOST}${fileName(url)}`
    this.#first = this.#targets.add(targetOf(url, true), 0)
    this.env = { http_proxy: `http://relay:${password}@127.0.0.1:${port}`, no_proxy: '' }
    server.on('request', (request, response) => { void this.#handle(request, response) })
  }

  /** Error of the last request, if it failed, or of the one that violated the policy. */
  get problem(): RequestError | undefined {
    return this.#problem
  }

  /** Resolves with true when the server supports range requests; rejects when the signal is aborted. */
  async supportsRanges(signal: AbortSignal): Promise<boolean> {
    const { target } = this.#targets.get(this.#first)!
    try {
      const { response } = await this.#client.get(target, { Range: 'bytes=1-' }, signal)
      response.destroy()
      return response.statusCode === 206
    } catch (error) {
      signal.throwIfAborted()
      this.#fail(connectionError(error as NodeJS.ErrnoException))
      return false
    }
  }

  /** Ends all requests; resolves when no connection is left. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    this.#client.close()
    await closed
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    // ffmpeg adds the default port.
    const address = URL.canParse(request.url!) ? new URL(request.url!).href : ''
    if (address === this.address) {
      const isAuthorized = request.headers['proxy-authorization'] === this.#authorization
      if (isAuthorized) response.writeHead(302, { Location: this.#first }).end()
      else response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="relay"' }).end()
      return
    }
    const abort = new AbortController()
    response.on('close', () => { abort.abort() })
    try {
      await this.#relay(address, { request, response, signal: abort.signal })
    } catch (error) {
      if (!abort.signal.aborted) this.#fail(connectionError(error as NodeJS.ErrnoException))
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end()
    }
  }

  async #relay(address: string, { request, response, signal }: Exchange): Promise<void> {
    if (this.#problem?.isFatal) throw this.#problem
    const entry = this.#targets.get(address)
    if (!entry) {
      // Another user of the machine, or a playlist that the relay does not know.
      response.writeHead(404).end()
      return
    }
    if (!this.#budget.take()) throw violation('it causes too many requests')
    const headers = REQUEST_HEADERS.flatMap(name => request.headers[name] === undefined ? []
      : [[name, request.headers[name]] as [string, string]])
    const { response: upstream, target } = await this.#client.get(entry.target, Object.fromEntries(headers), signal)
    const status = upstream.statusCode!
    const problem = statusError(status)
    if (problem) {
      upstream.destroy()
      this.#fail(problem)
      response.writeHead(status).end()
      return
    }
    if (!this.#problem?.isFatal) this.#problem = undefined
    const passed = Object.entries(upstream.headers).filter(([name]) => RESPONSE_HEADERS.test(name))
    const first = isFromStart(upstream) ? await firstBytes(upstream) : []
    if (isPlaylist(Buffer.concat(first))) {
      const type = upstream.headers['content-type']
      this.#checkPlaylist(entry)
      const playlist = await this.#rewrite(first, upstream, target, entry.depth)
      response.writeHead(200, { ...type && { 'Content-Type': type }, 'Content-Length': playlist.length }).end(playlist)
      return
    }
    // A radio stream without a length ends with its connection: ffmpeg connects again then, but not after a last chunk.
    response.useChunkedEncodingByDefault = upstream.headers['transfer-encoding'] !== undefined
    response.writeHead(status, Object.fromEntries(passed) as Record<string, string>)
    for (const bytes of first) response.write(bytes)
    await pipeline(upstream, response)
  }

  #checkPlaylist({ depth }: TargetEntry): void {
    if (depth >= MAX_DEPTH) throw violation('its playlists are nested too deeply')
    if (!this.#playlistBudget.take()) throw violation('it leads to too many playlists')
  }

  async #rewrite(
    first: readonly Buffer[], upstream: Readable, { url, hasCredentials }: RequestTarget, depth: number,
  ): Promise<Buffer> {
    const chunks = [...first]
    let bytes = 0
    for await (const chunk of upstream) {
      bytes += (chunk as Buffer).length
      if (bytes > MAX_PLAYLIST_BYTES) throw violation('its playlist is larger than 4 MB')
      chunks.push(chunk as Buffer)
    }
    return Buffer.from(rewritePlaylist(Buffer.concat(chunks).toString(), uri => {
      if (!URL.canParse(uri, url.href)) return uri
      const linked = new URL(uri, url)
      return this.#targets.add(targetOf(linked, hasCredentials && linked.origin === url.origin), depth + 1)
    }))
  }

  #fail(error: RequestError): void {
    if (this.#problem?.isFatal) return
    this.#problem = error
    if (error.isFatal) this.#onViolation()
  }
}

function basicAuthorization({ username, password }: URL): { readonly Authorization?: string } {
  if (username === '' && password === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** Header values in UTF-8, of which Node.js takes each byte as a character. */
function asBytes(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) =>
    [name, Buffer.from(value).toString('latin1')]))
}

function isFromStart({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode !== 206 || /^bytes 0-/.test(headers['content-range'] ?? '')
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Aborted when the player closes the connection. */
  readonly signal: AbortSignal
}

const MIN_FIRST_BYTES = 16

/** First bytes of a stream, which are removed from it; fewer than 16 only when it ends before. */
async function firstBytes(stream: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  let bytes = 0
  while (bytes < MIN_FIRST_BYTES && !stream.readableEnded) {
    const chunk = stream.read() as Buffer | null
    if (chunk) {
      chunks.push(chunk)
      bytes += chunk.length
    } else {
      if (stream.destroyed) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
      await Promise.race([once(stream, 'readable'), once(stream, 'end'), once(stream, 'close')])
    }
  }
  return chunks
}

import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { failure, type StenopipeError } from '../../../errors.js'
import { systemClock } from '../../../stream/clock.js'
import { Deferred } from '../../../stream/deferred.js'
import { IdleTimer } from '../../../stream/idle-timer.js'
import { onAbort } from '../../../stream/on-abort.js'
import { parseRetryAfter } from '../errors/retry-after.js'
import { closeError, connectionError, proxyError, upgradeError } from '../errors/service-errors.js'
import { isAnswerOfProxy } from './proxy.js'

/** Bytes that may be pending in this process; the system buffers up to 4 MB more before a stall shows. */
const HIGH_WATER_MARK = 64 * 1024
/** A sentence with a thousand words is a tenth of this. */
const MAX_MESSAGE_BYTES = 1024 * 1024
/** Limit for the body of a refused handshake; the service's own is a line. */
const MAX_REFUSAL_LENGTH = 16 * 1024
/** Longest time for the peer to answer our close. */
const CLOSE_TIMEOUT_MS = 80
const PING_INTERVAL_MS = 5000
/** A peer that has answered pings and then sends nothing for this long is gone. */
const SILENCE_TIMEOUT_MS = 15_000

/** Options of a connection. */
export interface ConnectionOptions {
  /** URL, `wss://` or `ws://`. */
  readonly url: string
  /** Headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Agent that opens the socket. Default: none. */
  readonly agent?: Agent | undefined
  /** Longest time for the handshake, in ms. */
  readonly connectTimeout: number
  /** Longest time in which the peer takes no byte while some are pending, in ms. */
  readonly stallTimeout: number
}

/** Receiver of the messages of a connection. */
export interface Receiver {
  /** Id of the task, which errors of the connection carry. */
  readonly id: string
  /** Called for each text frame with its text, and for each binary frame with `undefined`. */
  message(text: string | undefined): void
  /** Called when the connection is closed; nothing follows. */
  closed(error: StenopipeError): void
}

/** WebSocket to the service; outlives a task. */
export class Connection {
  readonly #ws: WebSocket
  readonly #stallTimer: IdleTimer
  readonly #closed = new Deferred()
  #socket: Socket | undefined
  #receiver: Receiver | undefined
  #failure: StenopipeError | undefined
  /** Set while too many bytes are pending. */
  #drained: Deferred | undefined
  #pings: NodeJS.Timeout | undefined
  #answersPings = false
  /** True when frames have been pending since the last pong. */
  #isCongested = false
  #lastFrameAt = 0

  private constructor({ url, headers, agent, stallTimeout }: ConnectionOptions) {
    // Audio does not shrink under deflate, and the key must not follow a redirect.
    this.#ws = new WebSocket(url, {
      headers, agent, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, followRedirects: false,
      rejectUnauthorized: true,
    })
    this.#stallTimer = new IdleTimer(systemClock, stallTimeout, () => {
      this.#fail({ ms: stallTimeout, awaited: 'room for more audio', option: 'stallTimeout' })
    })
    let cause: unknown
    this.#ws.on('error', error => { cause ??= error })
    this.#ws.on('upgrade', ({ socket }) => { this.#socket = socket })
    this.#ws.on('close', (code, reason) => {
      this.#end(cause === undefined ? closeError(code, reason.toString(), this.#receiver?.id)
        : connectionError(cause, this.#receiver?.id))
      this.#closed.resolve()
    })
  }

  /**
   * Resolves once the handshake is done.
   *
   * Errors: STENO_SERVICE_TIMEOUT, STENO_CONNECTION_LOST, the error of a refused upgrade; the reason of the signal.
   */
  static async open(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted()
    const connection = new Connection(options)
    try {
      await connection.#handshake(options.connectTimeout, signal)
    } catch (error) {
      connection.#ws.terminate()
      throw error
    }
    connection.#listen()
    return connection
  }

  /** True when messages can be sent. */
  get isOpen(): boolean {
    return this.#failure === undefined && this.#ws.readyState === WebSocket.OPEN
  }

  /** False while too many bytes are pending; then wait for `drain()`. */
  get isWritable(): boolean {
    return this.#drained === undefined
  }

  /**
   * Sets the receiver. With one, the peer is pinged and the process kept alive; with `undefined`, messages are
   * discarded and the process may end.
   */
  attach(receiver: Receiver | undefined): void {
    this.#receiver = receiver
    if (this.#ws.isPaused) this.resume()
    clearInterval(this.#pings)
    if (receiver) {
      this.#lastFrameAt = performance.now()
      this.#ping()
      this.#pings = setInterval(() => { this.#checkPeer() }, PING_INTERVAL_MS).unref()
      this.#socket?.ref()
    } else {
      this.#socket?.unref()
    }
  }

  /** Sends a text or a binary frame, whose bytes are copied. Throws the error that closed the connection. */
  send(frame: string | Uint8Array): void {
    if (this.#failure) throw this.#failure
    // The callback matters only if other frames are pending.
    this.#ws.send(frame, this.#ws.bufferedAmount > 0 ? this.#onSent : undefined)
    if (this.#drained || this.#ws.bufferedAmount <= HIGH_WATER_MARK) return
    this.#isCongested = true
    this.#drained = new Deferred()
    this.#stallTimer.restart()
  }

  /** Resolves when there is room for another frame; rejects with the error that closed the connection. */
  async drain(): Promise<void> {
    await this.#drained?.promise
    if (this.#failure) throw this.#failure
  }

  /** Reads no more messages until `resume()` or until the receiver changes, so that the peer has to wait. */
  pause(): void {
    this.#ws.pause()
  }

  /** Reads messages again. */
  resume(): void {
    // The peer could not show itself meanwhile.
    this.#lastFrameAt = performance.now()
    this.#ws.resume()
  }

  /** Closes the connection; resolves when the socket is closed, soon whatever the peer does. */
  async close(): Promise<void> {
    this.attach(undefined)
    this.#ws.close(1000, 'bye')
    const closeTimer = setTimeout(() => { this.#ws.terminate() }, CLOSE_TIMEOUT_MS)
    await this.#closed.promise
    clearTimeout(closeTimer)
  }

  async #handshake(timeout: number, signal: AbortSignal): Promise<void> {
    const ws = this.#ws
    let timer: NodeJS.Timeout | undefined
    let removeListener = (): void => {}
    try {
      await new Promise<void>((resolve, reject) => {
        removeListener = onAbort(signal, reject)
        timer = setTimeout(() => {
          reject(failure('STENO_SERVICE_TIMEOUT', { ms: timeout, awaited: 'connection', option: 'connectTimeout' }))
        }, timeout)
        ws.once('open', resolve)
        ws.once('error', error => { reject(connectionError(error)) })
        ws.once('unexpected-response', (request, response) => { void refusal(request, response).then(reject) })
      })
    } finally {
      clearTimeout(timer)
      removeListener()
    }
  }

  #listen(): void {
    const touch = (): void => { this.#lastFrameAt = performance.now() }
    this.#ws.on('message', (data, isBinary) => {
      touch()
      // Messages are complete Buffers with the default `binaryType`.
      this.#receiver?.message(isBinary ? undefined : (data as Buffer).toString())
    })
    this.#ws.on('ping', touch)
    this.#ws.on('pong', () => {
      touch()
      this.#answersPings = true
      this.#isCongested = false
    })
  }

  #ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping()
  }

  /** Pings queue behind the audio: a peer that reads slowly can only be judged by the stall timer. */
  #checkPeer(): void {
    const silence = this.#ws.isPaused ? 0 : performance.now() - this.#lastFrameAt
    if (this.#answersPings && !this.#isCongested && silence > SILENCE_TIMEOUT_MS) {
      this.#fail({ ms: SILENCE_TIMEOUT_MS, awaited: 'a pong' })
    } else {
      this.#ping()
    }
  }

  readonly #onSent = (): void => {
    if (!this.#drained) return
    if (this.#ws.bufferedAmount > HIGH_WATER_MARK / 2) this.#stallTimer.restart()
    else this.#release()
  }

  #release(): void {
    this.#stallTimer.stop()
    this.#drained?.resolve()
    this.#drained = undefined
  }

  #fail(timeout: { readonly ms: number; readonly awaited: string; readonly option?: string }): void {
    const details = this.#receiver ? { requestId: this.#receiver.id } : {}
    this.#end(failure('STENO_SERVICE_TIMEOUT', timeout, undefined, details))
    this.#ws.terminate()
  }

  #end(error: StenopipeError): void {
    if (this.#failure) return
    this.#failure = error
    clearInterval(this.#pings)
    this.#release()
    this.#receiver?.closed(error)
    this.#receiver = undefined
  }
}

/** Error of a refused handshake, by its status and the beginning of its body. */
async function refusal(request: ClientRequest, response: IncomingMessage): Promise<StenopipeError> {
  const { statusCode = 0, headers } = response
  const sentAt = headers.date === undefined ? Date.now() : Date.parse(headers.date)
  const retryAfter = parseRetryAfter(headers['retry-after'] ?? '', sentAt)
  if (isAnswerOfProxy(request, statusCode)) return proxyError(statusCode, retryAfter)
  let body = ''
  try {
    for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) {
      body += text
      if (body.length > MAX_REFUSAL_LENGTH) break
    }
  } catch {
    // The part that was read must suffice.
  }
  return upgradeError(statusCode, body, retryAfter)
}

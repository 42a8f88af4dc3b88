import type { Agent } from 'node:http'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { failure, type StenopipeError } from '../../../errors.js'
import { closeError, connectionError, upgradeError } from '../errors/service-errors.js'

/** Bytes that may wait in this process; the system's own buffers take up to 4 MB more before a peer that stalls is felt. */
const HIGH_WATER = 64 * 1024
/** A sentence with a thousand words is a tenth of this. */
const MAX_MESSAGE = 4 * 1024 * 1024
/** Of the page that comes with a refusal; the service's own is a line. */
const MAX_REFUSAL = 16 * 1024
/** How long a peer may take to answer our close. */
const CLOSE_TIMEOUT_MS = 80
const PING_MS = 5000
/** A peer that has answered pings and then says nothing for so long is gone. */
const SILENCE_MS = 15_000

/** Where to connect and how. */
export interface Address {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly agent?: Agent | undefined
  /** How long the handshake may take, in ms. */
  readonly connectTimeout: number
  /** How long the peer may take no byte while some wait, in ms. */
  readonly stallTimeout: number
}

/** Who is told what comes through a connection. */
export interface Receiver {
  /** A text frame, or `undefined` for a binary one. */
  message(text: string | undefined): void
  /** The connection is gone; nothing follows. */
  closed(error: StenopipeError): void
}

/** One WebSocket to the service; outlives a task. */
export class Connection {
  readonly #ws: WebSocket
  readonly #stallTimeout: number
  readonly #gone: Promise<void>
  #socket: Socket | undefined
  #receiver: Receiver | undefined
  #failure: StenopipeError | undefined
  #room: { readonly promise: Promise<void>; readonly settle: (error?: StenopipeError) => void } | undefined
  #stall: NodeJS.Timeout | undefined
  #pings: NodeJS.Timeout | undefined
  #answersPings = false
  #crowded = false
  #heard = 0

  private constructor({ url, headers, agent, stallTimeout }: Address) {
    // Audio does not shrink under deflate, and the key must not follow a redirect.
    this.#ws = new WebSocket(url, {
      headers, agent, perMessageDeflate: false, maxPayload: MAX_MESSAGE, followRedirects: false, rejectUnauthorized: true,
    })
    this.#stallTimeout = stallTimeout
    let cause: unknown
    this.#ws.on('error', error => { cause ??= error })
    this.#ws.on('upgrade', ({ socket }) => { this.#socket = socket })
    this.#gone = new Promise(resolve => {
      this.#ws.on('close', (code, reason) => {
        this.#end(cause === undefined ? closeError(code, reason.toString()) : connectionError(cause))
        resolve()
      })
    })
  }

  /**
   * Resolves once the handshake is done. Errors: STENO_SERVICE_TIMEOUT, STENO_CONNECTION_LOST, whatever the refusal
   * means; the signal's reason.
   */
  static async open(address: Address, signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted()
    const connection = new Connection(address)
    try {
      await connection.#handshake(address.connectTimeout, signal)
    } catch (error) {
      connection.#ws.terminate()
      throw error
    }
    connection.#listen()
    return connection
  }

  /** Whether messages can be sent. */
  get isOpen(): boolean {
    return this.#failure === undefined && this.#ws.readyState === WebSocket.OPEN
  }

  /** Whether the next frame would leave soon; if not, wait for `room()`. */
  get isWritable(): boolean {
    return this.#room === undefined
  }

  /** From now on this one is told, and the peer has to live. `undefined`: nobody is, and the process may end. */
  attach(receiver: Receiver | undefined): void {
    this.#receiver = receiver
    clearInterval(this.#pings)
    if (receiver) {
      this.#heard = performance.now()
      this.#ping()
      this.#pings = setInterval(() => { this.#check() }, PING_MS).unref()
      this.#socket?.ref()
    } else {
      this.#socket?.unref()
    }
  }

  /** Sends a frame; text is text, bytes are copied. Throws what the connection broke of. */
  send(frame: string | Uint8Array): void {
    if (this.#failure) throw this.#failure
    this.#ws.send(frame, this.#sent)
    if (this.#ws.bufferedAmount > HIGH_WATER && !this.#room) this.#pause()
  }

  /** Resolves when there is room for another frame; rejects with what the connection broke of. */
  async drain(): Promise<void> {
    await this.#room?.promise
    if (this.#failure) throw this.#failure
  }

  /** Says goodbye; resolves when the socket is gone, soon whatever the peer does. */
  async close(): Promise<void> {
    this.attach(undefined)
    this.#ws.close(1000, 'bye')
    const patience = setTimeout(() => { this.#ws.terminate() }, CLOSE_TIMEOUT_MS)
    await this.#gone
    clearTimeout(patience)
  }

  async #handshake(timeout: number, signal: AbortSignal): Promise<void> {
    const ws = this.#ws
    let timer: NodeJS.Timeout | undefined
    let abort = (): void => {}
    try {
      await new Promise<void>((resolve, reject) => {
        abort = () => { reject(signal.reason as Error) }
        signal.addEventListener('abort', abort)
        timer = setTimeout(() => {
          reject(failure('STENO_SERVICE_TIMEOUT', { ms: timeout, awaited: 'connection', option: 'connectTimeout' }))
        }, timeout)
        ws.once('open', resolve)
        ws.once('error', error => { reject(connectionError(error)) })
        ws.once('unexpected-response', (_request, response) => {
          const { statusCode = 0, headers } = response
          let page = ''
          const refuse = (): void => { reject(upgradeError(statusCode, page, headers['retry-after'])) }
          response.setEncoding('utf8').on('data', (text: string) => {
            page += text
            if (page.length > MAX_REFUSAL) refuse()
          }).on('end', refuse).on('close', refuse).on('error', refuse)
        })
      })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }

  #listen(): void {
    const alive = (): void => { this.#heard = performance.now() }
    this.#ws.on('message', (data, isBinary) => {
      alive()
      // Messages come as Buffers, whole, since that is the default binary type.
      this.#receiver?.message(isBinary ? undefined : (data as Buffer).toString())
    })
    this.#ws.on('ping', alive)
    this.#ws.on('pong', () => {
      alive()
      this.#answersPings = true
      this.#crowded = false
    })
  }

  #ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping()
  }

  /** Pings wait behind the audio: of a peer that reads slowly only the stall timer may judge. */
  #check(): void {
    const silence = performance.now() - this.#heard
    if (this.#answersPings && !this.#crowded && silence > SILENCE_MS) {
      this.#break(failure('STENO_SERVICE_TIMEOUT', { ms: SILENCE_MS, awaited: 'sign of life' }))
    } else {
      this.#ping()
    }
  }

  #pause(): void {
    this.#crowded = true
    let settle = (): void => {}
    const promise = new Promise<void>(resolve => { settle = resolve })
    this.#room = { promise, settle }
    this.#watchStall()
  }

  #watchStall(): void {
    clearTimeout(this.#stall)
    this.#stall = setTimeout(() => {
      this.#break(failure('STENO_SERVICE_TIMEOUT', { ms: this.#stallTimeout, awaited: 'room for more audio', option: 'stallTimeout' }))
    }, this.#stallTimeout)
  }

  readonly #sent = (): void => {
    if (!this.#room) return
    if (this.#ws.bufferedAmount > HIGH_WATER / 2) this.#watchStall()
    else this.#release()
  }

  #release(): void {
    clearTimeout(this.#stall)
    this.#room?.settle()
    this.#room = undefined
  }

  #break(error: StenopipeError): void {
    this.#end(error)
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

import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Socket } from './connection.js'

/** Request of a client for a connection. */
export interface UpgradeRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly query: URLSearchParams
}

/** Answer to a refused upgrade. */
export interface HttpRefusal {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Handler of one connection. */
export interface ConnectionHandler {
  /** Called for each frame: a string for text, bytes for binary. */
  receive(frame: string | Uint8Array): void
  /** Called for each ping. */
  ping(data: Uint8Array): void
  /** Called when the socket has closed; resolves when everything of the connection is released. */
  closed(): Promise<void>
}

/** A listening server. */
export interface Listening {
  readonly port: number
  /** Number of open connections. */
  readonly connections: number
  /** Cuts all connections; resolves when they are released. */
  close(): Promise<void>
}

/** Decides about upgrades. */
export interface UpgradeHandler {
  /** Returns a refusal, or a function that makes the handler of the connection. */
  accept(request: UpgradeRequest): HttpRefusal | ((socket: Socket) => ConnectionHandler)
}

/** Listens for WebSockets on 127.0.0.1; port 0 is any free one. */
export async function listen(port: number, upgradeHandler: UpgradeHandler): Promise<Listening> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false })
  const closing = new Set<Promise<void>>()
  const server = createServer((_, response) => { response.writeHead(404).end() })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => { socket.destroy() })
    const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/.exec(request.url ?? '')!
    const answer = upgradeHandler.accept({ path, query: new URLSearchParams(query), headers: request.headers })
    if (typeof answer === 'object') refuse(socket, answer)
    else {
      sockets.handleUpgrade(request, socket, head, webSocket => {
        handleConnection(webSocket, answer(socketOf(webSocket)), closing)
      })
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return sockets.clients.size
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      const closed = new Promise(resolve => { server.close(resolve) })
      server.closeAllConnections()
      await closed
      await Promise.all(closing)
    },
  }
}

function handleConnection(socket: WebSocket, handler: ConnectionHandler, closing: Set<Promise<void>>): void {
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('close', () => { handler.closed().then(resolve, reject) })
  })
  closing.add(closed)
  // A failed release is reported by close().
  closed.then(() => closing.delete(closed), () => {})
  // An error of a socket also closes it.
  socket.on('error', () => {})
  socket.on('ping', data => { handler.ping(data) })
  socket.on('message', (data: Buffer, isBinary) => { handler.receive(isBinary ? data : data.toString()) })
}

function socketOf(socket: WebSocket): Socket {
  return {
    send(frame) { socket.send(frame) },
    pong(data) { socket.pong(data) },
    setReading(on) {
      if (on === socket.isPaused) socket[on ? 'resume' : 'pause']()
    },
    close(code, reason) { socket.close(code, reason) },
    destroy() { socket.terminate() },
  }
}

function refuse(socket: Duplex, { status, body, headers }: HttpRefusal): void {
  const lines = Object.entries({ 'Content-Length': Buffer.byteLength(body), Connection: 'close', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
  // A client that keeps its side open must not keep the server from closing.
  socket.once('finish', () => { socket.destroy() })
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
}

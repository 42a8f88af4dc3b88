import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Socket } from './connection.js'

/** What a client says when it asks for a connection. */
export interface UpgradeRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly query: URLSearchParams
}

/** An upgrade that is refused. */
export interface HttpRefusal {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Somebody at the other end of a wire. */
export interface ConnectionHandler {
  receive(frame: string | Uint8Array): void
  ping(data: Uint8Array): void
  gone(): Promise<void>
}

/** The server, listening. */
export interface Listening {
  readonly port: number
  /** Connections open now. */
  readonly connections: number
  close(): Promise<void>
}

/** Who may come in, and what meets them. */
export interface UpgradeHandler {
  accept(request: UpgradeRequest): HttpRefusal | ((wire: Socket) => ConnectionHandler)
}

/** Listens on 127.0.0.1 for WebSockets. @param port 0 for any that is free. */
export async function listen(port: number, doorkeeper: UpgradeHandler): Promise<Listening> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false })
  const leaving = new Set<Promise<void>>()
  const server = createServer((_, response) => { response.writeHead(404).end() })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => { socket.destroy() })
    const [, path = '', query] = /^([^?]*)\??(.*)$/.exec(request.url ?? '')!
    const answer = doorkeeper.accept({ path, query: new URLSearchParams(query), headers: request.headers })
    if (typeof answer === 'object') refuse(socket, answer)
    else sockets.handleUpgrade(request, socket, head, webSocket => { attend(webSocket, answer(wireOf(webSocket)), leaving) })
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
      await Promise.all(leaving)
    },
  }
}

function attend(socket: WebSocket, peer: ConnectionHandler, leaving: Set<Promise<void>>): void {
  const left = new Promise<void>((resolve, reject) => {
    socket.on('close', () => { peer.gone().then(resolve, reject) })
  })
  leaving.add(left)
  // What could not be freed is left for close() to say.
  left.then(() => leaving.delete(left), () => {})
  // What breaks a socket also closes it.
  socket.on('error', () => {})
  socket.on('ping', data => { peer.ping(data) })
  socket.on('message', (data: Buffer, isBinary) => { peer.receive(isBinary ? data : data.toString()) })
}

function wireOf(socket: WebSocket): Socket {
  return {
    send(frame) { socket.send(frame) },
    pong(data) { socket.pong(data) },
    read(on) {
      if (on === socket.isPaused) socket[on ? 'resume' : 'pause']()
    },
    close(code, reason) { socket.close(code, reason) },
    destroy() { socket.terminate() },
  }
}

function refuse(socket: Duplex, { status, body, headers }: HttpRefusal): void {
  const lines = Object.entries({ 'Content-Length': Buffer.byteLength(body), Connection: 'close', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
  // A client that keeps its half open must not keep the server from closing.
  socket.once('finish', () => { socket.destroy() })
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
}

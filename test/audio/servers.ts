import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'
import type { PcmSource } from '../../lib/audio/sources/pcm-source.js'
import type { StenopipeError } from '../../lib/errors.js'

/** HTTP server on 127.0.0.1 until the end of the test. @returns Host and port. */
export async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers as a file server does: with the byte range of the request. */
export function answerRange(request: IncomingMessage, response: ServerResponse, file: Buffer): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const headers = {
    'Accept-Ranges': 'bytes',
    'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}`,
    'Content-Length': file.length - from,
  }
  response.writeHead(206, headers).end(file.subarray(from))
}

/** RTSP server that sends µ-law samples at 8 kHz, 20 ms per packet, and then closes the connection. */
export async function serveRtsp(t: Test, mulaw: Buffer): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('data', request => {
      const text = request.toString('latin1')
      const answer = (headers: string, body = ''): void => {
        socket.write(`RTSP/1.0 200 OK\r\nCSeq: ${/CSeq: (\d+)/.exec(text)?.[1]}\r\n${headers}\r\n${body}`)
      }
      if (text.startsWith('OPTIONS')) answer('Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n')
      else if (text.startsWith('DESCRIBE')) {
        const sdp = 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\na=control:sound\r\n'
        answer(`Content-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n`, sdp)
      } else if (text.startsWith('SETUP')) answer('Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n')
      else if (text.startsWith('PLAY')) {
        answer('Session: 1\r\n')
        for (let at = 0; at < mulaw.length; at += 160) socket.write(rtp(mulaw.subarray(at, at + 160), at))
        socket.end()
      } else if (text.startsWith('TEARDOWN')) answer('Session: 1\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { for (const socket of sockets) socket.destroy(); server.close() })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

function rtp(payload: Buffer, time: number): Buffer {
  const packet = Buffer.alloc(16 + payload.length)
  packet.write('$')
  packet.writeUInt16BE(12 + payload.length, 2)
  packet[4] = 0x80
  packet.writeUInt16BE(time / 160 & 0xffff, 6)
  packet.writeUInt32BE(time, 8)
  packet.writeUInt32BE(7, 12)
  payload.copy(packet, 16)
  return packet
}

/** Output of a source. */
export interface Collected {
  readonly pcm: Buffer
  /** Start of each chunk, in ms. */
  readonly starts: readonly number[]
  /** Start of each chunk in `pcm`, in ms at 16 kHz: equal to `starts` when nothing was dropped. */
  readonly offsets: readonly number[]
  /** Codes of the warnings. */
  readonly warnings: readonly string[]
  readonly error?: StenopipeError
}

/** Reads a source to its end or error. */
export async function collect(source: PcmSource): Promise<Collected> {
  const chunks: Uint8Array[] = []
  const starts: number[] = []
  const offsets: number[] = []
  const warnings: string[] = []
  let offset = 0
  source.on('warning', warning => { warnings.push(warning.code) })
  try {
    for await (const { data, start } of source) {
      chunks.push(data)
      starts.push(start)
      offsets.push(offset)
      offset += data.length / 32
    }
  } catch (error) {
    return { pcm: Buffer.concat(chunks), starts, offsets, warnings, error: error as StenopipeError }
  }
  return { pcm: Buffer.concat(chunks), starts, offsets, warnings }
}

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { WebSocket, WebSocketServer } from 'ws'

/** Sends a message of the service: the event, its payload, and fields of the header. */
export type Send = (event: string, payload?: unknown, header?: object) => void

/** What a service does in a task; each callback may send whatever it likes. */
export interface Behaviour {
  /** Called for `run-task`. Default: `task-started`. */
  readonly run?: (send: Send, socket: WebSocket) => void
  /** Called for each frame of audio, with the bytes so far. */
  readonly audio?: (send: Send, bytes: number, socket: WebSocket) => void
  /** Called for `finish-task`. Default: `task-finished`. */
  readonly finish?: (send: Send, socket: WebSocket) => void
}

/** A service on this machine that behaves as told, well or not; closed with the test. Returns its URL. */
export async function hostileService(t: Test, behaviour: Behaviour): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  t.after(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  server.on('connection', socket => { serve(socket, behaviour) })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function serve(socket: WebSocket, { run, audio, finish }: Behaviour): void {
  let taskId = ''
  let bytes = 0
  const send: Send = (event, payload = {}, header = {}) => {
    if (socket.readyState !== WebSocket.OPEN) return
    socket.send(JSON.stringify({ header: { task_id: taskId, event, attributes: {}, ...header }, payload }))
  }
  socket.on('error', () => {})
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      bytes += data.length
      audio?.(send, bytes, socket)
      return
    }
    const { header } = JSON.parse(data.toString()) as { header: { action: string; task_id: string } }
    taskId = header.task_id
    if (header.action === 'run-task') {
      bytes = 0
      if (run) run(send, socket)
      else send('task-started')
    } else if (header.action === 'finish-task') {
      if (finish) finish(send, socket)
      else send('task-finished')
    }
  })
}

/** Payload of a result. */
export function sentence(fields: object, usage?: unknown): unknown {
  const output = { sentence: { text: '', words: [], sentence_end: false, ...fields } }
  return { output, ...usage !== undefined && { usage } }
}

/** Payload of a final at the beginning of the audio. */
export function final(id: number, text: string): unknown {
  return sentence({ sentence_id: id, begin_time: 0, end_time: 0, text, sentence_end: true })
}

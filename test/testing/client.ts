import { WebSocket } from 'ws'

/** One message of the service: parsed JSON, the text when it is not JSON, bytes for a binary frame. */
export type Frame = Record<string, never> | string | Buffer

/** WebSocket client that sends and reads literal frames, without the codec. */
export class Client {
  readonly socket: WebSocket
  readonly frames: Frame[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #readers: (() => void)[] = []
  #read = 0
  pongs = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise(resolve => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
        this.#wake()
      })
    })
    socket.on('error', () => {})
    socket.on('pong', () => {
      this.pongs++
      this.#wake()
    })
    socket.on('message', (data: Buffer, isBinary) => {
      this.frames.push(isBinary ? data : parse(data.toString()))
      this.#wake()
    })
  }

  static async open(url: string, key = 'sk-emulated'): Promise<Client> {
    const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${key}` } })
    const client = new Client(socket)
    await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject) })
    return client
  }

  /** Next frame from the service; `undefined` when the connection has ended. */
  async next(): Promise<Frame | undefined> {
    while (this.#read >= this.frames.length && this.socket.readyState < WebSocket.CLOSING) await this.change()
    return this.frames[this.#read++]
  }

  /** Frames up to and including the first with this event, or up to the end of the connection. */
  async until(event: string): Promise<Frame[]> {
    const frames: Frame[] = []
    for (;;) {
      const frame = await this.next()
      if (frame === undefined) return frames
      frames.push(frame)
      if (eventOf(frame) === event) return frames
    }
  }

  async run(taskId: string, parameters: object = {}, model = 'fun-asr-realtime'): Promise<void> {
    this.send(runTask(taskId, parameters, model))
    await this.until('task-started')
  }

  send(...frames: (string | Uint8Array)[]): void {
    for (const frame of frames) this.socket.send(frame)
  }

  /** Resolves at the next frame or pong, or at the end of the connection. */
  async change(): Promise<void> {
    await new Promise<void>(resolve => { this.#readers.push(resolve) })
  }

  #wake(): void {
    for (const resolve of this.#readers.splice(0)) resolve()
  }
}

/** Response to a refused upgrade; rejects when it is accepted. */
export async function refusal(url: string, headers: Record<string, string> = {}): Promise<{
  status: number; headers: Record<string, unknown>; body: Record<string, unknown> | string
}> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers })
    socket.on('error', () => {})
    socket.on('open', () => {
      socket.close()
      reject(new Error('the upgrade was accepted'))
    })
    socket.on('unexpected-response', (_, response) => {
      const body: Buffer[] = []
      response.on('data', (data: Buffer) => body.push(data))
      response.on('end', () => {
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: parse(Buffer.concat(body).toString()) as never,
        })
      })
    })
  })
}

export function runTask(taskId: string, parameters: object = {}, model = 'fun-asr-realtime'): string {
  return `{"header":{"action":"run-task","task_id":"${taskId}","streaming":"duplex"},"payload":{"task_group":"audio",`
    + `"task":"asr","function":"recognition","model":"${model}",`
    + `"parameters":${JSON.stringify({ format: 'pcm', sample_rate: 16_000, ...parameters })},"input":{}}}`
}

export function finishTask(taskId: string): string {
  return `{"header":{"action":"finish-task","task_id":"${taskId}","streaming":"duplex"},"payload":{"input":{}}}`
}

/** Silence of `ms` ms at 16 kHz. */
export function silence(ms: number): Buffer {
  return Buffer.alloc(ms * 32)
}

/** Loud square wave of `ms` ms at 16 kHz. */
export function noise(ms: number): Buffer {
  return Buffer.from(Int16Array.from({ length: ms * 16 }, (_, i) => i % 40 < 20 ? 8000 : -8000).buffer)
}

export function eventOf(frame: Frame | undefined): string {
  return (frame as { header?: { event?: string } } | undefined)?.header?.event ?? ''
}

export function headerOf(frame: Frame | undefined): Record<string, unknown> {
  return (frame as { header?: Record<string, unknown> } | undefined)?.header ?? {}
}

/** Sentences of the results among the frames. */
export function sentencesOf(frames: readonly Frame[]): Record<string, unknown>[] {
  return frames
    .filter(frame => eventOf(frame) === 'result-generated')
    .map(
      frame =>
        (frame as unknown as { payload: { output: { sentence: Record<string, unknown> } } }).payload.output.sentence,
    )
}

function parse(text: string): Frame {
  try {
    return JSON.parse(text) as Frame
  } catch {
    return text
  }
}

/** Polls a condition that no message reports; resolves when it is true. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

/** Sends frames of 1 MB, one after another, until all are sent or the socket is blocked. @returns Number sent. */
export async function flood(client: Client, megabytes: number): Promise<{ sent: number }> {
  const progress = { sent: 0 }
  const megabyte = Buffer.alloc(1_000_000)
  const next = (): void => {
    if (progress.sent < megabytes) client.socket.send(megabyte, error => { if (!error && ++progress.sent) next() })
  }
  next()
  for (let idleTurns = 0, last = -1; idleTurns < 15 && progress.sent < megabytes;) {
    idleTurns = progress.sent === last ? idleTurns + 1 : 0
    last = progress.sent
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return progress
}

/** Resolves when nothing has been received or sent for a while, which is how a test sees that nothing is. */
export async function quiet({ socket, frames }: Client): Promise<void> {
  for (let idleTurns = 0, last = ''; idleTurns < 5;) {
    const now = `${socket.bufferedAmount} ${frames.length} ${socket.readyState}`
    idleTurns = now === last ? idleTurns + 1 : 0
    last = now
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

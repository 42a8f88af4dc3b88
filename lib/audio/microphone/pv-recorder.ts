import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Exit } from '../ffmpeg/child-process.js'
import { pvInputs } from './device-lists.js'
import { PV_STATE, type PvReply, type PvRequest } from './pv-messages.js'
import type { MicRecorder, RunningRecorder } from './recorder.js'

const PACKAGE = '@picovoice/pvrecorder-node'
// Reading takes a second at most; a driver that hangs must not hold the stream for ever.
const PATIENCE_MS = 3000
/** Its own choice. */
const DEFAULT = -1

/** PvRecorder, in a thread of its own since it blocks while it waits for sound. */
export const pvRecorder: MicRecorder = {
  name: 'pvrecorder',
  sampleRate: 16_000,
  install: `npm install ${PACKAGE}`,
  isInstalled() {
    try {
      createRequire(import.meta.url).resolve(PACKAGE)
      return true
    } catch {
      return false
    }
  },
  async inputs() {
    const worker = work({ state: new SharedArrayBuffer(4) })
    let reply: PvReply = { type: 'failed', detail: 'it told nothing' }
    worker.on('message', (message: PvReply) => { reply = message })
    await once(worker, 'exit')
    const told = reply as PvReply
    if (told.type === 'inputs') return pvInputs(told.labels)
    throw new Error(told.type === 'failed' ? told.detail : told.type)
  },
  start: (input, give) => new PvRunningRecorder(input ? Number(input.id) : DEFAULT, give),
}

class PvRunningRecorder implements RunningRecorder {
  readonly closed: Promise<Exit>
  readonly #state = new SharedArrayBuffer(4)
  readonly #worker: Worker
  #killed = false
  #abandon = (): void => {}

  constructor(device: number, give: (bytes: Buffer) => void) {
    const worker = this.#worker = work({ device, state: this.#state })
    let detail = ''
    worker.on('message', (reply: PvReply) => {
      if (reply.type === 'failed') detail = reply.detail
      else if (reply.type === 'samples' && !this.#killed) give(Buffer.from(reply.buffer))
    })
    worker.on('error', error => { detail = error.message })
    this.closed = new Promise(resolve => {
      const settle = (code = 1): void => { resolve({ code: detail === '' ? code : 1, signal: null, stderr: detail }) }
      worker.once('exit', settle)
      this.#abandon = () => {
        worker.unref()
        settle()
      }
    })
  }

  stop(): void {
    const before = Atomics.exchange(new Int32Array(this.#state), 0, PV_STATE.closing)
    if (before === PV_STATE.idle) void this.#worker.terminate()
    const patience = setTimeout(() => { this.#abandon() }, PATIENCE_MS)
    void this.closed.then(() => { clearTimeout(patience) })
  }

  kill(): void {
    this.#killed = true
    this.stop()
  }
}

function work(workerData: PvRequest): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { workerData, name: 'pvrecorder' })
}

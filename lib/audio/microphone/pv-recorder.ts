import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { systemClock } from '../../stream/clock.js'
import { fileBeside } from '../../stream/package-files.js'
import type { Exit } from '../ffmpeg/child-process.js'
import type { SampleProducer } from '../sources/pcm-source.js'
import { pvInputs } from './device-lists.js'
import { PV_STATE, type PvReply, type PvRequest } from './pv-messages.js'
import type { MicRecorder } from './recorder.js'

const PACKAGE = '@picovoice/pvrecorder-node'
// A read takes a second at most; a driver that hangs must not keep the stream open for ever.
const CLOSE_TIMEOUT_MS = 3000
/** Index by which PvRecorder records from the default of the system. */
const DEFAULT_DEVICE = -1

/** PvRecorder, in a thread of its own because it blocks while it waits for samples. */
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
  async listInputs() {
    const worker = startWorker({ state: new SharedArrayBuffer(4) })
    const replies: PvReply[] = []
    worker.on('message', (reply: PvReply) => { replies.push(reply) })
    await once(worker, 'exit')
    const reply = replies.at(-1)
    if (reply?.type === 'inputs') return pvInputs(reply.labels, process.platform)
    throw new Error(reply?.type === 'failed' ? reply.detail : 'it returned no list of devices')
  },
  start: (input, onSamples) => new PvCapture(input ? Number(input.id) : DEFAULT_DEVICE, onSamples),
}

/** Recording of PvRecorder in its thread. */
class PvCapture implements SampleProducer {
  readonly closed: Promise<Exit>
  readonly #state = new SharedArrayBuffer(4)
  readonly #worker: Worker
  #killed = false
  #abandon = (): void => {}

  constructor(device: number, onSamples: (bytes: Buffer) => void) {
    const worker = this.#worker = startWorker({ device, state: this.#state })
    let detail = ''
    worker.on('message', (reply: PvReply) => {
      if (reply.type === 'failed') detail = reply.detail
      else if (reply.type === 'samples' && !this.#killed) onSamples(Buffer.from(reply.buffer))
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
    const previous = Atomics.exchange(new Int32Array(this.#state), 0, PV_STATE.closing)
    if (previous === PV_STATE.idle) void this.#worker.terminate()
    const cancelTimeout = systemClock.after(CLOSE_TIMEOUT_MS, () => { this.#abandon() })
    void this.closed.then(cancelTimeout)
  }

  kill(): void {
    this.#killed = true
    this.stop()
  }
}

function startWorker(workerData: PvRequest): Worker {
  const file = fileBeside(import.meta.url, 'audio/microphone/pv-recorder', 'worker.js')
  return new Worker(file, { workerData, name: 'pvrecorder' })
}

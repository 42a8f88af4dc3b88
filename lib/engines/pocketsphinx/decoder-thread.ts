import { Worker } from 'node:worker_threads'
import { failure, StenopipeError } from '../../errors.js'
import type { Reply, Request, WorkerOptions } from './messages.js'
import { ENGINE } from './settings.js'

/** The session that a thread works for. */
export interface ThreadListener {
  receive(reply: Reply): void
  /** No more replies come. */
  break(error: Error): void
}

/** A thread with a decoder in it, which serves one session after another. */
export class DecoderThread {
  readonly #worker: Worker
  readonly #closing = new SharedArrayBuffer(1)
  readonly #exited: Promise<unknown>
  #listener: ThreadListener | undefined

  private constructor(options: Omit<WorkerOptions, 'closing'>) {
    const workerData: WorkerOptions = { ...options, closing: this.#closing }
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, name: ENGINE })
    this.#exited = new Promise(resolve => { this.#worker.once('exit', resolve) })
    this.#worker.on('message', (reply: Reply) => {
      if (reply.type === 'failed') this.#listener?.break(new StenopipeError(reply.code, reply.message))
      else this.#listener?.receive(reply)
    })
    this.#worker.on('error', error => { this.#listener?.break(broken(error.message)) })
    this.#worker.on('exit', code => { this.#listener?.break(broken(`its thread ended with code ${code}`)) })
  }

  /** Starts one; resolves when its model is loaded. */
  static async start(options: Omit<WorkerOptions, 'closing'>, signal: AbortSignal): Promise<DecoderThread> {
    signal.throwIfAborted()
    const thread = new DecoderThread(options)
    let abort = (): void => {}
    try {
      await new Promise<void>((resolve, reject) => {
        thread.listen({ receive: () => { resolve() }, break: reject })
        abort = () => { reject(signal.reason as Error) }
        signal.addEventListener('abort', abort)
      })
      return thread
    } catch (error) {
      await thread.end()
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Whose replies they are from now on. */
  listen(listener: ThreadListener): void {
    this.#listener = listener
  }

  post(request: Request, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer)
  }

  /** Resolves when nothing of it is left; audio that waits is dropped. */
  async end(): Promise<void> {
    Atomics.store(new Uint8Array(this.#closing), 0, 1)
    this.post({ type: 'close' })
    await this.#exited
  }
}

function broken(detail: string): Error {
  return failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail })
}

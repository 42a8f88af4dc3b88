import { Worker } from 'node:worker_threads'
import { failure, StenopipeError } from '../../errors.js'
import { Deferred } from '../../stream/deferred.js'
import { onAbort } from '../../stream/on-abort.js'
import { fileBeside } from '../../stream/package-files.js'
import type { WorkerReply, WorkerRequest, WorkerOptions } from './messages.js'
import { ENGINE } from './settings.js'

/** Receiver of the replies of a thread. */
export interface ThreadListener {
  /** Called for each reply but a failure. */
  receive(reply: WorkerReply): void
  /** Called when the thread has failed or ended; no more replies follow. */
  fail(error: Error): void
}

/** Thread with a decoder, which serves one session after another. */
export class DecoderThread {
  readonly #worker: Worker
  readonly #closing = new SharedArrayBuffer(1)
  readonly #exited: Promise<unknown>
  #listener: ThreadListener | undefined

  private constructor(options: Omit<WorkerOptions, 'closing'>) {
    const workerData: WorkerOptions = { ...options, closing: this.#closing }
    const file = fileBeside(import.meta.url, 'engines/pocketsphinx/decoder-thread', 'worker.js')
    this.#worker = new Worker(file, { workerData, name: ENGINE })
    this.#exited = new Promise(resolve => { this.#worker.once('exit', resolve) })
    this.#worker.on('message', (reply: WorkerReply) => {
      if (reply.type === 'failed') this.#listener?.fail(new StenopipeError(reply.code, reply.message))
      else this.#listener?.receive(reply)
    })
    this.#worker.on('error', error => { this.#listener?.fail(threadError(error.message)) })
    this.#worker.on('exit', code => { this.#listener?.fail(threadError(`its thread ended with code ${code}`)) })
  }

  /** Starts a thread; resolves when its model is loaded. */
  static async start(options: Omit<WorkerOptions, 'closing'>, signal: AbortSignal): Promise<DecoderThread> {
    signal.throwIfAborted()
    const thread = new DecoderThread(options)
    const ready = new Deferred()
    thread.listen({ receive: () => { ready.resolve() }, fail: error => { ready.reject(error) } })
    const removeListener = onAbort(signal, reason => { ready.reject(reason as Error) })
    try {
      await ready.promise
      return thread
    } catch (error) {
      await thread.end()
      throw error
    } finally {
      removeListener()
    }
  }

  /** Sets the receiver of the replies. */
  listen(listener: ThreadListener): void {
    this.#listener = listener
  }

  /** Posts a message to the thread. */
  post(request: WorkerRequest, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer)
  }

  /** Ends the thread and discards pending audio; resolves when its memory is freed. */
  async end(): Promise<void> {
    Atomics.store(new Uint8Array(this.#closing), 0, 1)
    this.post({ type: 'close' })
    await this.#exited
  }
}

function threadError(detail: string): Error {
  return failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail })
}

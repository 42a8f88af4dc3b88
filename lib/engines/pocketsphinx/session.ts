import { randomUUID } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { failure, StenopipeError } from '../../errors.js'
import type { EngineSession } from '../../recognize/engine.js'
import { ResultQueue } from '../../recognize/result-queue.js'
import type { RecognitionResult } from '../../types.js'
import type { Reply, Request, WorkerOptions } from './messages.js'
import { ENGINE, SAMPLE_RATE } from './settings.js'

/** Samples a message carries: 100 ms, so that a session can be stopped between two. */
const BLOCK = SAMPLE_RATE / 10
/** Samples that may wait in the worker before writers do: half a second. */
const WINDOW = SAMPLE_RATE / 2

/** A session is a thread of its own with a decoder of its own; this is its near end. */
export class PocketSphinxSession implements EngineSession {
  readonly id = randomUUID()
  readonly #worker: Worker
  readonly #closing = new SharedArrayBuffer(1)
  readonly #results = new ResultQueue()
  readonly #exited: Promise<unknown>
  #waiting = 0
  #room: (() => void)[] = []
  #opened: { resolve: () => void; reject: (error: unknown) => void } | undefined
  #finished: Promise<void> | undefined
  #drained = () => {}
  #over: { error: unknown } | undefined

  private constructor(options: Omit<WorkerOptions, 'closing'>) {
    const workerData: WorkerOptions = { ...options, closing: this.#closing }
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, name: ENGINE })
    this.#exited = new Promise(resolve => { this.#worker.once('exit', resolve) })
    this.#worker.on('message', (reply: Reply) => { this.#receive(reply) })
    this.#worker.on('error', error => { this.#end(broken(error.message)) })
    this.#worker.on('exit', code => { this.#end(broken(`its thread ended with code ${code}`)) })
  }

  /** Starts the thread and resolves when the model is loaded. */
  static async open(options: Omit<WorkerOptions, 'closing'>, signal: AbortSignal): Promise<PocketSphinxSession> {
    const session = new PocketSphinxSession(options)
    const abort = (): void => { session.#end(signal.reason) }
    signal.addEventListener('abort', abort)
    try {
      await new Promise<void>((resolve, reject) => { session.#opened = { resolve, reject } })
      return session
    } catch (error) {
      await session.close()
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async write(audio: Uint8Array): Promise<void> {
    this.#mustBeOpen('write audio')
    // Always a copy: the caller may use its buffer again. (`slice()` of a Buffer would be the same memory.)
    const samples = new Int16Array(new Uint8Array(audio).buffer)
    for (let from = 0; from < samples.length; from += BLOCK) {
      const block = samples.slice(from, from + BLOCK)
      this.#waiting += block.length
      this.#post({ type: 'audio', samples: block }, [block.buffer])
      while (this.#waiting > WINDOW) await this.#nextRoom()
    }
    await this.#results.room()
  }

  async finish(): Promise<void> {
    if (!this.#finished) {
      this.#mustBeOpen('finish')
      this.#finished = new Promise(resolve => { this.#drained = resolve })
      this.#post({ type: 'finish' })
    }
    await this.#finished
    this.#mustGoOn()
  }

  async close(): Promise<void> {
    this.#end(closed('go on'))
    Atomics.store(new Uint8Array(this.#closing), 0, 1)
    this.#post({ type: 'close' })
    await this.#exited
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #receive(reply: Reply): void {
    if (reply.type === 'ready') this.#opened?.resolve()
    else if (reply.type === 'failed') this.#end(new StenopipeError(reply.code, reply.message))
    else if (this.#over) return
    else if (reply.type === 'taken') this.#take(reply.samples)
    else if (reply.type === 'finished') this.#finish()
    else this.#results.push({ requestId: this.id, sentence: reply.sentence, isSentenceEnd: reply.isSentenceEnd })
  }

  #take(samples: number): void {
    this.#waiting -= samples
    this.#wakeWriters()
  }

  #finish(): void {
    this.#results.end()
    this.#drained()
  }

  /** The first end counts: what comes after it is the consequence. */
  #end(error: unknown): void {
    if (this.#over) return
    this.#over = { error }
    this.#opened?.reject(error)
    this.#results.fail(error)
    this.#drained()
    this.#wakeWriters()
  }

  #mustBeOpen(action: string): void {
    this.#mustGoOn()
    if (this.#finished) throw closed(action)
  }

  async #nextRoom(): Promise<void> {
    this.#mustGoOn()
    await new Promise<void>(resolve => { this.#room.push(resolve) })
    this.#mustGoOn()
  }

  #mustGoOn(): void {
    if (this.#over) throw this.#over.error
  }

  #wakeWriters(): void {
    for (const resolve of this.#room.splice(0)) resolve()
  }

  #post(request: Request, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer)
  }
}

function closed(action: string): Error {
  return failure('STENO_SESSION_CLOSED', { action })
}

function broken(detail: string): Error {
  return failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail })
}

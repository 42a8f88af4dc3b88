import { randomUUID } from 'node:crypto'
import type { EngineSession } from '../../engine/engine.js'
import { ResultQueue } from '../../engine/result-queue.js'
import { overlappingWriteError, sessionClosedError } from '../../engine/session-errors.js'
import { Deferred } from '../../stream/deferred.js'
import type { RecognitionResult } from '../../types.js'
import type { DecoderThread } from './decoder-thread.js'
import type { WorkerReply } from './messages.js'
import { SAMPLE_RATE } from './settings.js'

/** Samples of a message: 100 ms, so that a session can be stopped between two. */
const BLOCK = SAMPLE_RATE / 10
/** Samples that may be pending in the worker before the writer has to wait: half a second. */
const HIGH_WATER_MARK = SAMPLE_RATE / 2

/** Session whose decoder runs in a thread of its own; this is its end in the main thread. */
export class PocketSphinxSession implements EngineSession {
  readonly id = randomUUID()
  /** Present if the session is stateless. */
  readonly renew?: () => Promise<PocketSphinxSession>
  readonly #results = new ResultQueue()
  readonly #thread: DecoderThread
  readonly #finished = new Deferred()
  #state: 'running' | 'finishing' | 'renewed' | 'closed' = 'running'
  #failure: { readonly error: unknown } | undefined
  #pendingSamples = 0
  #drained: Deferred | undefined
  #isWriting = false

  /**
   * @param thread Thread with its model loaded; it ends with the session.
   * @param isStateless True when what the thread has decoded does not change what it will decode.
   */
  constructor(thread: DecoderThread, isStateless: boolean) {
    this.#thread = thread
    if (isStateless) this.renew = this.#renew
    thread.listen({ receive: reply => { this.#receive(reply) }, fail: error => { this.#end(error) } })
  }

  write(audio: Uint8Array): Promise<void> | void {
    this.#assertWritable('write audio')
    // A block is a copy, since its memory moves to the thread. (`slice()` of a Buffer would share it.)
    const samples = new Int16Array(new Uint8Array(audio).buffer)
    if (samples.length <= BLOCK) this.#post(samples)
    else return this.#writeBlocks(samples)
    if (this.#pendingSamples > HIGH_WATER_MARK || this.#results.isFull) return this.#writeBlocks(new Int16Array())
  }

  async finish(): Promise<void> {
    if (this.#state !== 'finishing') {
      this.#assertWritable('finish')
      this.#state = 'finishing'
      this.#thread.post({ type: 'finish' })
    }
    await this.#finished.promise
    this.#assertOpen()
  }

  async close(): Promise<void> {
    this.#end(sessionClosedError('continue'))
    if (this.#state === 'renewed') return
    this.#state = 'closed'
    await this.#thread.end()
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  /** Posts blocks as the thread takes them, then waits until there is room for more. */
  async #writeBlocks(samples: Int16Array): Promise<void> {
    this.#isWriting = true
    try {
      for (let from = 0; from < samples.length; from += BLOCK) {
        this.#post(samples.slice(from, from + BLOCK))
        await this.#drain()
      }
      await this.#drain()
      await this.#results.drain()
    } finally {
      this.#isWriting = false
    }
  }

  #post(samples: Int16Array): void {
    if (samples.length === 0) return
    this.#pendingSamples += samples.length
    this.#thread.post({ type: 'audio', samples }, [samples.buffer as ArrayBuffer])
  }

  async #drain(): Promise<void> {
    while (this.#pendingSamples > HIGH_WATER_MARK) {
      this.#assertOpen()
      this.#drained = new Deferred()
      await this.#drained.promise
    }
    this.#assertOpen()
  }

  #receive(reply: WorkerReply): void {
    if (this.#failure) return
    if (reply.type === 'decoded') {
      this.#pendingSamples -= reply.samples
      this.#drained?.resolve()
    } else if (reply.type === 'finished') {
      this.#results.end()
      this.#finished.resolve()
    } else if (reply.type === 'result') {
      this.#results.push({ requestId: this.id, sentence: reply.sentence, isSentenceEnd: reply.isSentenceEnd })
    }
  }

  /** The first error counts: what comes after it is a consequence. */
  #end(error: unknown): void {
    if (this.#failure) return
    this.#failure = { error }
    this.#results.fail(error)
    this.#finished.resolve()
    this.#drained?.resolve()
  }

  #assertWritable(action: string): void {
    this.#assertOpen()
    if (this.#state !== 'running') throw sessionClosedError(action)
    if (this.#isWriting) throw overlappingWriteError(action)
  }

  #assertOpen(): void {
    if (this.#failure) throw this.#failure.error
  }

  readonly #renew = (): Promise<PocketSphinxSession> => {
    this.#assertOpen()
    this.#state = 'renewed'
    this.#end(sessionClosedError('continue'))
    return Promise.resolve(new PocketSphinxSession(this.#thread, true))
  }
}

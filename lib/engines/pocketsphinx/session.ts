import { randomUUID } from 'node:crypto'
import { failure } from '../../errors.js'
import type { EngineSession } from '../../engine/engine.js'
import { ResultQueue } from '../../engine/result-queue.js'
import type { RecognitionResult } from '../../types.js'
import { DecoderThread } from './decoder-thread.js'
import type { Reply } from './messages.js'
import { SAMPLE_RATE } from './settings.js'

/** Samples a message carries: 100 ms, so that a session can be stopped between two. */
const BLOCK = SAMPLE_RATE / 10
/** Samples that may wait in the worker before writers do: half a second. */
const WINDOW = SAMPLE_RATE / 2

/** A session has a thread of its own with a decoder of its own; this is its near end. */
export class PocketSphinxSession implements EngineSession {
  readonly id = randomUUID()
  readonly renew?: () => Promise<PocketSphinxSession>
  readonly #results = new ResultQueue()
  readonly #thread: DecoderThread
  /** The thread is another session's. */
  #isReplaced = false
  #waiting = 0
  #room: (() => void)[] = []
  #finished: Promise<void> | undefined
  #drained = () => {}
  #over: { error: unknown } | undefined

  /**
   * @param thread Has loaded its model, and ends with the session.
   * @param forgets Whether what the thread has heard does not matter to what it will hear.
   */
  constructor(thread: DecoderThread, forgets: boolean) {
    this.#thread = thread
    if (forgets) this.renew = this.#renew
    thread.listen({ receive: reply => { this.#receive(reply) }, break: error => { this.#end(error) } })
  }

  async write(audio: Uint8Array): Promise<void> {
    this.#mustTakeAudio('write audio')
    // Always a copy: the caller may use its buffer again. (`slice()` of a Buffer would be the same memory.)
    const samples = new Int16Array(new Uint8Array(audio).buffer)
    for (let from = 0; from < samples.length; from += BLOCK) {
      const block = samples.slice(from, from + BLOCK)
      this.#waiting += block.length
      this.#thread.post({ type: 'audio', samples: block }, [block.buffer])
      while (this.#waiting > WINDOW) await this.#nextRoom()
    }
    await this.#results.room()
  }

  async finish(): Promise<void> {
    if (!this.#finished) {
      this.#mustTakeAudio('finish')
      this.#finished = new Promise(resolve => { this.#drained = resolve })
      this.#thread.post({ type: 'finish' })
    }
    await this.#finished
    this.#mustGoOn()
  }

  async close(): Promise<void> {
    this.#end(closed('go on'))
    if (!this.#isReplaced) await this.#thread.end()
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #receive(reply: Reply): void {
    if (this.#over) return
    if (reply.type === 'taken') this.#take(reply.samples)
    else if (reply.type === 'finished') this.#finish()
    else if (reply.type === 'result') this.#results.push({ requestId: this.id, sentence: reply.sentence, isSentenceEnd: reply.isSentenceEnd })
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
    this.#results.fail(error)
    this.#drained()
    this.#wakeWriters()
  }

  #mustTakeAudio(action: string): void {
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

  readonly #renew = (): Promise<PocketSphinxSession> => {
    this.#mustGoOn()
    this.#isReplaced = true
    this.#end(closed('go on'))
    return Promise.resolve(new PocketSphinxSession(this.#thread, true))
  }
}

function closed(action: string): Error {
  return failure('STENO_SESSION_CLOSED', { action })
}

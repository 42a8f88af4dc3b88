import { Deferred } from '../stream/deferred.js'
import type { RecognitionResult } from '../types.js'

type Next = IteratorResult<RecognitionResult, undefined>

const END: Next = { done: true, value: undefined }

/**
 * Results between an engine and one reader. An interim that has not been read yet is replaced by its successor, so that
 * the queue holds finals and at most one interim.
 *
 * @example
 * ```ts
 * const queue = new ResultQueue()
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: 500, text: 'Yes.', words: [] }
 * queue.push({ requestId: '7', sentence, isSentenceEnd: true })
 * queue.end()
 * for await (const { sentence: { text } } of queue) console.log(text)
 * ```
 */
export class ResultQueue implements AsyncIterable<RecognitionResult> {
  readonly #limit: number
  #pending: RecognitionResult[] = []
  #isEnded = false
  #failure: { readonly error: unknown } | undefined
  #reader: ((next: Next | Promise<Next>) => void) | undefined
  #drained: Deferred | undefined

  /** @param limit Number of unread results from which on the queue is full. */
  constructor(limit = 256) {
    this.#limit = limit
  }

  /** Adds a result; ignored after the end. */
  push(result: RecognitionResult): void {
    if (this.#isEnded) return
    if (this.#reader) {
      this.#reader({ done: false, value: result })
      this.#reader = undefined
      return
    }
    const last = this.#pending.at(-1)
    const isSuperseded = last !== undefined && !last.isSentenceEnd
      && last.sentence.sentenceId === result.sentence.sentenceId
    if (isSuperseded) this.#pending.pop()
    this.#pending.push(result)
  }

  /** Ends the results; those that are pending can still be read. */
  end(): void {
    this.#isEnded = true
    this.#notifyWriter()
    if (!this.#reader) return
    this.#reader(this.#finish())
    this.#reader = undefined
  }

  /** Ends the results with an error, which the reader receives after those that are pending. */
  fail(error: unknown): void {
    if (this.#isEnded) return
    this.#failure = { error }
    this.end()
  }

  /** Number of unread results. */
  get length(): number {
    return this.#pending.length
  }

  /** True while too many results are unread. */
  get isFull(): boolean {
    return !this.#isEnded && this.#pending.length >= this.#limit
  }

  /** Resolves once the queue is no longer full, or has ended; undefined when that is so already. */
  drain(): Promise<void> | undefined {
    if (!this.isFull) return undefined
    this.#drained ??= new Deferred()
    return this.#drained.promise
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult, undefined> {
    return { next: () => this.#next() }
  }

  #next(): Promise<Next> {
    const value = this.#pending.shift()
    if (value) {
      if (this.#drained && !this.isFull) this.#notifyWriter()
      return Promise.resolve({ done: false, value })
    }
    if (this.#isEnded) return this.#finish()
    return new Promise(resolve => { this.#reader = resolve })
  }

  /** The end of the iteration; a failure is thrown once. */
  #finish(): Promise<Next> {
    const failure = this.#failure
    this.#failure = undefined
    return failure ? Promise.reject(failure.error) : Promise.resolve(END)
  }

  #notifyWriter(): void {
    this.#drained?.resolve()
    this.#drained = undefined
  }
}

import type { RecognitionResult } from '../types.js'

/**
 * Results between an engine that speaks when it likes and one reader. An interim nobody has read yet is
 * replaced by its successor, so what waits is the finals and at most one interim.
 */
export class ResultQueue implements AsyncIterable<RecognitionResult> {
  readonly #limit: number
  #waiting: RecognitionResult[] = []
  #ended = false
  #failure: { readonly error: unknown } | undefined
  #reader: (() => void) | undefined
  #writers: (() => void)[] = []

  /** @param limit How many unread results make `room()` wait. */
  constructor(limit = 256) {
    this.#limit = limit
  }

  push(result: RecognitionResult): void {
    if (this.#ended) return
    const last = this.#waiting.at(-1)
    const replaces = last !== undefined && !last.isSentenceEnd
      && last.sentence.sentenceId === result.sentence.sentenceId
    if (replaces) this.#waiting.pop()
    this.#waiting.push(result)
    this.#wakeReader()
  }

  /** No more results; what waits can still be read. */
  end(): void {
    this.#ended = true
    this.#wakeReader()
    this.#wakeWriters()
  }

  /** No more results; what waits can still be read, then iteration throws. */
  fail(error: unknown): void {
    if (this.#ended) return
    this.#failure = { error }
    this.end()
  }

  /** How many have not been read. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Whether the reader does not keep up; then wait for `room()`. */
  get isFull(): boolean {
    return !this.#ended && this.#waiting.length >= this.#limit
  }

  /** Resolves while the reader keeps up, or when nothing more will come. */
  async room(): Promise<void> {
    while (this.isFull) {
      await new Promise<void>(resolve => { this.#writers.push(resolve) })
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecognitionResult, void, undefined> {
    for (;;) {
      const result = this.#waiting.shift()
      if (result) {
        this.#wakeWriters()
        yield result
      } else if (this.#ended) {
        if (this.#failure) throw this.#failure.error
        return
      } else {
        await new Promise<void>(resolve => { this.#reader = resolve })
      }
    }
  }

  #wakeReader(): void {
    this.#reader?.()
    this.#reader = undefined
  }

  #wakeWriters(): void {
    for (const resolve of this.#writers.splice(0)) resolve()
  }
}

/** Well below the 23 s after which the service gives a task up that gets no data. */
const REST_MS = 10_000
/** A source that pauses for so long is not merely late. */
const PAUSE_MS = 3000
/** What is sent at a time while nobody speaks, in ms. */
const DROP_MS = 100
/** More than the silence that ends a sentence, in ms. */
const MARGIN_MS = 200
/** The service's own silence that ends a sentence, in ms. */
const SENTENCE_SILENCE_MS = 1300

/**
 * How much silence to send for a source that gives nothing: at first enough to end the sentence, then now and then
 * a little, so that the service does not give the task up.
 *
 * @example
 * ```ts
 * const keepAlive = new KeepAlive()
 * keepAlive.due(3000) // 1500: nothing came for 3 s
 * keepAlive.due(5000) // 0
 * keepAlive.due(13_000) // 100
 * ```
 */
export class KeepAlive {
  readonly #burst: number
  #next = PAUSE_MS

  /** @param sentenceSilence Silence that ends a sentence, in ms. Default 1300. */
  constructor(sentenceSilence = SENTENCE_SILENCE_MS) {
    this.#burst = sentenceSilence + MARGIN_MS
  }

  /** Audio came. */
  reset(): void {
    this.#next = PAUSE_MS
  }

  /** @param idle Since when nothing has come, in ms. @returns Silence to be sent now, in ms. */
  silenceDue(idle: number): number {
    if (idle < this.#next) return 0
    const first = this.#next === PAUSE_MS
    this.#next = idle + REST_MS
    return first ? this.#burst : DROP_MS
  }
}

/** Interval of silence sent to an idle task, in ms; well below the 23 s after which the service ends a task. */
const INTERVAL_MS = 10_000
/** Time without audio after which a source counts as paused rather than late, in ms. */
const PAUSE_MS = 3000
/** Silence sent at each interval, in ms. */
const KEEP_ALIVE_MS = 100
/** Silence sent in addition to that which ends a sentence, in ms. */
const MARGIN_MS = 200
/** Silence that ends a sentence by default of the service, in ms. */
const SENTENCE_SILENCE_MS = 1300

/**
 * Determines how much silence to send while a source delivers nothing: first enough to end the sentence, then a little
 * at regular intervals, so that the service does not end the task.
 *
 * @example
 * ```ts
 * const keepAlive = new KeepAlive()
 * keepAlive.silenceDue(3000) // 1500: no audio for 3 s
 * keepAlive.silenceDue(5000) // 0
 * keepAlive.silenceDue(13_000) // 100
 * ```
 */
export class KeepAlive {
  readonly #firstSilence: number
  #nextAt = PAUSE_MS

  /** @param sentenceSilence Silence that ends a sentence, in ms. Default 1300. */
  constructor(sentenceSilence = SENTENCE_SILENCE_MS) {
    this.#firstSilence = sentenceSilence + MARGIN_MS
  }

  /** Call when audio arrives. */
  reset(): void {
    this.#nextAt = PAUSE_MS
  }

  /** Silence to send now, in ms. @param idle Time since the last audio, in ms. */
  silenceDue(idle: number): number {
    if (idle < this.#nextAt) return 0
    const isFirst = this.#nextAt === PAUSE_MS
    this.#nextAt = idle + INTERVAL_MS
    return isFirst ? this.#firstSilence : KEEP_ALIVE_MS
  }
}

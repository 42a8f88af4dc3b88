import { Recognizer } from '../recognize/recognize.js'
import type { AudioInput } from '../recognize/options.js'
import type { CallMetrics } from './call-metrics.js'
import { callUserCallback } from './call-user-callback.js'
import { type RecognitionParam, settingsOf } from './param.js'
import { type RecognitionResult, SentenceBegin } from './result.js'

/**
 * Whom a run tells what happens. `close` comes last and once; before it, if nobody destroyed the run, either `end` or
 * `error`, once.
 */
export interface RecognitionRunListener {
  /** The session is open. */
  open?(sampleRate: number): void
  result(result: RecognitionResult): void
  /** All results have come. */
  end?(): void
  error(error: Error): void
  /** Nothing of the session is left. */
  close(ended: boolean): void
}

/** The recogniser as the façade uses it: it notes when audio comes, which may be long before the session is open. */
class TimedRecognizer extends Recognizer {
  readonly #record: CallMetrics

  constructor(options: RecognitionParam, record: CallMetrics) {
    super(options)
    this.#record = record
  }

  override write(chunk: AudioInput, ...rest: unknown[]): boolean {
    this.#record.audio(performance.now())
    return super.write(chunk, ...rest as [])
  }

  override end(...words: unknown[]): this {
    this.#record.stop(performance.now())
    return super.end(...words as [])
  }
}

/** One session behind any of the façade's faces: results to the listener as they come, numbers to the record. */
export class RecognitionRun {
  /** Where the audio goes; a stream may be piped into it. */
  readonly input: Recognizer
  readonly record: CallMetrics

  /** @param param Checked before. */
  constructor(param: RecognitionParam, record: CallMetrics, listener: RecognitionRunListener) {
    const { interimResults = true } = param
    const { onWarning } = settingsOf(param)
    // Interims are always asked for, since the first text counts whether it is shown or not.
    const input = new TimedRecognizer({ ...param, interimResults: true }, record)
    this.input = input
    this.record = record
    const sentences = new SentenceBegin()
    let isOpen = false
    let ended = false
    input.on('session', ({ requestId, sampleRate }) => {
      record.requestId = requestId
      if (!isOpen) listener.open?.(sampleRate)
      isOpen = true
    }).on('warning', warning => {
      callUserCallback(() => { onWarning(warning) })
    }).on('data', result => {
      if (result.sentence.text !== '') record.text(performance.now())
      if (!input.destroyed && (interimResults || result.isSentenceEnd)) listener.result(sentences.mark(result))
    }).on('end', () => {
      record.complete(performance.now())
      ended = true
      listener.end?.()
    }).on('error', (error: Error) => {
      if (!ended) listener.error(error)
    }).on('close', () => { listener.close(ended) })
  }

  /** Ends the session at once, with an error or without one. */
  destroy(error?: Error): void {
    this.input.destroy(error)
  }

  /** Whether it takes no more audio. */
  get isOver(): boolean {
    return this.input.destroyed || this.input.writableEnded
  }
}

import type { Readable } from 'node:stream'
import { Recognizer } from '../recognize/recognize.js'
import type { CallMetrics } from './call-metrics.js'
import { callUserCallback } from './call-user-callback.js'
import { type RecognitionParam, recognizeOptionsOf, settingsOf } from './param.js'
import { type RecognitionResult, SentenceStartMarker } from './result.js'

/**
 * Listener of a run. `close` comes last and once; before it either `end` or `error` comes once, unless it was
 * destroyed.
 */
export interface RecognitionRunListener {
  /** Called once, when the session is open. */
  open?(sampleRate: number): void
  /** Called for each result. */
  result(result: RecognitionResult): void
  /** Called when all results have come. */
  end?(): void
  /** Called when the session has failed. */
  error(error: Error): void
  /** Called when every resource of the session is released; `ended` is true after `end`. */
  close(ended: boolean): void
}

/** One session behind any call style of the façade: results go to the listener, numbers to the metrics. */
export class RecognitionRun {
  /** Input of the session; a stream may be piped into it. */
  readonly input: Recognizer
  readonly metrics: CallMetrics

  /** @param param Checked before. */
  constructor(param: RecognitionParam, metrics: CallMetrics, listener: RecognitionRunListener) {
    const { interimResults = true } = param
    const { onWarning } = settingsOf(param)
    // Interims are always requested: the first text counts for the delay whether it is shown or not.
    const input = new Recognizer({ ...recognizeOptionsOf(param), interimResults: true })
    this.input = input
    this.metrics = metrics
    const onAudio = (): void => { metrics.onAudio(performance.now()) }
    const onStop = (): void => { metrics.onStop(performance.now()) }
    const marker = new SentenceStartMarker()
    let isOpen = false
    let ended = false
    input.on('session', ({ requestId, sampleRate }) => {
      metrics.requestId = requestId
      if (!isOpen) listener.open?.(sampleRate)
      isOpen = true
    }).on('pipe', (source: Readable) => {
      // Audio may come long before the session is open.
      source.once('data', onAudio).once('end', onStop)
    }).on('unpipe', (source: Readable) => {
      source.off('data', onAudio).off('end', onStop)
    }).on('warning', warning => {
      callUserCallback(() => { onWarning(warning) })
    }).on('data', result => {
      if (result.sentence.text !== '') metrics.onText(performance.now())
      if (!input.destroyed && (interimResults || result.isSentenceEnd)) listener.result(marker.mark(result))
    }).on('end', () => {
      metrics.onComplete(performance.now())
      ended = true
      listener.end?.()
    }).on('error', (error: Error) => {
      if (!ended) listener.error(error)
    }).on('close', () => { listener.close(ended) })
  }

  /** Ends the session at once, with or without an error. */
  destroy(error?: Error): void {
    this.input.destroy(error)
  }

  /** True when it accepts no more audio. */
  get isClosed(): boolean {
    return this.input.destroyed || this.input.writableEnded
  }
}

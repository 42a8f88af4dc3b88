import type { RecognitionResult } from '../types.js'
import type { SessionUsage, SessionEvent } from '../engine/engine.js'

/** Number of session ids that are kept; a stream that runs for days has more. */
const MAX_REQUEST_IDS = 100

/** Metrics of one stream so far. */
export interface Metrics {
  /** Name of the engine. */
  readonly engine: string
  /** Ids of the sessions (the service's task ids), the last hundred. */
  readonly requestIds: readonly string[]
  /** Time from the first audio to the first result with text, in ms. */
  readonly firstResultDelay?: number
  /** Time from the end of the input to the end of the results, in ms. */
  readonly lastResultDelay?: number
  /** Audio accepted from the stage before, in ms. */
  readonly audioDuration: number
  /** Silence that `chunk()`, piped in, has left out, in ms. */
  readonly skippedSilence: number
  /** Cost of that silence had it been sent, in USD, at the price of what was billed. */
  readonly skippedCost?: number
  /** Audio sent by the engine, in ms; more than `audioDuration` when some was sent again. */
  readonly sentDuration: number
  /** Audio sent by the engine, in bytes. */
  readonly sentBytes: number
  /** Number of final results. */
  readonly finals: number
  /** Number of connections that were lost. */
  readonly disconnects: number
  /** Number of sessions that were opened after a disconnect, or to replace an old one. */
  readonly reconnects: number
  /** Audio billed, in seconds, as far as known. */
  readonly billedSeconds: number
  /** Cost in USD, where a price is known. */
  readonly cost?: number
  /** Number of messages from the service that could not be interpreted. */
  readonly unknownMessages: number
}

/** Collects the metrics of one stream; times are given by the caller, in ms. */
export class MetricsCollector {
  #engine = ''
  #requestIds: string[] = []
  #firstAudioAt: number | undefined
  #firstTextAt: number | undefined
  #finishedAt: number | undefined
  #completedAt: number | undefined
  #finals = 0
  #disconnects = 0
  #reconnects = 0

  /** The first session is open. */
  opened(engine: string, requestId: string): void {
    this.#engine = engine
    this.#addRequestId(requestId)
  }

  /** True once there was audio. */
  get hasAudio(): boolean {
    return this.#firstAudioAt !== undefined
  }

  /** Audio was written. */
  audio(now: number): void {
    this.#firstAudioAt ??= now
  }

  /** A result has come. @returns True for the first one with text. */
  result({ sentence, isSentenceEnd }: RecognitionResult, now: number): boolean {
    if (isSentenceEnd) this.#finals++
    if (this.#firstTextAt !== undefined || sentence.text === '') return false
    this.#firstTextAt = now
    return true
  }

  /** The input has ended. */
  finish(now: number): void {
    this.#finishedAt = now
  }

  /** The results have ended. */
  complete(now: number): void {
    this.#completedAt = now
  }

  /** Counts an event of the session. */
  event(event: SessionEvent): void {
    if (event.type === 'disconnect') this.#disconnects++
    else if (event.type === 'reconnect') this.#reconnects++
    else if (event.type === 'session') this.#addRequestId(event.requestId)
  }

  /**
   * Values so far.
   *
   * @param audioDuration Audio accepted, in ms.
   * @param skippedSilence Silence that the stage before has left out, in ms.
   */
  snapshot(audioDuration: number, skippedSilence: number, usage: SessionUsage | undefined): Metrics {
    const { sentDuration = audioDuration, sentBytes = 0, billedSeconds = 0, cost, unknownMessages = 0 } = usage ?? {}
    const isBilled = cost !== undefined && billedSeconds > 0
    return {
      engine: this.#engine,
      requestIds: [...this.#requestIds],
      ...delay('firstResultDelay', this.#firstAudioAt, this.#firstTextAt),
      ...delay('lastResultDelay', this.#finishedAt, this.#completedAt),
      audioDuration: Math.round(audioDuration),
      skippedSilence: Math.round(skippedSilence),
      // Binary fractions show after the twelfth digit.
      ...isBilled && skippedSilence > 0
        && { skippedCost: Number((cost / billedSeconds * skippedSilence / 1000).toPrecision(12)) },
      sentDuration: Math.round(sentDuration),
      sentBytes,
      finals: this.#finals,
      disconnects: this.#disconnects,
      reconnects: this.#reconnects,
      billedSeconds,
      ...cost !== undefined && { cost },
      unknownMessages,
    }
  }

  #addRequestId(requestId: string): void {
    this.#requestIds.push(requestId)
    if (this.#requestIds.length > MAX_REQUEST_IDS) this.#requestIds.shift()
  }
}

type Delay<Name extends string> = { readonly [Key in Name]?: number }

function delay<Name extends string>(name: Name, from: number | undefined, to: number | undefined): Delay<Name> {
  if (from === undefined || to === undefined) return {}
  return { [name]: Math.max(0, Math.round(to - from)) } as Delay<Name>
}

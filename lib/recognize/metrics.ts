import type { RecognitionResult } from '../types.js'
import type { SessionUsage, SessionEvent } from '../engine/engine.js'

/** Names of sessions that are remembered; a stream that runs for days has more. */
const REMEMBERED = 100

/** What `recognizer.metrics` tells: delays, sizes and money of one stream so far. Times in ms. */
export interface Metrics {
  /** Name of the engine. */
  readonly engine: string
  /** Names of the sessions, the service's task ids, the last hundred. */
  readonly requestIds: readonly string[]
  /** From the first audio to the first result with text. */
  readonly firstResultDelay?: number
  /** From the end of the input to the end of the results. */
  readonly lastResultDelay?: number
  /** Audio taken from the stage before. */
  readonly audioDuration: number
  /** Silence that `chunk()`, piped in, has left out. */
  readonly skippedSilence: number
  /** What that silence would have cost, in USD, at the price of what was billed. */
  readonly skippedCost?: number
  /** Audio sent by the engine; more than `audioDuration` when some was sent again. */
  readonly sentDuration: number
  /** Audio sent by the engine, in bytes. */
  readonly sentBytes: number
  /** Finals given. */
  readonly finals: number
  /** Breaks of the link. */
  readonly disconnects: number
  /** Sessions opened after a break, or to renew one. */
  readonly reconnects: number
  /** Seconds billed, as far as known. */
  readonly billedSeconds: number
  /** USD, where a price is known. */
  readonly cost?: number
  /** Messages from the service that nobody could use. */
  readonly unknownMessages: number
}

/** Keeps the metrics of one stream; the clock is the caller's, in ms. */
export class MetricsCollector {
  #engine = ''
  #requestIds: string[] = []
  #firstAudio: number | undefined
  #firstText: number | undefined
  #end: number | undefined
  #done: number | undefined
  #finals = 0
  #drops = 0
  #reconnects = 0

  opened(engine: string, requestId: string): void {
    this.#engine = engine
    this.#name(requestId)
  }

  audio(now: number): void {
    this.#firstAudio ??= now
  }

  /** @returns True for the first result with text. */
  result({ sentence, isSentenceEnd }: RecognitionResult, now: number): boolean {
    if (isSentenceEnd) this.#finals++
    if (this.#firstText !== undefined || sentence.text === '') return false
    this.#firstText = now
    return true
  }

  finish(now: number): void {
    this.#end = now
  }

  complete(now: number): void {
    this.#done = now
  }

  event(event: SessionEvent): void {
    if (event.type === 'disconnect') this.#drops++
    else if (event.type === 'reconnect') this.#reconnects++
    else if (event.type === 'session') this.#name(event.requestId)
  }

  /** @param audio Taken so far, in ms. @param saved Silence left out before it came, in ms. */
  snapshot(audio: number, saved: number, account: SessionUsage | undefined): Metrics {
    const { sentDuration = audio, sentBytes = 0, billedSeconds = 0, cost, unknownMessages = 0 } = account ?? {}
    return {
      engine: this.#engine,
      requestIds: [...this.#requestIds],
      ...delay('firstResultDelay', this.#firstAudio, this.#firstText),
      ...delay('lastResultDelay', this.#end, this.#done),
      audioDuration: Math.round(audio),
      skippedSilence: Math.round(saved),
      ...saved > 0 && cost !== undefined && billedSeconds > 0 && { skippedCost: Number((cost / billedSeconds * saved / 1000).toPrecision(12)) },
      sentDuration: Math.round(sentDuration),
      sentBytes,
      finals: this.#finals,
      disconnects: this.#drops,
      reconnects: this.#reconnects,
      billedSeconds,
      ...cost !== undefined && { cost },
      unknownMessages,
    }
  }

  #name(requestId: string): void {
    this.#requestIds.push(requestId)
    if (this.#requestIds.length > REMEMBERED) this.#requestIds.shift()
  }
}

function delay<Name extends string>(name: Name, from: number | undefined, to: number | undefined): { readonly [Key in Name]?: number } {
  if (from === undefined || to === undefined) return {}
  return { [name]: Math.max(0, Math.round(to - from)) } as { readonly [Key in Name]: number }
}

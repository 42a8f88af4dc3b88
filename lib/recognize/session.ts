import type { Engine, EngineSession, SessionEvent } from '../engine/engine.js'
import { parallel } from '../engine/parallel/parallel.js'
import { sessionClosedError } from '../engine/session-errors.js'
import type { DashScopeOptions } from '../engines/dashscope/options.js'
import { checkOption } from '../option-checks.js'
import type { Clock } from '../stream/clock.js'
import { singleLine } from '../text/safe-text.js'
import type { ContextTurn, RecognitionResult } from '../types.js'
import { defaultEngine } from './default-engine.js'
import { publish } from './diagnostics.js'
import { formatMismatch, type RecognizerInput } from './input.js'
import { type Metrics, MetricsCollector } from './metrics.js'

/** Session of a recogniser: the `session` event. */
export interface SessionInfo {
  /** Name of the engine that was chosen. */
  readonly engine: string
  /** Id of the session; results carry it as `requestId`. */
  readonly requestId: string
  /** Sample rate of the session, in Hz. */
  readonly sampleRate: number
}

/** Options of a `RecognizerSession`. */
export interface RecognizerSessionOptions {
  /** Default: the one that `defaultEngine()` chooses. */
  readonly engine: Engine | undefined
  /** Options for the default engine. */
  readonly cloud: DashScopeOptions
  /** Number of sessions side by side. */
  readonly concurrency: number
  readonly clock: Clock
  /** Silence that the stage before has left out, in ms. */
  readonly skippedSilence: () => number
  /** Called for each event while the session is open. */
  readonly onEvent: (event: SessionEvent) => void
}

/**
 * The engine's session from its opening to its end, with its metrics and its messages to `node:diagnostics_channel`.
 */
export class RecognizerSession {
  readonly #options: RecognizerSessionOptions
  readonly #input: RecognizerInput
  readonly #metrics = new MetricsCollector()
  #engineName: string | undefined
  #session: EngineSession | undefined

  constructor(options: RecognizerSessionOptions, input: RecognizerInput) {
    this.#options = options
    this.#input = input
    this.#engineName = options.engine?.name
  }

  /** Values so far. */
  get metrics(): Metrics {
    return this.#metrics.snapshot(this.#input.position, this.#options.skippedSilence(), this.#session?.usage)
  }

  /** Chooses the engine and opens its session. Errors: STENO_FORMAT_MISMATCH; those of the engine. */
  async open(signal: AbortSignal): Promise<SessionInfo> {
    const { cloud, concurrency, onEvent } = this.#options
    const { encoding } = this.#input
    const rate = this.#input.sampleRate
    const chosen = this.#options.engine
      ?? await defaultEngine({ ...cloud, ...rate !== undefined && { sampleRate: rate } })
    const engine = concurrency > 1 ? parallel(chosen, { sessions: concurrency }) : chosen
    this.#engineName = engine.name
    const { sampleRates, encodings = [] } = engine.capabilities
    const sampleRate = this.#input.chooseSampleRate(sampleRates[0])
    if (!sampleRates.includes(sampleRate)) {
      const wanted = sampleRates.map(accepted => `${accepted} Hz`).join(' or ')
      throw formatMismatch(engine.name, wanted, `${sampleRate} Hz`, sampleRates[0])
    }
    if (encoding !== 's16le' && !encodings.includes(encoding)) {
      throw formatMismatch(engine.name, 's16le samples', encoding, sampleRate)
    }
    const session = await engine.open({
      format: { encoding, sampleRate, channels: 1 }, signal, isLive: this.#input.isLive,
      onEvent: received => {
        // Engines may quote what they were told.
        const event = received.type === 'warning' ? { ...received, message: singleLine(received.message) } : received
        this.#metrics.event(event)
        publish(event.type, () => ({ metrics: this.metrics, event }))
        onEvent(event)
      },
    })
    this.#session = session
    this.#metrics.opened(engine.name, session.id)
    publish('open', () => ({ metrics: this.metrics }))
    return this.infoOf(session.id)
  }

  /** Description of the session that continues under an id. */
  infoOf(requestId: string): SessionInfo {
    return { engine: this.#engineName ?? '', requestId, sampleRate: this.#input.sampleRate ?? 0 }
  }

  /** Writes audio; see `EngineSession.write()`. */
  write(audio: Uint8Array): Promise<void> | void {
    if (!this.#metrics.hasAudio) this.#metrics.audio(this.#options.clock.now())
    return this.#opened('write audio').write(audio)
  }

  /** Ends the audio. */
  finish(): Promise<void> {
    this.#metrics.finish(this.#options.clock.now())
    return this.#opened('finish').finish()
  }

  /** Results in order, with times on the engine clock. */
  async read(onResult: (result: RecognitionResult) => Promise<void> | void): Promise<void> {
    for await (const result of this.#opened('read results')) {
      const isFirst = this.#metrics.result(result, this.#options.clock.now())
      if (isFirst) publish('first-result', () => ({ metrics: this.metrics }))
      const ready = onResult(result)
      if (ready) await ready
    }
    this.#metrics.complete(this.#options.clock.now())
    publish('end', () => ({ metrics: this.metrics }))
  }

  /** Replaces the context. Errors: STENO_SESSION_CLOSED before the session is open; STENO_BAD_OPTION. */
  async setContext(context: readonly ContextTurn[]): Promise<void> {
    const session = this.#opened('set the context')
    checkOption(session.setContext !== undefined, 'engine', 'one that takes a context', this.#engineName)
    await session.setContext(context)
  }

  /** Closes the session, if it is open. @param error Reason, for the `error` message. */
  async close(error: Error | null): Promise<void> {
    if (error) publish('error', () => ({ metrics: this.metrics, error }))
    await this.#session?.close()
  }

  #opened(action: string): EngineSession {
    if (!this.#session) throw sessionClosedError(action)
    return this.#session
  }
}

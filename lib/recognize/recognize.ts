import { addAbortSignal, Duplex } from 'node:stream'
import { FRAME_BYTES } from '../audio/pcm/pcm.js'
import { SampleAligner } from '../audio/pcm/sample-aligner.js'
import type { DashScopeOptions } from '../engines/dashscope/options.js'
import { failure } from '../errors.js'
import { checkOption } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import type { AudioFormat, ContextTurn, RecognitionResult } from '../types.js'
import { defaultEngine } from './default-engine.js'
import { publish } from './diagnostics.js'
import { type AudioEncoding, encodingOf } from '../engine/audio-formats.js'
import type { Engine, EngineSession, SessionEvent } from '../engine/engine.js'
import { type Metrics, MetricsCollector } from './metrics.js'
import { parallel } from '../engine/parallel/parallel.js'
import { type AudioInput, checkAudio, checkRecognizeOptions, type RecognizeOptions } from './options.js'
import { Timeline } from '../engine/timeline.js'


type Done = (error?: Error | null) => void

/** What the `session` event tells. */
export interface SessionInfo {
  /** Name of the engine that was chosen. */
  readonly engine: string
  /** Name of the session; results carry it as `requestId`. */
  readonly requestId: string
  /** Frames a second that the session takes, in Hz. */
  readonly sampleRate: number
}

/** What the `drop`, `reconnect` and `warning` events tell. */
export type SessionEventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>

/** What a stage that is piped in may tell: the form of its samples, and silence left out, in ms. */
interface Piped { readonly format?: AudioFormat<string>; readonly saved?: number }

type Listener = Parameters<Duplex['on']>[1]

export interface Recognizer {
  on(event: 'disconnect', listener: (drop: SessionEventOf<'disconnect'>) => void): this
  on(event: 'reconnect', listener: (reconnect: SessionEventOf<'reconnect'>) => void): this
  on(event: 'warning', listener: (warning: SessionEventOf<'warning'>) => void): this
  on(event: 'session', listener: (session: SessionInfo) => void): this
  on(event: 'data', listener: (result: RecognitionResult) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'session', listener: (session: SessionInfo) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<RecognitionResult>
}

/** The Duplex that `recognize()` makes: audio in, `RecognitionResult` out. */
export class Recognizer extends Duplex {
  readonly #engine: Engine | undefined
  readonly #cloud: DashScopeOptions
  readonly #encoding: AudioEncoding
  readonly #interims: boolean
  readonly #concurrency: number
  readonly #metrics = new MetricsCollector()
  readonly #opening = new AbortController()
  readonly #timeline = new Timeline()
  readonly #aligner = new SampleAligner()
  readonly #input: LinkedSource
  #sampleRate: number | undefined
  #session: EngineSession | undefined
  #source: Piped | undefined
  #frames = 0
  #reading = Promise.resolve()
  #failure: { readonly error: unknown } | undefined
  #resume = () => {}

  constructor(options: RecognizeOptions = {}) {
    checkRecognizeOptions(options)
    const { engine, sampleRate, interimResults = true, concurrency = 1, signal, ...rest } = options
    super({ ...rest, objectMode: true })
    this.#engine = engine
    this.#cloud = rest
    this.#encoding = encodingOf(rest.format ?? 'pcm')
    this.#sampleRate = sampleRate
    this.#interims = interimResults
    this.#concurrency = concurrency
    this.#input = linkSource(this)
    this.on('pipe', (source: Piped) => {
      this.#source = source
      this.#adopt(source.format)
    })
    // Not by the stream's own constructor: one that is aborted already would destroy what is not there yet.
    if (signal) addAbortSignal(signal, this)
  }

  /** Audio taken so far, in ms; 0 where it is encoded. */
  get position(): number {
    return this.#frames * 1000 / (this.#sampleRate ?? Infinity)
  }

  /** Delays, sizes and money so far. */
  get metrics(): Metrics {
    return this.#metrics.snapshot(this.position, this.#source?.saved ?? 0, this.#session?.usage)
  }

  /**
   * Tells the engine what was said before, instead of what it was told until now; resolves when it has been sent.
   * Errors: STENO_SESSION_CLOSED before the `session` event and after the end; STENO_BAD_OPTION from engines that do
   * not listen to it.
   */
  async setContext(context: readonly ContextTurn[]): Promise<void> {
    const session = this.#session
    if (!session || this.destroyed) throw failure('STENO_SESSION_CLOSED', { action: 'set the context' })
    checkOption(session.setContext !== undefined, 'engine', 'one that takes a context', this.#engine?.name)
    await session.setContext(context)
  }

  override _construct(done: Done): void {
    this.#open().then(session => {
      done()
      this.#reading = this.#pump(session)
      // One that was destroyed meanwhile has its error already.
    }, (error: unknown) => { done(this.destroyed ? null : error as Error) })
  }

  override _write(input: AudioInput, _encoding: BufferEncoding, done: Done): void {
    try {
      checkAudio(input)
    } catch (error) {
      done(error as Error)
      return
    }
    this.#writeAudio(input).then(() => { done() }, this.#onWriteError)
  }

  override _final(done: Done): void {
    this.#metrics.finish(performance.now());
    (this.#session as EngineSession).finish().then(() => { done() }, this.#onWriteError)
  }

  // A failure waits until everything that was recognised before it has been read.
  override read(size?: number): RecognitionResult | null {
    const result = super.read(size) as RecognitionResult | null
    this.#failWhenRead()
    return result
  }

  override _read(): void {
    this.#resume()
  }

  // Node holds _destroy back until _construct has called back, so an open() that hangs must be cut short here.
  override destroy(error?: Error): this {
    this.#opening.abort(error)
    return super.destroy(error)
  }

  override _destroy(error: Error | null, done: Done): void {
    if (error) publish('error', () => ({ metrics: this.metrics, error }))
    this.#resume()
    Promise.resolve(this.#session?.close()).then(() => { done(error) }, (cause: unknown) => { done(error ?? cause as Error) })
  }

  /** The session took no more audio: what it still says comes first, and its own reason if it has one. */
  readonly #onWriteError = (error: unknown): void => {
    void this.#reading.then(() => {
      this.#failure ??= { error }
      this.#failWhenRead()
    })
  }

  #failWhenRead(): void {
    const { error } = this.#failure ?? {}
    if (error !== undefined && this.readableLength === 0) process.nextTick(() => { this.destroy(error as Error) })
  }

  #adopt(format: AudioFormat<string> | undefined): void {
    if (!format) return
    if (format.encoding !== this.#encoding) this.destroy(mismatch('the stage', this.#encoding, format.encoding, format.sampleRate))
    this.#sampleRate ??= format.sampleRate
    if (format.sampleRate !== this.#sampleRate) {
      this.destroy(mismatch('the stage', `${this.#sampleRate} Hz`, `${format.sampleRate} Hz`, this.#sampleRate))
    }
  }

  async #open(): Promise<EngineSession> {
    const { signal } = this.#opening
    const encoding = this.#encoding
    const chosen = this.#engine ?? await defaultEngine({ ...this.#cloud, ...this.#sampleRate && { sampleRate: this.#sampleRate } })
    const engine = this.#concurrency > 1 ? parallel(chosen, { sessions: this.#concurrency }) : chosen
    const { sampleRates, encodings = [] } = engine.capabilities
    const sampleRate = this.#sampleRate ??= sampleRates[0]
    if (!sampleRates.includes(sampleRate)) {
      throw mismatch(engine.name, sampleRates.map(rate => `${rate} Hz`).join(' or '), `${sampleRate} Hz`, sampleRates[0])
    }
    if (encoding !== 's16le' && !encodings.includes(encoding)) throw mismatch(engine.name, 's16le samples', encoding, sampleRate)
    const onEvent = (event: SessionEvent): void => { this.#emitEvent(event, engine.name) }
    const session = this.#session = await engine.open({ format: { encoding, sampleRate, channels: 1 }, signal, onEvent })
    this.#metrics.opened(engine.name, session.id)
    publish('open', () => ({ metrics: this.metrics }))
    if (!this.destroyed) this.emit('session', { engine: engine.name, requestId: session.id, sampleRate })
    return session
  }

  #emitEvent(event: SessionEvent, engine: string): void {
    this.#metrics.event(event)
    publish(event.type, () => ({ metrics: this.metrics, event }))
    if (this.destroyed) return
    if (event.type === 'session') this.emit('session', { engine, requestId: event.requestId, sampleRate: this.#sampleRate ?? 0 })
    else this.emit(event.type, event)
  }

  async #writeAudio(input: AudioInput): Promise<void> {
    const session = this.#session as EngineSession
    const data = input instanceof Uint8Array ? input : input.data
    this.#metrics.audio(performance.now())
    if (input instanceof Uint8Array) {
      if (this.#frames === 0) this.#timeline.addAnchor(0, this.#input.start)
    } else if (this.#encoding === 's16le') this.#timeline.addAnchor(this.position, input.start)
    if (this.#encoding !== 's16le') return session.write(data)
    const samples = this.#aligner.push(data)
    if (samples.length > 0) await session.write(samples)
    this.#frames += samples.length / FRAME_BYTES
  }

  async #pump(session: EngineSession): Promise<void> {
    try {
      for await (const result of session) {
        if (this.destroyed) return
        if (this.#metrics.result(result, performance.now())) publish('first-result', () => ({ metrics: this.metrics }))
        if (!result.isSentenceEnd && !this.#interims) continue
        if (!this.push(this.#onSourceClock(result))) {
          await new Promise<void>(resolve => { this.#resume = resolve })
        }
      }
      this.#metrics.complete(performance.now())
      publish('end', () => ({ metrics: this.metrics }))
      this.push(null)
    } catch (error) {
      this.#failure = { error }
      this.#failWhenRead()
    }
  }

  #onSourceClock(result: RecognitionResult): RecognitionResult {
    const placed = this.#timeline.mapResult(result)
    if (result.sentence.endTime !== null) this.#timeline.prune(result.sentence.endTime)
    return placed
  }
}

function mismatch(engine: string, wanted: string, got: string, sampleRate: number): Error {
  return failure('STENO_FORMAT_MISMATCH', { engine, wanted, got, sampleRate })
}

/**
 * Recognises speech: PCM in (s16le mono, Buffers or `AudioChunk`s), `RecognitionResult`s out as they come, all
 * times in ms on the source clock. Reads no faster than the engine recognises and recognises no faster than it is
 * read. Emits `session` once the engine is open.
 *
 * Errors: STENO_BAD_OPTION at once; STENO_FORMAT_MISMATCH before any audio is sent; whatever the engine raises.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize } from 'stenopipe'
 *
 * for await (const { sentence, isSentenceEnd } of fileSource('talk.mp3').pipe(decode()).pipe(recognize())) {
 *   if (isSentenceEnd) console.log(sentence.beginTime, sentence.text)
 * }
 * ```
 */
export function recognize(options?: RecognizeOptions): Recognizer {
  return new Recognizer(options)
}

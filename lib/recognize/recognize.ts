import { addAbortSignal, Duplex } from 'node:stream'
import { encodingOf } from '../engine/audio-formats.js'
import type { SessionEvent } from '../engine/engine.js'
import { sessionClosedError } from '../engine/session-errors.js'
import { systemClock } from '../stream/clock.js'
import { Deferred } from '../stream/deferred.js'
import { linkSource } from '../stream/link-source.js'
import type { ChunkIterator, Unchecked } from '../stream/typed-transform.js'
import type { AudioFormat, ContextTurn, RecognitionResult } from '../types.js'
import { RecognizerInput } from './input.js'
import type { Metrics } from './metrics.js'
import {
  type AudioInput, checkAudio, checkRecognizeOptions, cloudOptionsOf, type RecognizeOptions, streamOptionsOf,
} from './options.js'
import { RecognizerSession, type SessionInfo } from './session.js'

export type { SessionInfo }

type Done = (error?: Error | null) => void
type Listener = Parameters<Duplex['on']>[1]

/** Content of a `disconnect`, `reconnect` or `warning` event. */
export type SessionEventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>

/** Properties that a stage piped in may have: the format of its samples, and the silence it left out, in ms. */
interface PipedStage { readonly format?: AudioFormat<string>; readonly skippedSilence?: number }

export interface Recognizer {
  on(event: 'wait', listener: (wait: SessionEventOf<'wait'>) => void): this
  on(event: 'disconnect', listener: (disconnect: SessionEventOf<'disconnect'>) => void): this
  on(event: 'reconnect', listener: (reconnect: SessionEventOf<'reconnect'>) => void): this
  on(event: 'warning', listener: (warning: SessionEventOf<'warning'>) => void): this
  on(event: 'session', listener: (session: SessionInfo) => void): this
  on(event: 'data', listener: (result: RecognitionResult) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'disconnect', listener: (disconnect: SessionEventOf<'disconnect'>) => void): this
  once(event: 'reconnect', listener: (reconnect: SessionEventOf<'reconnect'>) => void): this
  once(event: 'warning', listener: (warning: SessionEventOf<'warning'>) => void): this
  once(event: 'data', listener: (result: RecognitionResult) => void): this
  once(event: 'session', listener: (session: SessionInfo) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): ChunkIterator<RecognitionResult>
}

/** Duplex of `recognize()`: audio in, `RecognitionResult` out. */
export class Recognizer extends Duplex {
  readonly #hasInterims: boolean
  readonly #input: RecognizerInput
  readonly #session: RecognizerSession
  readonly #opening = new AbortController()
  #isOpen = false
  #reading = Promise.resolve()
  #resume: Deferred | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(options: RecognizeOptions = {}) {
    checkRecognizeOptions(options)
    const {
      engine, sampleRate, interimResults = true, concurrency = 1, clock = systemClock, format = 'pcm',
    } = options
    const { signal, ...streamOptions } = streamOptionsOf(options)
    super({ ...streamOptions, objectMode: true })
    let stage: PipedStage = {}
    this.#hasInterims = interimResults
    this.#input = new RecognizerInput(encodingOf(format), sampleRate, linkSource(this))
    this.#session = new RecognizerSession({
      engine, concurrency, clock, cloud: { ...cloudOptionsOf(options), format },
      skippedSilence: () => stage.skippedSilence ?? 0,
      onEvent: event => { this.#emitEvent(event) },
    }, this.#input)
    this.on('pipe', (source: PipedStage) => {
      stage = source
      this.#adoptFormat(source.format)
    })
    // Not by the stream's own constructor: a signal that is aborted already would destroy what is not there yet.
    if (signal) addAbortSignal(signal, this)
  }

  /** Audio accepted so far, in ms; 0 where it is encoded. */
  get position(): number {
    return this.#input.position
  }

  /** Delays, durations and cost so far. */
  get metrics(): Metrics {
    return this.#session.metrics
  }

  /**
   * Replaces the context, text that precedes the audio; resolves when it has been sent. Errors: STENO_SESSION_CLOSED
   * before the `session` event and after the end; STENO_BAD_OPTION when the engine makes no use of it.
   */
  async setContext(context: readonly ContextTurn[]): Promise<void> {
    if (this.destroyed) throw sessionClosedError('set the context')
    await this.#session.setContext(context)
  }

  override _construct(done: Done): void {
    this.#session.open(this.#opening.signal).then(session => {
      this.#isOpen = true
      if (!this.destroyed) this.emit('session', session)
      done()
      this.#reading = this.#read()
      // A stream that was destroyed meanwhile has its error already.
    }, (error: unknown) => { done(this.destroyed ? null : error as Error) })
  }

  override _write(input: AudioInput, _encoding: BufferEncoding, done: Done): void {
    let audio: Uint8Array
    try {
      checkAudio(input)
      audio = this.#input.accept(input)
    } catch (error) {
      // Not at once, or the stream would go on with what was written meanwhile.
      process.nextTick(done, error)
      return
    }
    try {
      const written = audio.length > 0 ? this.#session.write(audio) : undefined
      if (!written) done()
      else written.then(() => { done() }, this.#onWriteError)
    } catch (error) {
      this.#onWriteError(error)
    }
  }

  override _final(done: Done): void {
    this.#finish().then(() => { done() }, this.#onWriteError)
  }

  // A failure is held back until everything that was recognised before it has been read.
  override read(size?: number): Unchecked {
    const result = super.read(size) as RecognitionResult | null
    this.#failWhenRead()
    return result
  }

  override _read(): void {
    this.#resume?.resolve()
    this.#resume = undefined
  }

  // Node delays _destroy until _construct has called back, so that an opening has to be aborted here.
  override destroy(error?: Error): this {
    this.#opening.abort(error)
    return super.destroy(error)
  }

  override _destroy(error: Error | null, done: Done): void {
    this._read()
    this.#session.close(error).then(() => { done(error) }, (cause: unknown) => { done(error ?? cause as Error) })
  }

  async #finish(): Promise<void> {
    const rest = this.#input.flush()
    if (rest.length > 0) await this.#session.write(rest)
    await this.#session.finish()
  }

  /** The session refuses audio: the results it still has come first, and its own error if it has one. */
  readonly #onWriteError = (error: unknown): void => {
    void this.#reading.then(() => {
      this.#failure ??= { error }
      this.#failWhenRead()
    })
  }

  #failWhenRead(): void {
    const failure = this.#failure
    if (failure && this.readableLength === 0) process.nextTick(() => { this.destroy(failure.error as Error) })
  }

  #adoptFormat(format: AudioFormat<string> | undefined): void {
    try {
      if (format) this.#input.adoptFormat(format)
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  #emitEvent(event: SessionEvent): void {
    if (this.destroyed) return
    if (event.type === 'session') this.emit('session', this.#session.infoOf(event.requestId))
    else this.emit(event.type, event)
  }

  async #read(): Promise<void> {
    try {
      await this.#session.read(result => this.#pushResult(result))
      this.push(null)
    } catch (error) {
      this.#failure = { error }
      this.#failWhenRead()
    }
  }

  #pushResult(result: RecognitionResult): Promise<void> | undefined {
    if (this.destroyed || (!result.isSentenceEnd && !this.#hasInterims)) return undefined
    if (this.push(this.#input.mapResult(result))) return undefined
    this.#resume = new Deferred()
    return this.#resume.promise
  }
}

/**
 * Recognises speech: PCM in (s16le mono, Buffers or `AudioChunk`s), `RecognitionResult`s out as they come, all
 * times in ms on the source clock. Reads no faster than the engine recognises and recognises no faster than it is
 * read. Emits `session` once the engine is open.
 *
 * Bytes that begin with the header of a file (WAV, MP3 with a tag, FLAC, Ogg, MP4, WebM …) are refused, since they need
 * `decode()` first, unless a stage that names its format puts them out.
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

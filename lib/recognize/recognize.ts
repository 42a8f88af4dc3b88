import { Duplex, type DuplexOptions } from 'node:stream'
import { check, checkInteger, failure } from '../errors.js'
import { linkSource } from '../stage.js'
import type { AudioChunk, AudioFormat, RecognitionResult, Sentence } from '../types.js'
import type { Engine, EngineSession } from './engine.js'
import { Timeline } from './timeline.js'

const BYTES_PER_SAMPLE = 2

type Done = (error?: Error | null) => void

/** Options of `recognize()`; what is not named here goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface RecognizeOptions extends DuplexOptions {
  /** What recognises. Default: the embedded engine, offline and without an account. */
  readonly engine?: Engine
  /** Frames a second of the audio written, in Hz. Default: that of the stage piped in, else the engine's own. */
  readonly sampleRate?: number
  /** Whether interims are given, too. Default true. */
  readonly interimResults?: boolean
}

/** What the `session` event tells. */
export interface SessionInfo {
  /** Name of the engine that was chosen. */
  readonly engine: string
  /** Name of the session; results carry it as `requestId`. */
  readonly requestId: string
  /** Frames a second that the session takes, in Hz. */
  readonly sampleRate: number
}

/** What can be written to `recognize()`: bare s16le samples, cut anywhere, or chunks that know their time. */
export type AudioInput = Uint8Array | AudioChunk

type Listener = Parameters<Duplex['on']>[1]

export interface Recognizer {
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
  readonly #interims: boolean
  readonly #opening = new AbortController()
  readonly #timeline = new Timeline()
  #sampleRate: number | undefined
  #session: EngineSession | undefined
  #frames = 0
  #half: Uint8Array = new Uint8Array(0)
  #over = Promise.resolve()
  #failure: { readonly error: unknown } | undefined
  #wanted = () => {}

  constructor({ engine, sampleRate, interimResults = true, ...rest }: RecognizeOptions = {}) {
    check(engine === undefined || typeof engine?.open === 'function', 'engine', 'an engine such as `pocketsphinx()`', engine)
    if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
    check(typeof interimResults === 'boolean', 'interimResults', 'true or false', interimResults)
    super({ ...rest, objectMode: true })
    this.#engine = engine
    this.#sampleRate = sampleRate
    this.#interims = interimResults
    linkSource(this)
    this.on('pipe', (source: { format?: AudioFormat }) => { this.#adopt(source.format) })
  }

  /** Audio taken so far, in ms. */
  get position(): number {
    return this.#frames * 1000 / (this.#sampleRate ?? Infinity)
  }

  override _construct(done: Done): void {
    this.#open().then(session => {
      this.#session = session
      done()
      this.#over = this.#pump(session)
      // One that was destroyed meanwhile has its error already.
    }, (error: unknown) => { done(this.destroyed ? null : error as Error) })
  }

  override _write(input: AudioInput, _encoding: BufferEncoding, done: Done): void {
    if (isAudio(input)) this.#take(input).then(() => { done() }, this.#broken)
    else done(failure('STENO_BAD_OPTION', { option: 'chunk', expected: 'a Buffer, a Uint8Array or an AudioChunk', got: input }))
  }

  override _final(done: Done): void {
    (this.#session as EngineSession).finish().then(() => { done() }, this.#broken)
  }

  // A failure waits until everything that was recognised before it has been read.
  override read(size?: number): RecognitionResult | null {
    const result = super.read(size) as RecognitionResult | null
    this.#failWhenRead()
    return result
  }

  override _read(): void {
    this.#wanted()
  }

  // Node holds _destroy back until _construct has called back, so an open() that hangs must be cut short here.
  override destroy(error?: Error): this {
    this.#opening.abort(error)
    return super.destroy(error)
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#wanted()
    Promise.resolve(this.#session?.close()).then(() => { done(error) }, (cause: unknown) => { done(error ?? cause as Error) })
  }

  /** The session took no more audio: what it still says comes first, and its own reason if it has one. */
  readonly #broken = (error: unknown): void => {
    void this.#over.then(() => {
      this.#failure ??= { error }
      this.#failWhenRead()
    })
  }

  #failWhenRead(): void {
    const { error } = this.#failure ?? {}
    if (error !== undefined && this.readableLength === 0) process.nextTick(() => { this.destroy(error as Error) })
  }

  #adopt(format: AudioFormat | undefined): void {
    if (!format) return
    this.#sampleRate ??= format.sampleRate
    if (format.sampleRate !== this.#sampleRate) {
      this.destroy(mismatch('the stage', `${this.#sampleRate} Hz`, format.sampleRate, this.#sampleRate))
    }
  }

  async #open(): Promise<EngineSession> {
    const { signal } = this.#opening
    const engine = this.#engine ?? await embedded()
    const rates = engine.capabilities.sampleRates
    const sampleRate = this.#sampleRate ??= rates[0]
    if (!rates.includes(sampleRate)) {
      throw mismatch(engine.name, rates.map(rate => `${rate} Hz`).join(' or '), sampleRate, rates[0])
    }
    const session = await engine.open({ format: { encoding: 's16le', sampleRate, channels: 1 }, signal })
    if (!this.destroyed) this.emit('session', { engine: engine.name, requestId: session.id, sampleRate })
    return session
  }

  async #take(input: AudioInput): Promise<void> {
    if (!(input instanceof Uint8Array)) this.#timeline.mark(this.position, input.start)
    const samples = this.#whole(input instanceof Uint8Array ? input : input.data)
    if (samples.length > 0) await (this.#session as EngineSession).write(samples)
    this.#frames += samples.length / BYTES_PER_SAMPLE
  }

  /** Engines see whole samples: half of one waits for its other half. */
  #whole(data: Uint8Array): Uint8Array {
    const joined = this.#half.length > 0 ? Buffer.concat([this.#half, data]) : data
    const even = joined.length - joined.length % BYTES_PER_SAMPLE
    this.#half = Uint8Array.from(joined.subarray(even))
    return joined.subarray(0, even)
  }

  async #pump(session: EngineSession): Promise<void> {
    try {
      for await (const result of session) {
        if (this.destroyed) return
        if (!result.isSentenceEnd && !this.#interims) continue
        if (!this.push(this.#onSourceClock(result))) {
          await new Promise<void>(resolve => { this.#wanted = resolve })
        }
      }
      this.push(null)
    } catch (error) {
      this.#failure = { error }
      this.#failWhenRead()
    }
  }

  #onSourceClock(result: RecognitionResult): RecognitionResult {
    const { sentence } = result
    const placed: Sentence = {
      ...sentence,
      beginTime: this.#timeline.toSource(sentence.beginTime, 'begin'),
      endTime: sentence.endTime === null ? null : this.#timeline.toSource(sentence.endTime, 'end'),
      words: sentence.words.map(word => ({
        ...word,
        beginTime: this.#timeline.toSource(word.beginTime, 'begin'),
        endTime: this.#timeline.toSource(word.endTime, 'end'),
      })),
    }
    if (sentence.endTime !== null) this.#timeline.forget(sentence.endTime)
    return { ...result, sentence: placed }
  }
}

function isAudio(input: unknown): input is AudioInput {
  if (input instanceof Uint8Array) return true
  const { data, start } = (input ?? {}) as Partial<AudioChunk>
  return data instanceof Uint8Array && Number.isFinite(start)
}

async function embedded(): Promise<Engine> {
  const { pocketsphinx } = await import('../engines/pocketsphinx/index.js')
  return pocketsphinx()
}

function mismatch(engine: string, wanted: string, got: number, sampleRate: number): Error {
  return failure('STENO_FORMAT_MISMATCH', { engine, wanted, got: `${got} Hz`, sampleRate })
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

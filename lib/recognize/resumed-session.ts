import { failure, StenopipeError } from '../errors.js'
import type { ContextTurn, RecognitionResult } from '../types.js'
import type { Engine, EngineSession, SessionAccount, SessionOptions } from './engine.js'
import { KeptAudio } from './kept-audio.js'
import { Redialler } from './redial.js'
import { ResultQueue } from './result-queue.js'
import type { ResumeOptions } from './resume.js'
import { Transcript } from './transcript.js'

const BYTES_PER_SAMPLE = 2
/** Encoded audio is kept by the size that speech has as PCM, 32 bytes a ms: its duration is unknown. */
const BYTES_PER_ENCODED_MS = 32
/** A service that says nothing for so long hears silence, and is not merely behind. */
const SETTLED_MS = 10_000
/** From this part of its longest life on a session is renewed at the next pause. */
const RIPE = 0.8

/** One session of the engine beneath. */
interface Link {
  readonly session: EngineSession
  /** Place in the audio where it began. */
  readonly from: number
  /** Place up to which it has been given audio. */
  sent: number
  lastHeard: number
}

/** What `resume()` opens: sessions one after another that look like one. */
export class ResumedSession implements EngineSession {
  readonly #name: string
  readonly #settings: Required<ResumeOptions>
  readonly #options: SessionOptions
  readonly #abort = new AbortController()
  readonly #dial: Redialler
  readonly #kept: KeptAudio
  readonly #transcript = new Transcript()
  readonly #results = new ResultQueue()
  readonly #closings = new Set<Promise<unknown>>()
  #link: Link | undefined
  #last: EngineSession | undefined
  #context: readonly ContextTurn[] | undefined
  #finishing = false
  #over: { readonly error: unknown } | undefined
  #flushing: Promise<void> | undefined
  #waiting: (() => void)[] = []

  private constructor(engine: Engine, settings: Required<ResumeOptions>, options: SessionOptions) {
    this.#name = engine.name
    this.#settings = settings
    this.#options = options
    this.#kept = new KeptAudio(settings.keep * this.#bytesPerMs)
    this.#dial = new Redialler(engine, settings, { ...options, signal: this.#abort.signal })
  }

  /** Opens the first session. */
  static async open(engine: Engine, settings: Required<ResumeOptions>, options: SessionOptions): Promise<ResumedSession> {
    const { signal } = options
    signal.throwIfAborted()
    const resumed = new ResumedSession(engine, settings, options)
    const abort = (): void => { resumed.#abort.abort(signal.reason) }
    signal.addEventListener('abort', abort)
    try {
      resumed.#adopt(await resumed.#dial.first(), 0)
      return resumed
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  get id(): string {
    return this.#last?.id ?? ''
  }

  get account(): SessionAccount | undefined {
    return this.#last?.account
  }

  async write(audio: Uint8Array): Promise<void> {
    this.#mustTakeAudio('write audio')
    while (!this.#link && this.#kept.isFull) await this.#change()
    this.#mustTakeAudio('write audio')
    this.#kept.append(audio)
    await this.#flush()
    while (this.#isFarAhead()) await this.#change(SETTLED_MS)
    await this.#results.room()
    if (this.#over) throw this.#over.error
  }

  async finish(): Promise<void> {
    this.#mustTakeAudio('finish')
    this.#finishing = true
    await this.#complete()
  }

  async close(): Promise<void> {
    this.#end(failure('STENO_SESSION_CLOSED', { action: 'go on' }))
    await Promise.all(this.#closings)
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    this.#context = context
    await this.#link?.session.setContext?.(context)
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #adopt(session: EngineSession, from: number): void {
    const link: Link = { session, from, sent: from, lastHeard: performance.now() }
    this.#link = link
    this.#last = session
    this.#wake()
    void this.#read(link)
  }

  async #read(link: Link): Promise<void> {
    try {
      for await (const result of link.session) if (this.#link === link) this.#hear(result, link)
      if (this.#link !== link) return
      if (!this.#finishing) throw failure('STENO_ENGINE_FAILED', { engine: this.#name, detail: 'its session ended by itself' })
      this.#end(undefined)
    } catch (error) {
      if (this.#link === link) await this.#renew(link, error)
    } finally {
      this.#put(link)
    }
  }

  #hear(result: RecognitionResult, link: Link): void {
    link.lastHeard = performance.now()
    const { heard, lastEnd } = this.#transcript
    const placed = this.#transcript.place(result, this.#toMs(link.from))
    if (this.#transcript.heard > heard) this.#dial.progress()
    if (placed) this.#results.push(placed)
    if (this.#transcript.lastEnd > lastEnd && this.#isPcm) this.#kept.release(this.#toPlace(this.#transcript.lastEnd))
    this.#wake()
    const age = this.#toMs(link.sent - link.from) / this.#settings.maxSessionMs
    if (this.#isPcm && !this.#finishing && age >= (result.isSentenceEnd ? RIPE : 1)) void this.#renew(link)
  }

  /** Puts another session in the place of one that broke, or of one that has lived long enough. */
  async #renew(link: Link, error?: unknown): Promise<void> {
    const began = performance.now()
    const position = this.#toMs(this.#kept.end)
    this.#link = undefined
    if (error !== undefined) this.#put(link)
    try {
      if (error instanceof StenopipeError && error.retryable) this.#options.onEvent?.({ type: 'drop', error, position })
      else if (error !== undefined) throw error
      else this.#retire(link)
      const from = this.#resumePlace()
      const { session, attempts } = await this.#dialAnew(error)
      if (this.#over) return void await session.close()
      if (this.#context) await session.setContext?.(this.#context)
      this.#adopt(session, from)
      const resent = Math.round(this.#toMs(Math.max(0, link.sent - from)))
      const gap = Math.round(performance.now() - began)
      const reason = error === undefined ? 'rotation' : 'drop'
      this.#options.onEvent?.({ type: 'session', requestId: session.id })
      this.#options.onEvent?.({ type: 'reconnect', requestId: session.id, reason, gap, resent, attempts })
      if (this.#finishing) await this.#complete()
      else await this.#flush()
    } catch (failed) {
      this.#end(failed)
    }
  }

  async #dialAnew(error: unknown): Promise<{ session: EngineSession; attempts: number }> {
    if (error !== undefined) return this.#dial.again(error)
    return { session: await this.#dial.first(), attempts: 1 }
  }

  /** Where to begin again: behind the last final, or where what is kept begins if only silence lay before. */
  #resumePlace(): number {
    const { lastEnd, openBegin } = this.#transcript
    const place = this.#isPcm ? this.#toPlace(lastEnd) : 0
    const needed = this.#isPcm ? this.#toPlace(openBegin ?? Infinity) : 0
    if (Math.min(needed, this.#kept.end) < this.#kept.start) {
      const missing = Math.round(this.#toMs(this.#kept.start) - this.#toMs(needed))
      throw failure('STENO_AUDIO_NOT_KEPT', { missing, kept: this.#settings.keep })
    }
    return Math.max(place, this.#kept.start)
  }

  /** Ends a session politely; nobody listens to it any more. */
  #retire({ session }: Link): void {
    const ended = session.finish().catch(() => session.close())
    this.#keepTrack(ended)
  }

  #put({ session }: Link): void {
    this.#keepTrack(session.close())
  }

  #keepTrack(closing: Promise<unknown>): void {
    const watched = closing.catch(() => {}).finally(() => { this.#closings.delete(watched) })
    this.#closings.add(watched)
  }

  /** Gives the link all it has not been given, whichever link that is then. */
  async #flush(): Promise<void> {
    do {
      if (!this.#flushing) {
        const run = this.#pump().finally(() => { if (this.#flushing === run) this.#flushing = undefined })
        this.#flushing = run
      }
      await this.#flushing
    } while (this.#link && this.#link.sent < this.#kept.end && !this.#over)
  }

  async #pump(): Promise<void> {
    while (!this.#over) {
      const link = this.#link
      if (!link) {
        // Kept for the next link, unless there is nothing else to wait for.
        if (!this.#finishing) return
        await this.#change()
        continue
      }
      const piece = this.#kept.from(link.sent)
      if (!piece) return
      link.sent += piece.length
      await link.session.write(piece).catch(() => this.#gone(link))
    }
    throw this.#over.error
  }

  /** Everything has been written: says so to each link until one has heard it. */
  async #complete(): Promise<void> {
    for (;;) {
      await this.#flush()
      const link = this.#link
      if (!link) continue
      try {
        await link.session.finish()
        return
      } catch {
        await this.#gone(link)
      }
    }
  }

  /** The link refused something: its own iteration tells why, and then another link or the end comes. */
  async #gone(link: Link): Promise<void> {
    while (this.#link === link && !this.#over) await this.#change()
  }

  /** More than what is kept has been given and not been heard of: the service is behind. */
  #isFarAhead(): boolean {
    const link = this.#link
    if (!link || this.#over || !this.#isPcm || performance.now() - link.lastHeard >= SETTLED_MS) return false
    return this.#toMs(link.sent) - Math.max(this.#transcript.heard, this.#toMs(link.from)) >= this.#settings.keep
  }

  /** Resolves at the next change: a result, another link, the end; or after a time. */
  async #change(atMost?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>(resolve => {
      this.#waiting.push(resolve)
      if (atMost !== undefined) timer = setTimeout(resolve, atMost)
    })
    clearTimeout(timer)
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #end(error: unknown): void {
    if (this.#over) return
    this.#over = { error: error ?? failure('STENO_SESSION_CLOSED', { action: 'write audio' }) }
    const link = this.#link
    this.#link = undefined
    this.#abort.abort(this.#over.error)
    if (error === undefined) this.#results.end()
    else this.#results.fail(error)
    if (link) this.#put(link)
    this.#wake()
  }

  #mustTakeAudio(action: string): void {
    if (this.#over) throw this.#over.error
    if (this.#finishing) throw failure('STENO_SESSION_CLOSED', { action })
  }

  get #isPcm(): boolean {
    return this.#options.format.encoding === 's16le'
  }

  get #bytesPerMs(): number {
    return this.#isPcm ? this.#options.format.sampleRate * BYTES_PER_SAMPLE / 1000 : BYTES_PER_ENCODED_MS
  }

  #toMs(place: number): number {
    return place / this.#bytesPerMs
  }

  /** The whole sample at a moment. */
  #toPlace(ms: number): number {
    return Math.floor(ms * this.#bytesPerMs / BYTES_PER_SAMPLE) * BYTES_PER_SAMPLE
  }
}

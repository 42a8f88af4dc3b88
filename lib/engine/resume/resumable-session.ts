import { failure, StenopipeError } from '../../errors.js'
import { checkOption } from '../../option-checks.js'
import type { ContextTurn, RecognitionResult } from '../../types.js'
import { ReplayState } from './replay-state.js'
import { Notifier } from '../../stream/notifier.js'
import { ClosingSessions } from '../closing-sessions.js'
import type { Engine, EngineSession, SessionUsage, SessionEvent, SessionOptions } from '../engine.js'
import { type AttachedSession, SessionFeeder } from './session-feeder.js'
import { Reconnector } from './reconnector.js'
import { ResultQueue } from '../result-queue.js'
import type { ResumeSettings } from './options.js'

/** A service that says nothing for so long hears silence, and is not merely behind. */
const ASSUME_SILENCE_AFTER_MS = 10_000
/** Audio is taken in so many parts of what is kept, so that results can say early enough what is done with. */
const CHUNKS_PER_BUFFER = 8
/** A link that lived for so long worked, even if nobody spoke. */
const HEALTHY_AFTER_MS = 30_000
/** From this part of its longest life on a session is renewed at the next pause. */
const ROTATION_THRESHOLD = 0.8

/** What `resume()` opens: sessions one after another that look like one. */
export class ResumableSession implements EngineSession {
  readonly #name: string
  readonly #settings: ResumeSettings
  readonly #onEvent: (event: SessionEvent) => void
  readonly #abort = new AbortController()
  readonly #reconnector: Reconnector
  readonly #replay: ReplayState
  /** Bytes that are taken at a time. */
  readonly #part: number
  readonly #notifier = new Notifier()
  readonly #feeder: SessionFeeder
  readonly #results = new ResultQueue()
  readonly #closing = new ClosingSessions()
  #last: EngineSession | undefined
  #context: readonly ContextTurn[] | undefined
  #written = Promise.resolve()
  #writers = 0
  /** The caller gives no more audio. */
  #ended = false

  private constructor(engine: Engine, settings: ResumeSettings, options: SessionOptions) {
    this.#name = engine.name
    this.#settings = settings
    this.#onEvent = options.onEvent ?? (() => {})
    this.#replay = new ReplayState(options.format, settings.replayBuffer)
    this.#part = this.#replay.chunkSize(CHUNKS_PER_BUFFER)
    this.#feeder = new SessionFeeder(this.#replay, this.#notifier)
    this.#reconnector = new Reconnector(engine, settings, { ...options, signal: this.#abort.signal })
  }

  /** Opens the first session. */
  static async open(engine: Engine, settings: ResumeSettings, options: SessionOptions): Promise<ResumableSession> {
    const { signal } = options
    signal.throwIfAborted()
    const resumed = new ResumableSession(engine, settings, options)
    const abort = (): void => { resumed.#abort.abort(signal.reason) }
    signal.addEventListener('abort', abort)
    try {
      resumed.#attach((await resumed.#reconnector.open(undefined)).session, 0)
      return resumed
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  get id(): string {
    return this.#last?.id ?? ''
  }

  get usage(): SessionUsage | undefined {
    return this.#last?.usage
  }

  async write(audio: Uint8Array): Promise<void> {
    this.#mustTakeAudio('write audio')
    const atOnce = this.#writers === 0 && audio.length <= this.#part && !this.#feeder.isBehind && !this.#wouldLose(audio.length)
    // The caller may use its buffer again while earlier audio waits.
    const mine = atOnce ? audio : new Uint8Array(audio)
    const written = atOnce ? this.#bufferAudio(mine) : this.#written.then(() => this.#bufferAudio(mine))
    this.#written = written.catch(() => {})
    this.#writers++
    try {
      await written
    } finally {
      this.#writers--
    }
  }

  async finish(): Promise<void> {
    this.#mustTakeAudio('finish')
    this.#ended = true
    await this.#written
    await this.#feeder.finish()
  }

  async close(): Promise<void> {
    this.#end(failure('STENO_SESSION_CLOSED', { action: 'go on' }))
    await this.#closing.close()
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    const link = this.#feeder.link
    const takes = link === undefined || link.session.setContext !== undefined
    checkOption(takes, 'engine', 'one that takes a context', this.#name)
    this.#context = context
    // The link after one that breaks meanwhile is told, too.
    await link?.session.setContext?.(context).catch(() => this.#feeder.waitForReplacement(link))
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #attach(session: EngineSession, from: number): void {
    if (this.#feeder.failure) {
      this.#closing.closeSession(session)
      return
    }
    const opened = performance.now()
    const link: AttachedSession = { session, startOffset: from, sentOffset: from, finished: false, opened, lastResultAt: opened }
    this.#last = session
    this.#feeder.attach(link)
    this.#closing.track(this.#read(link))
  }

  async #read(link: AttachedSession): Promise<void> {
    try {
      for await (const result of link.session) if (this.#feeder.link === link) this.#handleResult(result, link)
      if (this.#feeder.link !== link) return
      if (!link.finished) throw failure('STENO_ENGINE_FAILED', { engine: this.#name, detail: 'its session ended by itself' })
      this.#end(undefined)
    } catch (error) {
      if (this.#feeder.link === link) await this.#renew(link, error)
    } finally {
      this.#closing.closeSession(link.session)
    }
  }

  #handleResult(result: RecognitionResult, link: AttachedSession): void {
    link.lastResultAt = performance.now()
    const { placed, further } = this.#replay.addResult(result, link.startOffset)
    if (further) this.#reconnector.reset()
    if (placed) this.#results.push(placed)
    this.#notifier.notify()
    if (this.#isOld(link, result.isSentenceEnd)) this.#closing.track(this.#renew(link))
  }

  /** Whether another link should follow; one that would begin at the same place would never come further. */
  #isOld(link: AttachedSession, isPause: boolean): boolean {
    const goesOn = !this.#feeder.finishing && this.#replay.hasPassed(link.startOffset)
    return goesOn && this.#replay.toMs(link.sentOffset - link.startOffset) >= this.#settings.maxSessionDuration * (isPause ? ROTATION_THRESHOLD : 1)
  }

  /** Puts another session in the place of one that broke, or of one that has lived long enough. */
  async #renew(link: AttachedSession, error?: unknown): Promise<void> {
    const began = performance.now()
    this.#feeder.attach(undefined)
    try {
      if (error === undefined) this.#closing.finish(link.session)
      else this.#handleDisconnect(link, error)
      const from = this.#replay.resumePlace()
      const { session, attempts } = await this.#reconnector.open(error)
      await this.#repeatContext(session)
      this.#attach(session, from)
      this.#onEvent({ type: 'session', requestId: session.id })
      this.#onEvent({
        type: 'reconnect', requestId: session.id, reason: error === undefined ? 'rotation' : 'disconnect', attempts,
        gap: Math.round(performance.now() - began), resent: Math.round(this.#replay.toMs(Math.max(0, link.sentOffset - from))),
      })
      await (this.#feeder.finishing ? this.#feeder.finish() : this.#feeder.flush())
    } catch (failed) {
      this.#end(failed)
    }
  }

  /** A session that breaks meanwhile tells so itself, when it is read. */
  async #repeatContext(session: EngineSession): Promise<void> {
    for (let told; this.#context && this.#context !== told;) {
      await session.setContext?.(told = this.#context).catch(() => {})
    }
  }

  #handleDisconnect(link: AttachedSession, error: unknown): void {
    this.#closing.closeSession(link.session)
    if (performance.now() - link.opened >= HEALTHY_AFTER_MS) this.#reconnector.reset()
    if (!(error instanceof StenopipeError && error.retryable)) throw error
    this.#onEvent({ type: 'disconnect', error, position: this.#replay.toMs(this.#replay.end) })
  }

  async #bufferAudio(audio: Uint8Array): Promise<void> {
    for (let at = 0; at < audio.length; at += this.#part) {
      const piece = audio.subarray(at, at + this.#part)
      while (this.#feeder.isBehind || this.#wouldLose(piece.length)) {
        if (this.#feeder.isBehind) await this.#feeder.flush()
        else await this.#notifier.wait(ASSUME_SILENCE_AFTER_MS)
      }
      this.#replay.append(piece)
      await this.#feeder.flush()
    }
    if (this.#results.isFull) await this.#results.room()
    if (this.#feeder.failure) throw this.#feeder.failure.error
  }

  /** Whether taking so much more has to wait: there is no link and what is kept is full, or the service is behind. */
  #wouldLose(bytes: number): boolean {
    const link = this.#feeder.link
    if (this.#feeder.failure) return false
    if (!link) return this.#replay.isFull(bytes)
    return performance.now() - link.lastResultAt < ASSUME_SILENCE_AFTER_MS && this.#replay.wouldOverflow(link.startOffset, bytes)
  }

  #end(error: unknown): void {
    if (this.#feeder.failure) return
    const { link } = this.#feeder
    const reason = error ?? failure('STENO_SESSION_CLOSED', { action: 'write audio' })
    this.#feeder.end(reason)
    this.#abort.abort(reason)
    if (error === undefined) this.#results.end()
    else this.#results.fail(error)
    if (link) this.#closing.closeSession(link.session)
  }

  #mustTakeAudio(action: string): void {
    if (this.#feeder.failure) throw this.#feeder.failure.error
    if (this.#ended) throw failure('STENO_SESSION_CLOSED', { action })
  }
}

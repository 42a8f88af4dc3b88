import { failure, StenopipeError } from '../../errors.js'
import { checkOption } from '../../option-checks.js'
import { Notifier } from '../../stream/notifier.js'
import { onAbort } from '../../stream/on-abort.js'
import type { ContextTurn, RecognitionResult } from '../../types.js'
import type { Engine, EngineSession, SessionEvent, SessionOptions, SessionUsage } from '../engine.js'
import { ResultQueue } from '../result-queue.js'
import { overlappingWriteError, sessionClosedError } from '../session-errors.js'
import { ClosingSessions } from './closing-sessions.js'
import type { ResumeSettings } from './options.js'
import { Reconnector } from './reconnector.js'
import { ReplayState } from './replay-state.js'
import { type AttachedSession, SessionFeeder } from './session-feeder.js'

/** A service without results for this long hears silence, and is not merely behind. */
const ASSUME_SILENCE_AFTER_MS = 10_000
/** Audio is accepted in chunks of this part of the buffer, so that results can free some of it in time. */
const CHUNKS_PER_BUFFER = 8
/** A connection that lasted this long worked, even if there were no results. */
const HEALTHY_AFTER_MS = 30_000
/** From this part of its longest duration on a session is replaced at the next end of a sentence. */
const ROTATION_THRESHOLD = 0.8

/** Session of `resume()`: consecutive sessions of an engine that look like one. */
export class ResumableSession implements EngineSession {
  readonly #engineName: string
  readonly #settings: ResumeSettings
  readonly #onEvent: (event: SessionEvent) => void
  readonly #abort = new AbortController()
  readonly #reconnector: Reconnector
  readonly #replay: ReplayState
  /** Bytes that are accepted at a time. */
  readonly #chunkSize: number
  readonly #changed: Notifier
  readonly #feeder: SessionFeeder
  readonly #results = new ResultQueue()
  readonly #closing = new ClosingSessions()
  #current: EngineSession | undefined
  #context: readonly ContextTurn[] | undefined
  #input: 'ready' | 'writing' | 'finished' = 'ready'

  private constructor(engine: Engine, settings: ResumeSettings, options: SessionOptions) {
    this.#engineName = engine.name
    this.#settings = settings
    this.#onEvent = options.onEvent ?? (() => {})
    this.#replay = new ReplayState(options.format, settings.replayBuffer)
    this.#chunkSize = this.#replay.chunkSize(CHUNKS_PER_BUFFER)
    this.#changed = new Notifier(settings.clock)
    this.#feeder = new SessionFeeder(this.#replay, this.#changed)
    this.#reconnector = new Reconnector(engine, settings, { ...options, signal: this.#abort.signal })
  }

  /** Opens the first session. */
  static async open(engine: Engine, settings: ResumeSettings, options: SessionOptions): Promise<ResumableSession> {
    options.signal.throwIfAborted()
    const resumable = new ResumableSession(engine, settings, options)
    const removeListener = onAbort(options.signal, reason => { resumable.#abort.abort(reason) })
    try {
      const { session } = await resumable.#reconnector.open(undefined)
      resumable.#attach(session, 0)
      return resumable
    } finally {
      removeListener()
    }
  }

  get id(): string {
    return this.#current?.id ?? ''
  }

  get usage(): SessionUsage | undefined {
    return this.#current?.usage
  }

  write(audio: Uint8Array): Promise<void> | void {
    this.#assertWritable('write audio')
    if (audio.length > this.#chunkSize || this.#mustWait(audio.length)) return this.#writeInChunks(audio)
    this.#replay.append(audio)
    this.#feeder.feed()
    if (this.#feeder.isBehind || this.#results.isFull) return this.#writeInChunks()
  }

  async finish(): Promise<void> {
    this.#assertWritable('finish')
    this.#input = 'finished'
    await this.#feeder.finish()
  }

  async close(): Promise<void> {
    this.#end(sessionClosedError('continue'))
    await this.#closing.close()
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    const { attached } = this.#feeder
    const isSupported = attached === undefined || attached.session.setContext !== undefined
    checkOption(isSupported, 'engine', 'one that takes a context', this.#engineName)
    this.#context = context
    // When the connection is lost meanwhile, the session after it is given the context, too.
    await attached?.session.setContext?.(context).catch(() => this.#feeder.waitForReplacement(attached))
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #attach(session: EngineSession, startOffset: number): void {
    if (this.#feeder.failure) {
      this.#closing.closeSession(session)
      return
    }
    const now = this.#settings.clock.now()
    const attached: AttachedSession = {
      session, startOffset, sentOffset: startOffset, lastWrite: undefined, isFinished: false,
      openedAt: now, lastResultAt: now,
    }
    this.#current = session
    this.#feeder.attach(attached)
    this.#closing.track(this.#read(attached))
  }

  async #read(attached: AttachedSession): Promise<void> {
    try {
      for await (const result of attached.session) {
        if (this.#feeder.attached === attached) this.#handleResult(result, attached)
        // Results that nobody reads stay in the session, which then reads no more of them from the service.
        await this.#results.drain()
      }
      if (this.#feeder.attached !== attached) return
      if (!attached.isFinished) {
        throw failure('STENO_ENGINE_FAILED', { engine: this.#engineName, detail: 'its session ended by itself' })
      }
      this.#end(undefined)
    } catch (error) {
      if (this.#feeder.attached === attached) await this.#replace(attached, error)
    } finally {
      this.#closing.closeSession(attached.session)
    }
  }

  #handleResult(result: RecognitionResult, attached: AttachedSession): void {
    attached.lastResultAt = this.#settings.clock.now()
    const { merged, isProgress } = this.#replay.addResult(result, attached.startOffset)
    if (isProgress) this.#reconnector.reset()
    if (merged) this.#results.push(merged)
    this.#changed.notify()
    if (this.#isDue(attached, result.isSentenceEnd)) this.#closing.track(this.#replace(attached))
  }

  /** True when the session is old enough to be replaced; one that began at the same offset would be no younger. */
  #isDue({ startOffset, sentOffset }: AttachedSession, isPause: boolean): boolean {
    const limit = this.#settings.maxSessionDuration * (isPause ? ROTATION_THRESHOLD : 1)
    const isOld = this.#replay.toMs(sentOffset - startOffset) >= limit
    return isOld && !this.#feeder.isFinishing && this.#replay.hasAdvanced(startOffset)
  }

  /** Replaces a session that failed, or without an error one that is old enough. */
  async #replace(old: AttachedSession, error?: unknown): Promise<void> {
    const { clock } = this.#settings
    const began = clock.now()
    this.#feeder.attach(undefined)
    try {
      if (error === undefined) this.#closing.finish(old.session, old.lastWrite)
      else this.#handleDisconnect(old, error)
      const startOffset = this.#replay.resumeOffset(isSilenceTimeout(error) ? old.sentOffset : undefined)
      const { session, attempts } = await this.#reconnector.open(error)
      await this.#repeatContext(session)
      this.#attach(session, startOffset)
      this.#onEvent({ type: 'session', requestId: session.id })
      this.#onEvent({
        type: 'reconnect', requestId: session.id, reason: error === undefined ? 'rotation' : 'disconnect', attempts,
        gap: Math.round(clock.now() - began),
        resent: Math.round(this.#replay.toMs(Math.max(0, old.sentOffset - startOffset))),
      })
      this.#feeder.feed()
    } catch (failed) {
      this.#end(failed)
    }
  }

  #handleDisconnect(old: AttachedSession, error: unknown): void {
    this.#closing.closeSession(old.session)
    if (this.#settings.clock.now() - old.openedAt >= HEALTHY_AFTER_MS) this.#reconnector.reset()
    if (!(error instanceof StenopipeError && error.retryable)) throw error
    this.#onEvent({ type: 'disconnect', error, position: this.#replay.toMs(this.#replay.end) })
  }

  /**
   * Gives a new session the context, which may change meanwhile. If the session fails, its iteration throws the reason.
   */
  async #repeatContext(session: EngineSession): Promise<void> {
    for (let sent; this.#context && this.#context !== sent;) {
      await session.setContext?.(sent = this.#context).catch(() => {})
    }
  }

  /** Writes as there is room; without audio, waits for what was written before to be accepted. */
  async #writeInChunks(audio: Uint8Array = new Uint8Array()): Promise<void> {
    this.#input = 'writing'
    try {
      for (let at = 0; at < audio.length; at += this.#chunkSize) {
        const chunk = audio.subarray(at, at + this.#chunkSize)
        while (this.#mustWait(chunk.length)) {
          await this.#changed.wait(this.#feeder.isBehind ? undefined : ASSUME_SILENCE_AFTER_MS)
        }
        this.#replay.append(chunk)
        this.#feeder.feed()
      }
      while (this.#feeder.isBehind) await this.#changed.wait()
      await this.#results.drain()
    } finally {
      this.#input = 'ready'
    }
    if (this.#feeder.failure) throw this.#feeder.failure.error
  }

  /** True when this many more bytes have to wait: the service is behind, or there is none and the buffer is full. */
  #mustWait(bytes: number): boolean {
    const { attached, failure, isBehind } = this.#feeder
    if (failure) return false
    if (!attached) return this.#replay.isFull(bytes)
    if (isBehind) return true
    return this.#replay.wouldOverflow(attached.startOffset, bytes)
      && this.#settings.clock.now() - attached.lastResultAt < ASSUME_SILENCE_AFTER_MS
  }

  #end(error: unknown): void {
    const { attached, failure: earlier } = this.#feeder
    if (earlier) return
    const reason = error ?? sessionClosedError('write audio')
    this.#feeder.end(reason, error === undefined)
    this.#abort.abort(reason)
    if (error === undefined) this.#results.end()
    else this.#results.fail(error)
    if (attached) this.#closing.closeSession(attached.session)
  }

  #assertWritable(action: string): void {
    if (this.#feeder.failure) throw this.#feeder.failure.error
    if (this.#input === 'finished') throw sessionClosedError(action)
    if (this.#input === 'writing') throw overlappingWriteError(action)
  }
}

/** True when the service ended the session because it recognised nothing for too long. */
function isSilenceTimeout(error: unknown): boolean {
  return error instanceof StenopipeError && error.code === 'STENO_TASK_TIMEOUT'
}

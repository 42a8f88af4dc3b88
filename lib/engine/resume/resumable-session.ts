import { check, failure, StenopipeError } from '../../errors.js'
import type { ContextTurn, RecognitionResult } from '../../types.js'
import { Backlog } from './replay-state.js'
import { Bell } from '../../stream/notifier.js'
import { Departures } from '../closing-sessions.js'
import type { Engine, EngineSession, SessionAccount, SessionEvent, SessionOptions } from '../engine.js'
import { type Link, LinkFeed } from './session-feeder.js'
import { Redialler } from './reconnector.js'
import { ResultQueue } from '../result-queue.js'
import type { ResumeSettings } from './options.js'

/** A service that says nothing for so long hears silence, and is not merely behind. */
const SETTLED_MS = 10_000
/** Audio is taken in so many parts of what is kept, so that results can say early enough what is done with. */
const PARTS = 8
/** A link that lived for so long worked, even if nobody spoke. */
const LIVED_MS = 30_000
/** From this part of its longest life on a session is renewed at the next pause. */
const RIPE = 0.8

/** What `resume()` opens: sessions one after another that look like one. */
export class ResumedSession implements EngineSession {
  readonly #name: string
  readonly #settings: ResumeSettings
  readonly #onEvent: (event: SessionEvent) => void
  readonly #abort = new AbortController()
  readonly #dial: Redialler
  readonly #backlog: Backlog
  /** Bytes that are taken at a time. */
  readonly #part: number
  readonly #bell = new Bell()
  readonly #feed: LinkFeed
  readonly #results = new ResultQueue()
  readonly #departures = new Departures()
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
    this.#backlog = new Backlog(options.format, settings.keep)
    this.#part = this.#backlog.part(PARTS)
    this.#feed = new LinkFeed(this.#backlog, this.#bell)
    this.#dial = new Redialler(engine, settings, { ...options, signal: this.#abort.signal })
  }

  /** Opens the first session. */
  static async open(engine: Engine, settings: ResumeSettings, options: SessionOptions): Promise<ResumedSession> {
    const { signal } = options
    signal.throwIfAborted()
    const resumed = new ResumedSession(engine, settings, options)
    const abort = (): void => { resumed.#abort.abort(signal.reason) }
    signal.addEventListener('abort', abort)
    try {
      resumed.#adopt((await resumed.#dial.again(undefined)).session, 0)
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
    const atOnce = this.#writers === 0 && audio.length <= this.#part && !this.#feed.isBehind && !this.#wouldLose(audio.length)
    // The caller may use its buffer again while earlier audio waits.
    const mine = atOnce ? audio : new Uint8Array(audio)
    const written = atOnce ? this.#take(mine) : this.#written.then(() => this.#take(mine))
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
    await this.#feed.complete()
  }

  async close(): Promise<void> {
    this.#end(failure('STENO_SESSION_CLOSED', { action: 'go on' }))
    await this.#departures.close()
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    const link = this.#feed.link
    const takes = link === undefined || link.session.setContext !== undefined
    check(takes, 'engine', 'one that takes a context', this.#name)
    this.#context = context
    // The link after one that breaks meanwhile is told, too.
    await link?.session.setContext?.(context).catch(() => this.#feed.gone(link))
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #adopt(session: EngineSession, from: number): void {
    if (this.#feed.over) {
      this.#departures.put(session)
      return
    }
    const opened = performance.now()
    const link: Link = { session, from, sent: from, finished: false, opened, lastHeard: opened }
    this.#last = session
    this.#feed.use(link)
    this.#departures.watch(this.#read(link))
  }

  async #read(link: Link): Promise<void> {
    try {
      for await (const result of link.session) if (this.#feed.link === link) this.#hear(result, link)
      if (this.#feed.link !== link) return
      if (!link.finished) throw failure('STENO_ENGINE_FAILED', { engine: this.#name, detail: 'its session ended by itself' })
      this.#end(undefined)
    } catch (error) {
      if (this.#feed.link === link) await this.#renew(link, error)
    } finally {
      this.#departures.put(link.session)
    }
  }

  #hear(result: RecognitionResult, link: Link): void {
    link.lastHeard = performance.now()
    const { placed, further } = this.#backlog.hear(result, link.from)
    if (further) this.#dial.progress()
    if (placed) this.#results.push(placed)
    this.#bell.ring()
    if (this.#isOld(link, result.isSentenceEnd)) this.#departures.watch(this.#renew(link))
  }

  /** Whether another link should follow; one that would begin at the same place would never come further. */
  #isOld(link: Link, isPause: boolean): boolean {
    const goesOn = !this.#feed.finishing && this.#backlog.hasPassed(link.from)
    return goesOn && this.#backlog.toMs(link.sent - link.from) >= this.#settings.maxSessionMs * (isPause ? RIPE : 1)
  }

  /** Puts another session in the place of one that broke, or of one that has lived long enough. */
  async #renew(link: Link, error?: unknown): Promise<void> {
    const began = performance.now()
    this.#feed.use(undefined)
    try {
      if (error === undefined) this.#departures.retire(link.session)
      else this.#drop(link, error)
      const from = this.#backlog.resumePlace()
      const { session, attempts } = await this.#dial.again(error)
      await this.#repeatContext(session)
      this.#adopt(session, from)
      this.#onEvent({ type: 'session', requestId: session.id })
      this.#onEvent({
        type: 'reconnect', requestId: session.id, reason: error === undefined ? 'rotation' : 'drop', attempts,
        gap: Math.round(performance.now() - began), resent: Math.round(this.#backlog.toMs(Math.max(0, link.sent - from))),
      })
      await (this.#feed.finishing ? this.#feed.complete() : this.#feed.flush())
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

  #drop(link: Link, error: unknown): void {
    this.#departures.put(link.session)
    if (performance.now() - link.opened >= LIVED_MS) this.#dial.progress()
    if (!(error instanceof StenopipeError && error.retryable)) throw error
    this.#onEvent({ type: 'drop', error, position: this.#backlog.toMs(this.#backlog.end) })
  }

  async #take(audio: Uint8Array): Promise<void> {
    for (let at = 0; at < audio.length; at += this.#part) {
      const piece = audio.subarray(at, at + this.#part)
      while (this.#feed.isBehind || this.#wouldLose(piece.length)) {
        if (this.#feed.isBehind) await this.#feed.flush()
        else await this.#bell.next(SETTLED_MS)
      }
      this.#backlog.append(piece)
      await this.#feed.flush()
    }
    if (this.#results.isFull) await this.#results.room()
    if (this.#feed.over) throw this.#feed.over.error
  }

  /** Whether taking so much more has to wait: there is no link and what is kept is full, or the service is behind. */
  #wouldLose(bytes: number): boolean {
    const link = this.#feed.link
    if (this.#feed.over) return false
    if (!link) return this.#backlog.isFull(bytes)
    return performance.now() - link.lastHeard < SETTLED_MS && this.#backlog.wouldLose(link.from, bytes)
  }

  #end(error: unknown): void {
    if (this.#feed.over) return
    const { link } = this.#feed
    const reason = error ?? failure('STENO_SESSION_CLOSED', { action: 'write audio' })
    this.#feed.end(reason)
    this.#abort.abort(reason)
    if (error === undefined) this.#results.end()
    else this.#results.fail(error)
    if (link) this.#departures.put(link.session)
  }

  #mustTakeAudio(action: string): void {
    if (this.#feed.over) throw this.#feed.over.error
    if (this.#ended) throw failure('STENO_SESSION_CLOSED', { action })
  }
}

import { failure, StenopipeError } from '../../lib/errors.js'
import type {
  Engine,
  EngineCapabilities,
  EngineSession,
  SessionFormat,
  SessionOptions,
} from '../../lib/engine/engine.js'
import type { ContextTurn, RecognitionResult } from '../../lib/types.js'

/** What goes wrong with one opening or its session. */
export interface Trouble {
  /** The opening fails, or the link breaks, with this. Default of a break: retryable. */
  readonly error?: Error
  /** It cannot be opened, or not before its signal is aborted. */
  readonly open?: 'fail' | 'hang'
  /** The link breaks when so many bytes have come; 0: as soon as it is open. */
  readonly at?: number
  /** What was said before the break and not read yet is still heard. */
  readonly heard?: boolean
  /** The link breaks when it is to finish, before or after that was taken. */
  readonly finish?: 'refused' | 'lost'
  /** Results wait for this. */
  readonly until?: Promise<void>
  /** Each write waits for this. */
  readonly room?: Promise<void>
  /** Iteration ends without an error after so many bytes. */
  readonly endAt?: number
}

/** An engine whose sessions break where they are told to, the first troubles first; counts and keeps what comes. */
export class FlakyEngine implements Engine {
  readonly name: string
  readonly capabilities: EngineCapabilities
  readonly inner: Engine
  readonly sessions: BreakingSession[] = []
  readonly formats: SessionFormat[] = []
  readonly #troubles: readonly Trouble[]
  /** Openings that were asked for. */
  asked = 0
  closed = 0

  constructor(inner: Engine, troubles: readonly Trouble[] = []) {
    this.inner = inner
    this.name = inner.name
    this.capabilities = inner.capabilities
    this.#troubles = troubles
  }

  /** Sessions that are open now. */
  get live(): number {
    return this.sessions.length - this.closed
  }

  async open(options: SessionOptions): Promise<EngineSession> {
    const { signal } = options
    signal.throwIfAborted()
    const trouble = this.#troubles[this.asked++] ?? {}
    this.formats.push(options.format)
    if (trouble.open === 'fail') throw trouble.error ?? lost()
    if (trouble.open === 'hang') {
      await new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error) }) })
    }
    const session = new BreakingSession(await this.inner.open(options), trouble, this)
    this.sessions.push(session)
    if (trouble.at === 0) session.break()
    return session
  }
}

export class BreakingSession implements EngineSession {
  readonly contexts: (readonly ContextTurn[])[] = []
  readonly #inner: EngineSession
  readonly #trouble: Trouble
  readonly #engine: FlakyEngine
  #broken: Error | undefined
  #ended = false
  #closed = false
  bytes = 0
  finished = false

  constructor(inner: EngineSession, trouble: Trouble, engine: FlakyEngine) {
    this.#inner = inner
    this.#trouble = trouble
    this.#engine = engine
  }

  get id(): string {
    return this.#inner.id
  }

  async write(audio: Uint8Array): Promise<void> {
    if (this.#broken) throw this.#broken
    const { at = Infinity, endAt = Infinity, room } = this.#trouble
    this.bytes += audio.length
    await this.#inner.write(audio)
    if (this.bytes >= at) throw this.break()
    if (this.bytes >= endAt) this.end()
    await room
  }

  async finish(): Promise<void> {
    if (this.#broken) throw this.#broken
    if (this.#trouble.finish === 'refused') throw this.break()
    this.finished = true
    await this.#inner.finish()
    if (this.#trouble.finish === 'lost') this.break()
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#engine.closed++
    this.#closed = true
    await this.#inner.close()
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    if (this.#broken) throw this.#broken
    this.contexts.push(context)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecognitionResult, void, undefined> {
    await this.#trouble.until
    try {
      for await (const result of this.#inner) {
        if (this.#broken && !this.#trouble.heard) break
        yield result
      }
    } catch (error) {
      if (!this.#ended) throw this.#broken ?? error
    }
    if (this.#broken) throw this.#broken
  }

  /** The iteration ends as if all had been said. */
  end(): void {
    this.#ended = true
    void this.#inner.close()
  }

  break(): Error {
    this.#broken ??= this.#trouble.error ?? lost()
    void this.#inner.close()
    return this.#broken
  }
}

/** A break after which another session may do. */
export function lost(retryAfter?: number): StenopipeError {
  return failure('STENO_CONNECTION_LOST', {}, undefined, retryAfter === undefined ? {} : { retryAfter })
}

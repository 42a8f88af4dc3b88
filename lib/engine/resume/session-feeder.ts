import type { Notifier } from '../../stream/notifier.js'
import type { EngineSession } from '../engine.js'
import type { ReplayState } from './replay-state.js'

/** Session of the wrapped engine, and how far it has got. */
export interface AttachedSession {
  readonly session: EngineSession
  /** Byte offset in the audio at which it began. */
  readonly startOffset: number
  /** Byte offset up to which audio has been written to it. */
  sentOffset: number
  /** Settles with the write that is in progress; stays when that fails. */
  lastWrite: Promise<void> | undefined
  /** True once it was told that no more audio comes. */
  isFinished: boolean
  /** Time at which it was opened, in ms. */
  readonly openedAt: number
  /** Time of its last result, in ms. */
  lastResultAt: number
}

/**
 * Writes the buffered audio to the session that is attached, from its offset on, one write at a time, and finishes it
 * in the end. When a session refuses a write, its iteration throws the reason, upon which another is attached.
 */
export class SessionFeeder {
  readonly #replay: ReplayState
  readonly #changed: Notifier
  #attached: AttachedSession | undefined
  #isFinishing = false
  #isFinished = false
  #failure: { readonly error: unknown } | undefined

  /** @param changed Notified whenever a session is attached or detached, and when a write or finish() has completed. */
  constructor(replay: ReplayState, changed: Notifier) {
    this.#replay = replay
    this.#changed = changed
  }

  /** Session that is fed; undefined while there is none. */
  get attached(): AttachedSession | undefined {
    return this.#attached
  }

  /** True once no more audio comes. */
  get isFinishing(): boolean {
    return this.#isFinishing
  }

  /** True while the attached session has not taken all that is buffered. */
  get isBehind(): boolean {
    const attached = this.#attached
    return attached !== undefined && (attached.lastWrite !== undefined || attached.sentOffset < this.#replay.end)
  }

  /** Reason why no other session will be attached. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Replaces the session; `feed()` begins to write to it. */
  attach(attached: AttachedSession | undefined): void {
    this.#attached = attached
    this.#changed.notify()
  }

  /** Detaches the session for good. @param isFinished True when it ended as it should. */
  end(error: unknown, isFinished: boolean): void {
    this.#failure = { error }
    this.#isFinished ||= isFinished
    this.attach(undefined)
  }

  /** Writes what is buffered, as far as the session takes it now; the rest follows when it has room. */
  feed(): void {
    const attached = this.#attached
    if (!attached || attached.lastWrite) return
    for (let audio; (audio = this.#replay.audioFrom(attached.sentOffset));) {
      attached.sentOffset += audio.length
      const written = write(attached.session, audio)
      if (!written) continue
      attached.lastWrite = written
      void this.#feedAfter(attached, written)
      return
    }
    if (this.#isFinishing && !attached.isFinished) void this.#finish(attached)
  }

  /** Finishes the session, or those that replace it until one has accepted that. */
  async finish(): Promise<void> {
    this.#isFinishing = true
    this.feed()
    while (!this.#isFinished) {
      if (this.#failure) throw this.#failure.error
      await this.#changed.wait()
    }
  }

  /** Resolves when a session is no longer attached. */
  async waitForReplacement(attached: AttachedSession): Promise<void> {
    while (this.#attached === attached) await this.#changed.wait()
  }

  async #feedAfter(attached: AttachedSession, written: Promise<void>): Promise<void> {
    try {
      await written
    } catch {
      return
    }
    attached.lastWrite = undefined
    this.feed()
    this.#changed.notify()
  }

  async #finish(attached: AttachedSession): Promise<void> {
    attached.isFinished = true
    try {
      await attached.session.finish()
    } catch {
      return
    }
    this.#isFinished = true
    this.#changed.notify()
  }
}

/** Starts a write; what it throws becomes a rejection. */
function write(session: EngineSession, audio: Uint8Array): Promise<void> | undefined {
  try {
    return session.write(audio) ?? undefined
  } catch (error) {
    return Promise.reject(error)
  }
}

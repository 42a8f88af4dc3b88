import type { ReplayState } from './replay-state.js'
import type { Notifier } from '../../stream/notifier.js'
import type { EngineSession } from '../engine.js'

/** One session of the engine beneath. */
export interface AttachedSession {
  readonly session: EngineSession
  /** Place in the audio where it began. */
  readonly startOffset: number
  /** Place up to which it has been given audio. */
  sentOffset: number
  /** It was told that no more comes. */
  finished: boolean
  readonly opened: number
  lastResultAt: number
}

/** Gives what is kept to whichever link there is, from where that link stands, and in the end tells it that no more comes. */
export class SessionFeeder {
  readonly #backlog: ReplayState
  readonly #bell: Notifier
  #link: AttachedSession | undefined
  #finishing = false
  #over: { readonly error: unknown } | undefined
  #flushing: Promise<void> | undefined
  #completing: Promise<void> | undefined

  /** @param bell Rings at each change of the link, and whenever one was heard. */
  constructor(backlog: ReplayState, bell: Notifier) {
    this.#backlog = backlog
    this.#bell = bell
  }

  /** The link that is fed; undefined between two. */
  get link(): AttachedSession | undefined {
    return this.#link
  }

  /** Whether all audio has been taken. */
  get finishing(): boolean {
    return this.#finishing
  }

  /** Whether the link has not been given all that is kept. */
  get isBehind(): boolean {
    return this.#link !== undefined && this.#link.sentOffset < this.#backlog.end
  }

  /** Why nothing more is fed, once that is so. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#over
  }

  /** The link from now on; undefined while there is none. */
  attach(link: AttachedSession | undefined): void {
    this.#link = link
    this.#bell.notify()
  }

  /** No link follows. @param error What writers are told. */
  end(error: unknown): void {
    this.#over = { error }
    this.attach(undefined)
  }

  /** Gives the link all it has not been given, whichever link that is then. */
  async flush(): Promise<void> {
    do {
      const run = this.#flushing ??= this.#pump()
      try {
        await run
      } finally {
        if (this.#flushing === run) this.#flushing = undefined
      }
    } while (this.isBehind)
  }

  /** Everything has been written: says so, once to each link, until one has heard it. */
  finish(): Promise<void> {
    this.#finishing = true
    return this.#completing ??= this.#tellEnd().finally(() => { this.#completing = undefined })
  }

  /** The link refused something: its own iteration tells why, and then another link or the end comes. */
  async waitForReplacement(link: AttachedSession): Promise<void> {
    while (this.#link === link && !this.#over) await this.#bell.wait()
  }

  async #pump(): Promise<void> {
    while (!this.#over) {
      const link = this.#link
      if (!link) {
        // Kept for the next link, unless there is nothing else to wait for.
        if (!this.#finishing) return
        await this.#bell.wait()
        continue
      }
      const piece = this.#backlog.audioFrom(link.sentOffset)
      if (!piece) return
      link.sentOffset += piece.length
      try {
        await link.session.write(piece)
      } catch {
        await this.waitForReplacement(link)
      }
    }
    throw this.#over.error
  }

  async #tellEnd(): Promise<void> {
    for (;;) {
      await this.flush()
      const link = this.#link
      if (!link) continue
      try {
        link.finished = true
        await link.session.finish()
        return
      } catch {
        await this.waitForReplacement(link)
      }
    }
  }
}

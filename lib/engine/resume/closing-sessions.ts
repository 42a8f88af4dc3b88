import type { EngineSession } from '../engine.js'

/** Sessions that are being closed in the background, and other work that must have ended before all is closed. */
export class ClosingSessions {
  readonly #pending = new Set<Promise<unknown>>()
  readonly #finishing = new Set<EngineSession>()

  /** Lets a session finish once its last write has completed, then closes it; its results are discarded. */
  finish(session: EngineSession, lastWrite: Promise<void> | undefined): void {
    this.#finishing.add(session)
    this.track(this.#finish(session, lastWrite))
  }

  /** Closes a session at once. */
  closeSession(session: EngineSession): void {
    this.#finishing.delete(session)
    this.track(session.close())
  }

  /** Makes `close()` wait for this, too. */
  track(work: Promise<unknown>): void {
    const settled = work.catch(() => {}).finally(() => { this.#pending.delete(settled) })
    this.#pending.add(settled)
  }

  /** Closes the sessions that are still finishing; resolves when no session and no work is left. */
  async close(): Promise<void> {
    for (const session of this.#finishing) this.closeSession(session)
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  async #finish(session: EngineSession, lastWrite: Promise<void> | undefined): Promise<void> {
    try {
      await lastWrite
      await session.finish()
    } catch {
      await session.close()
    }
  }
}

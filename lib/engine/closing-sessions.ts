import type { EngineSession } from './engine.js'

/** What goes on beside the session that is in use, until nothing of it is left. */
export class ClosingSessions {
  readonly #pending = new Set<Promise<unknown>>()
  readonly #retired = new Set<EngineSession>()

  /** Ends a session politely; it still says its last words, to nobody. */
  finish(session: EngineSession): void {
    this.#retired.add(session)
    this.track(session.finish().catch(() => session.close()))
  }

  /** Ends a session at once. */
  closeSession(session: EngineSession): void {
    this.#retired.delete(session)
    this.track(session.close())
  }

  /** Waits for this too, in the end. */
  track(pending: Promise<unknown>): void {
    const watched = pending.catch(() => {}).finally(() => { this.#pending.delete(watched) })
    this.#pending.add(watched)
  }

  /** Cuts last words short; resolves when nothing is left. */
  async close(): Promise<void> {
    for (const session of this.#retired) this.closeSession(session)
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }
}

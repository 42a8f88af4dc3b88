import type { EngineSession } from './engine.js'

/** What goes on beside the session that is in use, until nothing of it is left. */
export class Departures {
  readonly #pending = new Set<Promise<unknown>>()
  readonly #retired = new Set<EngineSession>()

  /** Ends a session politely; it still says its last words, to nobody. */
  retire(session: EngineSession): void {
    this.#retired.add(session)
    this.watch(session.finish().catch(() => session.close()))
  }

  /** Ends a session at once. */
  put(session: EngineSession): void {
    this.#retired.delete(session)
    this.watch(session.close())
  }

  /** Waits for this too, in the end. */
  watch(pending: Promise<unknown>): void {
    const watched = pending.catch(() => {}).finally(() => { this.#pending.delete(watched) })
    this.#pending.add(watched)
  }

  /** Cuts last words short; resolves when nothing is left. */
  async close(): Promise<void> {
    for (const session of this.#retired) this.put(session)
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }
}

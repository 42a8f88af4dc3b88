import { backgroundClock, type Clock } from '../../../stream/clock.js'
import type { Connection } from './connection.js'

/** Idle connections, each kept for the next task for a limited time. */
export class Pool {
  readonly #idleTimeout: number
  readonly #clock: Clock
  /** Each with a function that cancels its timer. */
  readonly #idle = new Map<Connection, () => void>()

  /** @param idleTimeout Time that a connection is kept, in ms; 0 keeps none. */
  constructor(idleTimeout: number, clock: Clock = backgroundClock) {
    this.#idleTimeout = idleTimeout
    this.#clock = clock
  }

  /** Removes and returns the newest connection that is still open, if any. */
  acquire(): Connection | undefined {
    for (const [connection, cancelTimer] of [...this.#idle].reverse()) {
      this.#idle.delete(connection)
      cancelTimer()
      if (connection.isOpen) return connection
    }
    return undefined
  }

  /** Keeps a connection or closes it; resolves when that is done. */
  async release(connection: Connection): Promise<void> {
    if (this.#idleTimeout === 0 || !connection.isOpen) return connection.close()
    connection.attach(undefined)
    this.#idle.set(connection, this.#clock.after(this.#idleTimeout, () => {
      this.#idle.delete(connection)
      void connection.close()
    }))
  }

  /** Closes all idle connections. */
  async close(): Promise<void> {
    const idle = [...this.#idle]
    this.#idle.clear()
    await Promise.all(idle.map(([connection, cancelTimer]) => {
      cancelTimer()
      return connection.close()
    }))
  }
}

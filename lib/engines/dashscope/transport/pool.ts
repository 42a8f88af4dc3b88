import type { Connection } from './connection.js'

/** Connections that wait for their next task; none for longer than the service lets them. */
export class Pool {
  readonly #idleTimeout: number
  readonly #idle = new Map<Connection, NodeJS.Timeout>()

  /** @param idleTimeout How long a connection may wait, in ms; 0: not at all. */
  constructor(idleTimeout: number) {
    this.#idleTimeout = idleTimeout
  }

  /** One that waits, the freshest, if it is still open. */
  acquire(): Connection | undefined {
    for (const [connection, timer] of [...this.#idle].reverse()) {
      this.#idle.delete(connection)
      clearTimeout(timer)
      if (connection.isOpen) return connection
    }
    return undefined
  }

  /** Lets a connection wait, or closes it; resolves when it is put away. */
  async release(connection: Connection): Promise<void> {
    if (this.#idleTimeout === 0 || !connection.isOpen) return connection.close()
    connection.attach(undefined)
    const timer = setTimeout(() => {
      this.#idle.delete(connection)
      void connection.close()
    }, this.#idleTimeout).unref()
    this.#idle.set(connection, timer)
  }

  /** Closes all that wait. */
  async close(): Promise<void> {
    const waiting = [...this.#idle]
    this.#idle.clear()
    await Promise.all(waiting.map(([connection, timer]) => {
      clearTimeout(timer)
      return connection.close()
    }))
  }
}

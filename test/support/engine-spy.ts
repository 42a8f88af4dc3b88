import type { Engine, EngineCapabilities, EngineSession, SessionOptions } from '../../lib/engine/engine.js'
import type { RecognitionResult } from '../../lib/types.js'

/** Another engine, that counts its sessions and keeps what they say. */
export class EngineSpy implements Engine {
  readonly name: string
  readonly capabilities: EngineCapabilities
  readonly heard: RecognitionResult[] = []
  readonly #inner: Engine
  #begin = (): void => {}
  /** Resolves with the first audio written. */
  readonly begun = new Promise<void>(resolve => { this.#begin = resolve })
  opened = 0
  closed = 0

  constructor(inner: Engine) {
    this.#inner = inner
    this.name = inner.name
    this.capabilities = inner.capabilities
  }

  async open(options: SessionOptions): Promise<EngineSession> {
    const session = await this.#inner.open(options)
    this.opened++
    let closed = false
    return {
      id: session.id,
      write: audio => {
        this.#begin()
        return session.write(audio)
      },
      finish: () => session.finish(),
      close: async () => {
        await session.close()
        if (!closed) this.closed++
        closed = true
      },
      [Symbol.asyncIterator]: () => this.#keep(session),
    }
  }

  async *#keep(session: EngineSession): AsyncGenerator<RecognitionResult, void, undefined> {
    for await (const result of session) {
      this.heard.push(result)
      yield result
    }
  }
}

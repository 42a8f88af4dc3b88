import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of its own that answers requests. */
export class Child {
  readonly #process: ChildProcess

  /** @param module What to run; it calls `answer()`. */
  constructor(module: URL, args: readonly string[] = []) {
    this.#process = fork(module, args)
  }

  /** One at a time. */
  async ask<Answer>(request: unknown): Promise<Answer> {
    this.#process.send(request as object)
    const gone = once(this.#process, 'exit').then(([code]) => {
      throw new Error(`The process ended with ${String(code)}`)
    })
    const [answer] = await Promise.race([once(this.#process, 'message'), gone]) as [Answer]
    return answer
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit')
    this.#process.kill()
    await gone
  }
}

/** In a child: answers each request of the process that started it, and ends with it. */
export function answer(handle: (request: never) => Promise<unknown>): void {
  process.on('message', (request) => {
    void handle(request as never).then(reply => process.send!(reply))
  })
  process.on('disconnect', () => process.exit())
}

import type { Exit } from '../ffmpeg/child-process.js'
import { KILLED } from '../ffmpeg/fluent-ffmpeg.js'
import type { SampleProducer } from './pcm-source.js'

/** Starts a child and resolves when it is gone; starts none once all was called off. */
export type Run = (start: () => SampleProducer) => Promise<Exit>

/** Children one after the other, and what must be found out before, as one recorder. */
export class ChildSequence implements SampleProducer {
  readonly closed: Promise<Exit>
  #current: SampleProducer | undefined
  #killed = false

  constructor(go: (run: Run) => Promise<Exit>) {
    this.closed = go(start => this.#run(start)).catch((error: unknown) => {
      if (this.#killed) return KILLED
      throw error
    })
  }

  kill(): void {
    this.#killed = true
    this.#current?.kill()
  }

  async #run(start: () => SampleProducer): Promise<Exit> {
    if (this.#killed) return KILLED
    this.#current = start()
    return this.#current.closed
  }
}

import type { Exit } from '../ffmpeg/child-process.js'
import { KILLED } from '../ffmpeg/fluent-ffmpeg.js'
import type { Recorder } from './pcm-source.js'

/** Starts a child and resolves when it is gone; starts none once all was called off. */
export type Run = (start: () => Recorder) => Promise<Exit>

/** Children one after the other, and what must be found out before, as one recorder. */
export class Errands implements Recorder {
  readonly closed: Promise<Exit>
  #current: Recorder | undefined
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

  async #run(start: () => Recorder): Promise<Exit> {
    if (this.#killed) return KILLED
    this.#current = start()
    return this.#current.closed
  }
}

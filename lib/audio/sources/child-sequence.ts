import type { Exit } from '../ffmpeg/child-process.js'
import { KILLED } from '../ffmpeg/fluent-ffmpeg.js'
import type { SampleProducer } from './pcm-source.js'

/** Starts a child and resolves with its exit; starts none after `kill()`. */
export type RunChild = (start: () => SampleProducer) => Promise<Exit>

/** Children that run one after the other, and asynchronous checks between them, as one producer. */
export class ChildSequence implements SampleProducer {
  readonly closed: Promise<Exit>
  #current: SampleProducer | undefined
  #killed = false

  /** @param sequence - Runs the children; resolves with the exit of the last. */
  constructor(sequence: (run: RunChild) => Promise<Exit>) {
    this.closed = sequence(start => this.#run(start)).catch((error: unknown) => {
      if (this.#killed) return KILLED
      throw error
    })
  }

  stop(): void {
    this.#killed = true
    this.#current?.stop()
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

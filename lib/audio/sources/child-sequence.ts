import { onAbort } from '../../stream/on-abort.js'
import { type Exit, KILLED } from '../ffmpeg/child-process.js'
import type { SampleProducer } from './pcm-source.js'

/** Tools of a sequence. */
export interface SequenceTools {
  /** Starts a child and resolves with its exit; starts none after `stop()` or `kill()`. */
  readonly run: (start: () => SampleProducer) => Promise<Exit>
  /** Ends the child that runs, and starts no other. */
  readonly end: () => void
  /** Aborted by `stop()` and `kill()`. */
  readonly signal: AbortSignal
}

/** Children that run one after the other, and asynchronous steps between them, as one producer. */
export class ChildSequence implements SampleProducer {
  readonly closed: Promise<Exit>
  readonly #abort = new AbortController()
  #current: SampleProducer | undefined

  /** @param sequence - Runs the children; resolves with the exit of the last. */
  constructor(sequence: (tools: SequenceTools) => Promise<Exit>) {
    const { signal } = this.#abort
    const tools: SequenceTools = { run: start => this.#run(start), end: () => { this.kill() }, signal }
    this.closed = sequence(tools).catch((error: unknown) => {
      if (signal.aborted) return KILLED
      throw error
    })
  }

  stop(): void {
    this.#abort.abort()
    this.#current?.stop()
  }

  kill(): void {
    this.#abort.abort()
    this.#current?.kill()
  }

  async #run(start: () => SampleProducer): Promise<Exit> {
    if (this.#abort.signal.aborted) return KILLED
    this.#current = start()
    return this.#current.closed
  }
}

/** Settles as a promise does, but rejects at once when the signal is aborted: a file system may never answer. */
export async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let removeListener = (): void => {}
  const aborted = new Promise<never>((_, reject) => { removeListener = onAbort(signal, reject) })
  return Promise.race([promise, aborted]).finally(removeListener)
}

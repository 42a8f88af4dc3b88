import { bytesOf } from '../../audio/pcm/pcm.js'
import { failure } from '../../errors.js'
import { Notifier } from '../../stream/notifier.js'
import { onAbort } from '../../stream/on-abort.js'
import type { EngineSession } from '../engine.js'
import { ResultQueue } from '../result-queue.js'

/** Part of the audio of a recognition, and the session that recognises it. */
export class Segment {
  /** Beginning in the audio, in ms. */
  readonly offset: number
  /** Results with times from the beginning of the segment. A segment is short, so that all of them may be pending. */
  readonly results = new ResultQueue(Infinity)
  readonly #engineName: string
  readonly #abort = new AbortController()
  readonly #changed = new Notifier()
  #audio: Int16Array[] = []
  #isComplete = false
  #isFinished = false
  #session: EngineSession | undefined

  constructor(offset: number, engineName: string) {
    this.offset = offset
    this.#engineName = engineName
  }

  /** Aborted when the segment is closed. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Session, once it is open. */
  get session(): EngineSession | undefined {
    return this.#session
  }

  /** Appends audio. */
  write(audio: Int16Array): void {
    this.#audio.push(audio)
    this.#changed.notify()
  }

  /** Ends the audio. */
  complete(): void {
    this.#isComplete = true
    this.#changed.notify()
  }

  /** Cancels the recognition; pending results can still be read, then `error`. */
  close(error: unknown): void {
    this.results.fail(error)
    this.#abort.abort(error)
    this.#changed.notify()
  }

  /** Recognises the segment; resolves with its session, whose results have ended, or rejects when that is closed. */
  async run(opening: Promise<EngineSession>): Promise<EngineSession> {
    const session = this.#session = await opening
    const removeListener = onAbort(this.signal, () => { session.close().catch(() => {}) })
    try {
      this.signal.throwIfAborted()
      const reading = this.#read(session)
      // When a session refuses audio, its iteration throws the reason.
      const writing = this.#write(session).catch(async (error: unknown) => {
        await reading
        throw error
      })
      await Promise.all([reading, writing])
      this.results.end()
      return session
    } catch (error) {
      this.close(error)
      await session.close()
      throw error
    } finally {
      removeListener()
    }
  }

  async #read(session: EngineSession): Promise<void> {
    for await (const result of session) this.results.push(result)
    if (this.#isFinished) return
    throw failure('STENO_ENGINE_FAILED', { engine: this.#engineName, detail: 'its session ended by itself' })
  }

  async #write(session: EngineSession): Promise<void> {
    for (;;) {
      this.signal.throwIfAborted()
      const audio = this.#audio.shift()
      if (audio) await session.write(bytesOf(audio))
      else if (this.#isComplete) break
      else await this.#changed.wait()
    }
    this.#isFinished = true
    await session.finish()
  }
}

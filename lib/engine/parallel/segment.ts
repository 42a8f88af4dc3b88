import { bytesOf } from '../../audio/pcm/pcm.js'
import { failure } from '../../errors.js'
import { Notifier } from '../../stream/notifier.js'
import type { EngineSession } from '../engine.js'
import { ResultQueue } from '../result-queue.js'

/** A part of the audio of a recognition, and the session that recognises it. */
export class Segment {
  /** Where it begins, in ms. */
  readonly offset: number
  /** What was said in it, on the part's own clock. A part is short, so that all of it may wait. */
  readonly results = new ResultQueue(Infinity)
  readonly #engine: string
  readonly #abort = new AbortController()
  readonly #bell = new Notifier()
  #audio: Int16Array[] = []
  #complete = false
  #finished = false
  #session: EngineSession | undefined

  /** @param engine Its name. */
  constructor(offset: number, engine: string) {
    this.offset = offset
    this.#engine = engine
  }

  /** Cuts the opening of its session short. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Once it is open. */
  get session(): EngineSession | undefined {
    return this.#session
  }

  write(audio: Int16Array): void {
    this.#audio.push(audio)
    this.#bell.notify()
  }

  /** No more audio comes. */
  complete(): void {
    this.#complete = true
    this.#bell.notify()
  }

  /** Nobody wants it any more: ends what goes on, in time. */
  close(error: unknown): void {
    this.results.fail(error)
    this.#abort.abort(error)
    this.#bell.notify()
  }

  /** Recognises it; resolves to its session, which has said all, or rejects when that is closed. */
  async run(opening: Promise<EngineSession>): Promise<EngineSession> {
    const session = this.#session = await opening
    const stop = (): void => { session.close().catch(() => {}) }
    this.signal.addEventListener('abort', stop)
    try {
      this.signal.throwIfAborted()
      const said = this.#listen(session)
      // Why a session takes no more is told when it is read.
      const fed = this.#feed(session).catch(async (error: unknown) => { await said; throw error })
      await Promise.all([said, fed])
      this.results.end()
      return session
    } catch (error) {
      this.close(error)
      await session.close()
      throw error
    } finally {
      this.signal.removeEventListener('abort', stop)
    }
  }

  async #listen(session: EngineSession): Promise<void> {
    for await (const result of session) this.results.push(result)
    if (!this.#finished) throw failure('STENO_ENGINE_FAILED', { engine: this.#engine, detail: 'its session ended by itself' })
  }

  async #feed(session: EngineSession): Promise<void> {
    for (;;) {
      this.signal.throwIfAborted()
      const audio = this.#audio.shift()
      if (audio) await session.write(bytesOf(audio))
      else if (this.#complete) break
      else await this.#bell.wait()
    }
    this.#finished = true
    await session.finish()
  }
}

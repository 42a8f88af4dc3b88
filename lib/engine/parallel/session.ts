import { framesToMs } from '../../audio/pcm/pcm.js'
import { Notifier } from '../../stream/notifier.js'
import { onAbort } from '../../stream/on-abort.js'
import type { ContextTurn, RecognitionResult } from '../../types.js'
import type { Engine, EngineSession, SessionOptions, SessionUsage } from '../engine.js'
import { ResultMerger } from '../result-merger.js'
import { overlappingWriteError, sessionClosedError } from '../session-errors.js'
import type { ParallelSettings } from './options.js'
import { SegmentCutter, type SegmentChunk } from './segment-cutter.js'
import { SegmentRunner } from './segment-runner.js'
import { Segment } from './segment.js'

/** Results and segments that may be pending before another segment begins; as many as in any other session. */
const MAX_PENDING = 256

/** Session of `parallel()`: cuts the audio, recognises the segments side by side and merges their results. */
export class ParallelSession implements EngineSession {
  declare readonly setContext?: (context: readonly ContextTurn[]) => Promise<void>
  readonly #engineName: string
  readonly #sampleRate: number
  readonly #maxRunning: number
  readonly #cutter: SegmentCutter
  readonly #runner: SegmentRunner
  readonly #merger = new ResultMerger()
  readonly #changed = new Notifier()
  /** Segments that have not been read to their end, oldest first. */
  readonly #unread: Segment[] = []
  /** Segment that is being written. */
  #current: Segment | undefined
  #id = ''
  #frames = 0
  #state: 'ready' | 'writing' | 'finishing' | 'complete' = 'ready'
  #failure: { readonly error: unknown } | undefined

  private constructor(engine: Engine, settings: ParallelSettings, options: SessionOptions) {
    this.#engineName = engine.name
    this.#sampleRate = options.format.sampleRate
    this.#maxRunning = settings.sessions
    this.#cutter = new SegmentCutter(this.#sampleRate, settings)
    this.#runner = new SegmentRunner(engine, options, {
      failed: (segment, error) => { this.#handleFailure(segment, error) },
      settled: () => { this.#changed.notify() },
    })
  }

  /** Opens the first session; the others follow with the audio. */
  static async open(engine: Engine, settings: ParallelSettings, options: SessionOptions): Promise<ParallelSession> {
    options.signal.throwIfAborted()
    const parallel = new ParallelSession(engine, settings, options)
    const segment = new Segment(0, engine.name)
    const removeListener = onAbort(options.signal, reason => { segment.close(reason) })
    try {
      const session = await parallel.#runner.openSession(segment)
      parallel.#id = session.id
      if (session.setContext) {
        const setContext = (context: readonly ContextTurn[]): Promise<void> => parallel.#runner.setContext(context)
        Object.assign(parallel, { setContext })
      }
      parallel.#begin(segment, session)
      return parallel
    } finally {
      removeListener()
    }
  }

  /** Id of the session whose results are being read. */
  get id(): string {
    return this.#id
  }

  /** Sum over all sessions. */
  get usage(): SessionUsage | undefined {
    return this.#runner.usage
  }

  write(audio: Uint8Array): Promise<void> | void {
    this.#assertWritable('write audio')
    const chunks = this.#cutter.push(audio)
    while (chunks.length > 0 && this.#hasRoom) this.#writeChunk(chunks.shift()!)
    if (chunks.length > 0) return this.#writeWhenRoom(chunks)
  }

  async finish(): Promise<void> {
    this.#assertWritable('finish')
    await this.#writeWhenRoom(this.#cutter.flush(), 'finishing')
    this.#current?.complete()
    this.#state = 'complete'
    this.#changed.notify()
    await this.#runner.closed()
    this.#throwFailure()
  }

  async close(): Promise<void> {
    const error = sessionClosedError('continue')
    this.#fail(error)
    this.#runner.abort(error)
    await this.#runner.closed()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecognitionResult, void, undefined> {
    for (;;) {
      const [segment] = this.#unread
      if (segment) {
        for await (const result of segment.results) {
          const merged = this.#merger.add(result, segment.offset)
          this.#id = result.requestId
          this.#changed.notify()
          if (merged) yield merged
        }
        this.#unread.shift()
        this.#changed.notify()
      } else {
        this.#throwFailure()
        if (this.#state === 'complete') return
        await this.#changed.wait()
      }
    }
  }

  /** True when the next chunk can be written: its segment has begun, or may begin. */
  get #hasRoom(): boolean {
    if (this.#current) return true
    const pending = this.#unread.reduce((count, { results }) => count + 1 + results.length, 0)
    return this.#runner.size < this.#maxRunning && pending < MAX_PENDING
  }

  #writeChunk({ audio, ends }: SegmentChunk): void {
    if (!this.#current) this.#begin(new Segment(framesToMs(this.#frames, this.#sampleRate), this.#engineName))
    this.#current?.write(audio)
    this.#frames += audio.length
    if (!ends) return
    this.#current?.complete()
    this.#current = undefined
  }

  async #writeWhenRoom(chunks: readonly SegmentChunk[], state: 'writing' | 'finishing' = 'writing'): Promise<void> {
    this.#state = state
    for (const chunk of chunks) {
      while (!this.#failure && !this.#hasRoom) await this.#changed.wait()
      this.#throwFailure()
      this.#writeChunk(chunk)
    }
    if (state === 'writing') this.#state = 'ready'
  }

  #begin(segment: Segment, session?: EngineSession): void {
    this.#current = segment
    this.#unread.push(segment)
    this.#runner.start(segment, session)
  }

  /** Cancels the segments after one that failed; those before it are not affected. */
  #handleFailure(failed: Segment, error: unknown): void {
    failed.results.fail(error)
    this.#fail(error)
    for (const later of this.#unread.slice(this.#unread.indexOf(failed) + 1)) later.close(error)
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#runner.end()
    this.#changed.notify()
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }

  #assertWritable(action: string): void {
    this.#throwFailure()
    if (this.#state === 'writing') throw overlappingWriteError(action)
    if (this.#state !== 'ready') throw sessionClosedError(action)
  }
}

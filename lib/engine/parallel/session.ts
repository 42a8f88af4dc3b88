import { framesToMs } from '../../audio/pcm/pcm.js'
import { failure } from '../../errors.js'
import type { ContextTurn, RecognitionResult } from '../../types.js'
import { Notifier } from '../../stream/notifier.js'
import type { Engine, EngineSession, SessionUsage, SessionEvent, SessionOptions } from '../engine.js'
import type { ParallelOptions } from './parallel.js'
import { Segment } from './segment.js'
import { SegmentCutter, type SegmentChunk } from './segment-cutter.js'
import { ResultMerger } from '../result-merger.js'

/** Results and parts that may wait for the reader before another part begins; as many as of any other session. */
const UNREAD = 256

/** What `parallel()` opens: sessions side by side that look like one. */
export class ParallelSession implements EngineSession {
  declare readonly setContext?: (context: readonly ContextTurn[]) => Promise<void>
  readonly #engine: Engine
  readonly #options: SessionOptions
  readonly #sessions: number
  readonly #cutter: SegmentCutter
  readonly #transcript = new ResultMerger()
  readonly #bell = new Notifier()
  /** What has not been read to its end, oldest first. */
  readonly #parts: Segment[] = []
  /** Parts whose session is not closed yet, by what waits for that. */
  readonly #running = new Map<Segment, Promise<void>>()
  /** Sessions that have said all of their part and can be renewed for another. */
  readonly #spent: EngineSession[] = []
  readonly #accounts = new Set<SessionUsage>()
  readonly #warned = new Set<string>()
  /** One to the limits of the engine. */
  readonly #job = {}
  #id: string
  /** The part that is being written. */
  #current: Segment | undefined
  #frames = 0
  #context: readonly ContextTurn[] | undefined
  #written = Promise.resolve()
  /** The caller gives no more audio. */
  #ended = false
  /** All of it is in parts. */
  #parted = false
  #over: { readonly error: unknown } | undefined

  private constructor(engine: Engine, limits: Required<ParallelOptions>, options: SessionOptions) {
    this.#engine = engine
    this.#options = options
    this.#sessions = limits.sessions
    this.#cutter = new SegmentCutter(options.format.sampleRate, limits)
    this.#id = ''
  }

  /** Opens the first session; the others follow with the audio. */
  static async open(engine: Engine, limits: Required<ParallelOptions>, options: SessionOptions): Promise<ParallelSession> {
    const { signal } = options
    signal.throwIfAborted()
    const parallel = new ParallelSession(engine, limits, options)
    const part = new Segment(0, engine.name)
    const abort = (): void => { part.close(signal.reason) }
    signal.addEventListener('abort', abort)
    try {
      const session = await parallel.#dial(part)
      parallel.#id = session.id
      if (session.setContext) Object.assign(parallel, { setContext: parallel.#setContext })
      parallel.#begin(part, Promise.resolve(session))
      return parallel
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Of the session whose results are being read. */
  get id(): string {
    return this.#id
  }

  /** The sum over all sessions. */
  get usage(): SessionUsage | undefined {
    const live = [...this.#running.keys()].flatMap(({ session }) => session?.usage ?? [])
    // Sessions of one job may keep one account together.
    const all = [...new Set([...this.#accounts, ...live])]
    if (all.length === 0) return undefined
    const total = (of: (account: SessionUsage) => number): number => all.reduce((sum, account) => sum + of(account), 0)
    return {
      sentDuration: total(({ sentDuration }) => sentDuration),
      sentBytes: total(({ sentBytes }) => sentBytes),
      billedSeconds: total(({ billedSeconds }) => billedSeconds),
      unknownMessages: total(({ unknownMessages }) => unknownMessages),
      ...all.every(({ cost }) => cost !== undefined) && { cost: total(({ cost }) => cost!) },
    }
  }

  async write(audio: Uint8Array): Promise<void> {
    this.#mustTakeAudio('write audio')
    await this.#then(this.#cutter.push(audio))
    if (this.#over) throw this.#over.error
  }

  async finish(): Promise<void> {
    this.#mustTakeAudio('finish')
    this.#ended = true
    await this.#then(this.#cutter.flush())
    this.#current?.complete()
    this.#parted = true
    this.#bell.notify()
    await this.#closed()
    if (this.#over) throw this.#over.error
  }

  async close(): Promise<void> {
    const error = failure('STENO_SESSION_CLOSED', { action: 'go on' })
    this.#end(error)
    for (const part of this.#running.keys()) part.close(error)
    await this.#closed()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecognitionResult, void, undefined> {
    for (;;) {
      const [part] = this.#parts
      if (part) {
        for await (const result of part.results) {
          const placed = this.#transcript.add(result, part.offset)
          this.#id = result.requestId
          // What is read makes room.
          this.#bell.notify()
          if (placed) yield placed
        }
        this.#parts.shift()
        this.#bell.notify()
      } else {
        if (this.#over) throw this.#over.error
        if (this.#parted) return
        await this.#bell.wait()
      }
    }
  }

  /** After what was written before. */
  #then(pieces: readonly SegmentChunk[]): Promise<void> {
    const written = this.#written.then(() => this.#give(pieces))
    this.#written = written.catch(() => {})
    return written
  }

  async #give(pieces: readonly SegmentChunk[]): Promise<void> {
    for (const { audio, ends } of pieces) {
      const part = this.#current ?? await this.#next()
      part.write(audio)
      this.#frames += audio.length
      if (!ends) continue
      part.complete()
      this.#current = undefined
    }
  }

  /** Another part, when there is room for it. */
  async #next(): Promise<Segment> {
    while (!this.#over && (this.#running.size >= this.#sessions || this.#unread() >= UNREAD)) await this.#bell.wait()
    if (this.#over) throw this.#over.error
    const part = new Segment(framesToMs(this.#frames, this.#options.format.sampleRate), this.#engine.name)
    this.#begin(part, this.#open(part))
    return part
  }

  #unread(): number {
    return this.#parts.reduce((sum, { results }) => sum + 1 + results.waiting, 0)
  }

  #begin(part: Segment, opening: Promise<EngineSession>): void {
    this.#current = part
    this.#parts.push(part)
    const over = part.run(opening).then(session => this.#retire(session)).catch((error: unknown) => { this.#fail(part, error) }).finally(() => {
      const { usage } = part.session ?? {}
      if (usage) this.#accounts.add(usage)
      this.#running.delete(part)
      this.#bell.notify()
    })
    this.#running.set(part, over)
  }

  async #retire(session: EngineSession): Promise<void> {
    if (session.renew && !this.#parted && !this.#over) this.#spent.push(session)
    else await session.close()
  }

  /** Resolves when no session is left; no other part may begin. */
  async #closed(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
    await Promise.all(this.#spent.map(session => session.close()))
  }

  async #open(part: Segment): Promise<EngineSession> {
    const session = await this.#dial(part)
    this.#options.onEvent?.({ type: 'session', requestId: session.id })
    // A session that breaks meanwhile tells so itself, when it is read.
    if (this.#context) await session.setContext?.(this.#context).catch(() => {})
    return session
  }

  #dial(part: Segment): Promise<EngineSession> {
    const options = { ...this.#options, job: this.#job, signal: part.signal, onEvent: (event: SessionEvent) => { this.#tell(event, part) } }
    return this.#spent.pop()?.renew?.(options) ?? this.#engine.open(options)
  }

  #tell(event: SessionEvent, { offset }: Segment): void {
    if (event.type === 'warning') {
      // Each session has the same doubts.
      if (this.#warned.has(event.message)) return
      this.#warned.add(event.message)
    }
    this.#options.onEvent?.(event.type === 'disconnect' ? { ...event, position: event.position + offset } : event)
  }

  /** What comes after a part that failed is of no use; what came before it goes on. */
  #fail(part: Segment, error: unknown): void {
    part.results.fail(error)
    this.#end(error)
    const place = this.#parts.indexOf(part)
    for (const later of this.#parts.slice(place + 1)) later.close(error)
  }

  #end(error: unknown): void {
    this.#over ??= { error }
    this.#bell.notify()
  }

  readonly #setContext = async (context: readonly ContextTurn[]): Promise<void> => {
    this.#context = context
    await Promise.all([...this.#running.keys()].map(async ({ session }) => session?.setContext?.(context)))
  }

  #mustTakeAudio(action: string): void {
    if (this.#over) throw this.#over.error
    if (this.#ended) throw failure('STENO_SESSION_CLOSED', { action })
  }
}

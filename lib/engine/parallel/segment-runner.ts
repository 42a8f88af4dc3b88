import type { ContextTurn } from '../../types.js'
import type { Engine, EngineSession, SessionEvent, SessionOptions, SessionUsage } from '../engine.js'
import type { Segment } from './segment.js'

/** Callbacks of a `SegmentRunner`. */
export interface SegmentRunnerListener {
  /** Called when a segment failed. */
  failed(segment: Segment, error: unknown): void
  /** Called when a segment is over and its session closed or kept for renewal. */
  settled(): void
}

/** Runs segments in sessions of an engine, and renews the sessions that can be. */
export class SegmentRunner {
  readonly #engine: Engine
  readonly #options: SessionOptions
  readonly #listener: SegmentRunnerListener
  /** Identity of the sessions for the engine's limits. */
  readonly #billingGroup: object
  /** Segments whose session is not closed, with the promise of that. */
  readonly #running = new Map<Segment, Promise<void>>()
  /** Sessions that have finished and can be renewed. */
  readonly #renewable: EngineSession[] = []
  readonly #usages = new Set<SessionUsage>()
  readonly #warnings = new Set<string>()
  #context: readonly ContextTurn[] | undefined
  #isEnding = false

  constructor(engine: Engine, options: SessionOptions, listener: SegmentRunnerListener) {
    this.#engine = engine
    this.#options = options
    this.#listener = listener
    this.#billingGroup = options.billingGroup ?? {}
  }

  /** Number of segments that are running. */
  get size(): number {
    return this.#running.size
  }

  /** Sum over all sessions; undefined where they have no usage. */
  get usage(): SessionUsage | undefined {
    const live = [...this.#running.keys()].flatMap(({ session }) => session?.usage ?? [])
    // Sessions that are billed together may share one object.
    const all = [...new Set([...this.#usages, ...live])]
    return all.length === 0 ? undefined : sum(all)
  }

  /** Opens the session of a segment. */
  openSession(segment: Segment): Promise<EngineSession> {
    const options: SessionOptions = {
      ...this.#options, billingGroup: this.#billingGroup, signal: segment.signal,
      onEvent: event => { this.#handleEvent(event, segment) },
    }
    return this.#renewable.pop()?.renew?.(options) ?? this.#engine.open(options)
  }

  /** Starts a segment, whose session opens now unless it is given. */
  start(segment: Segment, session?: EngineSession): void {
    const opening = session ? Promise.resolve(session) : this.#openNext(segment)
    this.#running.set(segment, this.#run(segment, opening))
  }

  /** Replaces the context of the sessions that are open and of those that follow. */
  async setContext(context: readonly ContextTurn[]): Promise<void> {
    this.#context = context
    await Promise.all([...this.#running.keys()].map(async ({ session }) => session?.setContext?.(context)))
  }

  /** Cancels all segments that are running. */
  abort(error: unknown): void {
    this.end()
    for (const segment of this.#running.keys()) segment.close(error)
  }

  /** States that no other segment will be started, so that sessions are closed instead of kept. */
  end(): void {
    this.#isEnding = true
  }

  /** Resolves when no segment is running and no session open. */
  async closed(): Promise<void> {
    this.end()
    while (this.#running.size > 0) await Promise.all(this.#running.values())
    await Promise.all(this.#renewable.map(session => session.close()))
  }

  async #run(segment: Segment, opening: Promise<EngineSession>): Promise<void> {
    try {
      const session = await segment.run(opening)
      if (session.renew && !this.#isEnding) this.#renewable.push(session)
      else await session.close()
    } catch (error) {
      this.#listener.failed(segment, error)
    }
    const usage = segment.session?.usage
    if (usage) this.#usages.add(usage)
    this.#running.delete(segment)
    this.#listener.settled()
  }

  async #openNext(segment: Segment): Promise<EngineSession> {
    const session = await this.openSession(segment)
    this.#options.onEvent?.({ type: 'session', requestId: session.id })
    // If a session fails meanwhile, its iteration throws the reason.
    if (this.#context) await session.setContext?.(this.#context).catch(() => {})
    return session
  }

  #handleEvent(event: SessionEvent, { offset }: Segment): void {
    if (event.type === 'warning') {
      // All sessions have the same warnings.
      if (this.#warnings.has(event.message)) return
      this.#warnings.add(event.message)
    }
    this.#options.onEvent?.(event.type === 'disconnect' ? { ...event, position: event.position + offset } : event)
  }
}

function sum(usages: readonly SessionUsage[]): SessionUsage {
  const total = (of: (usage: SessionUsage) => number): number => usages.reduce((sum, usage) => sum + of(usage), 0)
  return {
    sentDuration: total(({ sentDuration }) => sentDuration),
    sentBytes: total(({ sentBytes }) => sentBytes),
    billedSeconds: total(({ billedSeconds }) => billedSeconds),
    unknownMessages: total(({ unknownMessages }) => unknownMessages),
    ...usages.every(({ cost }) => cost !== undefined) && { cost: total(({ cost }) => cost!) },
  }
}

import { getEventListeners } from 'node:events'
import { addAbortSignal, type Duplex, pipeline as join, type Readable, Writable } from 'node:stream'
import type { Engine } from '../../lib/index.js'
import { streamCall } from '../../lib/rx/index.js'
import { children, comesTrue, excess, listeners, openFiles, resources, timers } from './resources.js'

/** What is ended in the middle, again and again. */
export interface Pipeline {
  readonly name: string
  /** Makes its stages, which are joined here. */
  readonly make: () => [Readable, ...Duplex[]]
  /** When it is there, the stages are the audio of a `streamCall()` with it. */
  readonly engine?: Engine
  /** Sessions that are open. */
  readonly sessions: () => number
  /** Whether a run takes seconds, so that few are enough. */
  readonly isSlow?: boolean
  /** Limit of the wait until nothing is left, in ms. Default 20 000. */
  readonly releaseTimeout?: number
}

/** What happened to a pipeline. */
export interface Account {
  readonly name: string
  readonly moments: number
  /** How often it was at its end before. */
  readonly over: number
  /** What was left over, by way and moment. */
  readonly left: readonly string[]
}

/** How it is ended. */
type Way = 'destroy' | 'abort' | 'pipeline, abort' | 'break' | 'unsubscribe'

/** A pipeline under way. */
interface Flow {
  /** Resolves when every stage is closed. */
  readonly closed: Promise<unknown>
  /** Ends it; at the next output where nobody can end it sooner. */
  stop(): void
}

interface Run {
  readonly stages: readonly [Readable, ...Duplex[]]
  readonly signal: AbortSignal
  abort(): void
  /** Which stage is destroyed, or has the signal. */
  readonly chosen: Readable
  /** Hears of each output; false when it shall be the last. */
  readonly output: () => boolean
}

/** Limit of a whole run, in ms: many times what the slowest takes on a busy machine. */
const MAX_RUN_MS = 240_000

const ways: Readonly<Record<Way, (run: Run, pipeline: Pipeline) => Flow>> = {
  destroy(run) {
    piped(run).on('data', run.output)
    return { closed: closed(run), stop: () => { run.chosen.destroy() } }
  },
  abort(run) {
    addAbortSignal(run.signal, run.chosen)
    piped(run).on('data', run.output)
    return { closed: closed(run), stop: () => { run.abort() } }
  },
  'pipeline, abort'(run) {
    const over = closed(run)
    const sink = new Writable({ objectMode: true, write: (_, __, done) => { run.output(); done() } })
    join([...run.stages, addAbortSignal(run.signal, sink)], () => {})
    return { closed: over, stop: () => { run.abort() } }
  },
  break(run) {
    const over = closed(run)
    let stopped = false
    void read(run, () => run.output() && !stopped).catch(() => {})
    return { closed: over, stop: () => { stopped = true } }
  },
  unsubscribe(run, { engine, sessions }) {
    const over = closed(run).then(() => comesTrue(() => sessions() === 0))
    const subscription = streamCall({ engine: engine! }, piped(run)).subscribe({ next: run.output, error: () => {} })
    return { closed: over, stop: () => { subscription.unsubscribe() } }
  },
}

function piped({ stages: [source, ...others] }: Run): Readable {
  const last = others.reduce<Readable>((before, stage) => before.pipe(stage), source)
  // The others' errors are for the stage that they are piped to.
  return last.on('error', () => {})
}

async function read(run: Run, goesOn: (output: unknown) => boolean): Promise<void> {
  for await (const output of piped(run)) if (!goesOn(output)) break
}

function closed({ stages }: Run): Promise<unknown> {
  return Promise.all(stages.map(stage => new Promise<void>(resolve => { stage.once('close', resolve) })))
}

/**
 * Ends a pipeline at moments: half of them so many outputs after its beginning, half of them so many ms, more of them
 * early than late. Counts, when all its stages are closed, what it left behind.
 *
 * @param random Even numbers from 0 to 1.
 */
export async function endAtMoments(pipeline: Pipeline, moments: number, random: () => number): Promise<Account> {
  const troubles: string[] = []
  const note = (what: unknown): void => { troubles.push(String(what)) }
  process.on('unhandledRejection', note).on('uncaughtException', note).on('warning', note)
  try {
    // The first run loads code, which would make the whole seem longer than it is.
    if (!pipeline.isSlow) await once(pipeline, 'destroy', random, {})
    const whole = await once(pipeline, 'destroy', random, {})
    const left: string[] = whole.left.map(what => `a whole run: ${what}`)
    let over = 0
    for (let i = 0; i < moments; i++) {
      const way = pick<Way>(
        pipeline.engine ? ['unsubscribe'] : ['destroy', 'abort', 'pipeline, abort', 'break'],
        random,
      )
      const at = i % 2 === 0 ? { outputs: Math.floor(random() * whole.outputs) } : { ms: whole.ms * random() ** 2 }
      const run = await once(pipeline, way, random, at)
      if (!run.stopped) over++
      left.push(...[...run.left, ...troubles.splice(0)].map(what => `${way} at ${JSON.stringify(at)}: ${what}`))
    }
    return { name: pipeline.name, moments, over, left }
  } finally {
    process.off('unhandledRejection', note).off('uncaughtException', note).off('warning', note)
  }
}

interface Outcome {
  readonly outputs: number
  readonly ms: number
  readonly stopped: boolean
  readonly left: readonly string[]
}

async function once(
  pipeline: Pipeline,
  way: Way,
  random: () => number,
  at: { outputs?: number; ms?: number },
): Promise<Outcome> {
  const leftovers = new Leftovers(pipeline)
  const abort = new AbortController()
  const stages = pipeline.make()
  let outputs = 0
  let stopped = false
  const stop = (): void => {
    stopped = true
    flow.stop()
  }
  const output = (): boolean => {
    if (outputs++ === at.outputs) stop()
    return !stopped
  }
  const began = performance.now()
  const flow = ways[pipeline.engine ? 'unsubscribe' : way](
    {
      stages,
      output,
      chosen: pick(stages, random),
      signal: abort.signal,
      abort: () => {
        abort.abort()
      },
    },
    pipeline,
  )
  const timer = at.ms === undefined ? undefined : setTimeout(stop, at.ms)
  if (at.outputs === 0) stop()
  let late: NodeJS.Timeout | undefined
  const isClosed = await Promise.race([
    flow.closed.then(() => true),
    new Promise<false>(resolve => {
      late = setTimeout(() => {
        resolve(false)
      }, MAX_RUN_MS)
    }),
  ])
  const ms = performance.now() - began
  clearTimeout(timer)
  clearTimeout(late)
  const open = isClosed
    ? []
    : stages.filter(stage => !stage.closed).map(stage => `${stage.constructor.name} not closed`)
  return { outputs, ms, stopped, left: [...open, ...(await leftovers.of(abort.signal))] }
}

/** What is there before a run and must not be more after it. */
class Leftovers {
  readonly #pipeline: Pipeline
  readonly #before = {
    process: this.#listeners,
    resources: resources(),
    files: openFiles(),
    timers: timers(),
    children: children(),
  }

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  /** Children must be gone at once; what the system or the other end of a link still has to do may take a moment. */
  async of(signal: AbortSignal): Promise<string[]> {
    const before = this.#before
    const running = excess(children(), before.children).map(name => `child ${name}`)
    const left = (): string[] => [
      ...excess(resources(), before.resources).map(name => `handle ${name}`),
      ...excess(openFiles(), before.files).map(name => `open ${name}`),
      ...(timers() > before.timers ? ['a timer'] : []),
      ...(this.#listeners > before.process ? ['a listener of the process'] : []),
      ...(getEventListeners(signal, 'abort').length > 0 ? ['a listener of the signal'] : []),
      ...(this.#pipeline.sessions() > 0 ? ['a session'] : []),
    ]
    await comesTrue(() => left().length === 0, this.#pipeline.releaseTimeout)
    return [...running, ...left()]
  }

  get #listeners(): number {
    return listeners(process) + listeners(process.stdin)
  }
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)]!
}

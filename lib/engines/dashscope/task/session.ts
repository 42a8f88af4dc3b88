import { randomUUID } from 'node:crypto'
import { failure, type StenopipeError } from '../../../errors.js'
import { formatMessage } from '../../../protocol/format.js'
import type { ResultGenerated, RunTask, ServerMessage, TaskFailed, TaskFinished } from '../../../protocol/messages.js'
import { parseServerMessage } from '../../../protocol/parse.js'
import type { EngineSession } from '../../../engine/engine.js'
import { ResultQueue } from '../../../engine/result-queue.js'
import { Timeline } from '../../../engine/timeline.js'
import type { ContextTurn, RecognitionResult, Usage } from '../../../types.js'
import type { UsageTracker } from '../limits/usage.js'
import type { Receiver } from '../transport/connection.js'
import { isNoSpeech, taskError } from '../errors/service-errors.js'
import type { MeterLink } from '../limits/meter.js'
import { toInput } from '../catalogue/parameters.js'
import { SentenceNormalizer } from './sentence-normalizer.js'
import { AudioSender, type AudioSenderOptions } from './audio-sender.js'

/** What a session is made of. */
export interface TaskSetup extends AudioSenderOptions {
  readonly run: Pick<RunTask, 'model' | 'parameters' | 'input' | 'resources'>
  /** USD, for the message. */
  readonly maxCost: number | undefined
  /** How long the service may take to start, in ms. */
  readonly startTimeout: number
  /** How long the service may say nothing after the last audio, in ms. */
  readonly finishTimeout: number
  /** The task is over; resolves when the connection is put away. Reusable after a clean end only. */
  readonly onOver: (reusable: boolean) => Promise<void>
  readonly onNoSpeech: (answer: string) => void
}

/** One task on a connection. */
export class DashScopeSession implements EngineSession, Receiver {
  readonly id = randomUUID()
  readonly #setup: TaskSetup
  readonly #results = new ResultQueue()
  readonly #sentences = new SentenceNormalizer()
  readonly #timeline = new Timeline()
  readonly #meter: MeterLink
  /** There is one while audio is wanted. */
  #uplink: AudioSender | undefined
  #state: 'starting' | 'running' | 'finishing' | 'over' = 'starting'
  #started: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined
  #error: unknown
  #deadline: NodeJS.Timeout | undefined
  #released = Promise.resolve()

  private constructor(setup: TaskSetup) {
    this.#setup = setup
    this.#meter = setup.account.meter.link()
  }

  /** Asks for a task and resolves when the service has started it. */
  static async start(setup: TaskSetup, signal: AbortSignal): Promise<DashScopeSession> {
    const session = new DashScopeSession(setup)
    const abort = (): void => { session.#end(signal.reason) }
    signal.addEventListener('abort', abort)
    try {
      await session.#start(signal)
      return session
    } catch (error) {
      await session.close()
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  get usage(): UsageTracker {
    return this.#setup.account
  }

  async write(audio: Uint8Array): Promise<void> {
    // The caller may use its buffer again while earlier audio waits.
    const mine = this.#uplink?.isBusy ? new Uint8Array(audio) : audio
    while (this.#uplink?.isBusy) await this.#uplink.idle()
    await this.#running('write audio').write(mine)
    if (this.#results.isFull) await this.#results.room()
    if (this.#state === 'over' && this.#error !== undefined) throw this.#error as Error
  }

  async finish(): Promise<void> {
    while (this.#uplink?.isBusy) await this.#uplink.idle()
    this.#running('finish').flush()
    this.#askToFinish()
  }

  async close(): Promise<void> {
    this.#end(closed('go on'))
    await this.#released
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    this.#running('set the context')
    this.#setup.connection.send(formatMessage({ type: 'continue-task', taskId: this.id, input: toInput(context) }))
    await this.#setup.connection.drain()
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  message(text: string | undefined): void {
    const message = parseServerMessage(text)
    const foreign = message.type === 'fault' || (message.taskId !== this.id && !isNameless(message))
    if (foreign) {
      this.#setup.account.unknownMessages++
      return
    }
    this.#deadline?.refresh()
    this.#on[message.type](message as never)
  }

  closed(error: StenopipeError): void {
    this.#end(Object.assign(error, { requestId: this.id }))
  }

  readonly #on: { readonly [Type in ServerMessage['type']]: (message: Extract<ServerMessage, { type: Type }>) => void } = {
    'task-started': () => { this.#started?.resolve() },
    'result-generated': event => { this.#hear(event) },
    'task-finished': event => { this.#finished(event) },
    'task-failed': event => { this.#failed(event) },
  }

  async #start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { connection, run, startTimeout } = this.#setup
    connection.attach(this)
    const started = new Promise<void>((resolve, reject) => { this.#started = { resolve, reject } })
    this.#awaitAnswer(startTimeout, 'task-started', 'startTimeout')
    try {
      connection.send(formatMessage({ type: 'run-task', taskId: this.id, ...run }))
    } catch (error) {
      this.#end(error)
    }
    await started
    clearTimeout(this.#deadline)
    this.#deadline = undefined
    this.#state = 'running'
    this.#uplink = new AudioSender(this.#setup, this.#meter, this.#timeline, () => { this.#stopAtLimit() })
  }

  #hear(event: ResultGenerated): void {
    if (event.usage) this.#meter.billed(event.usage.duration)
    const result = this.#sentences.accept(event)
    if (result) {
      this.#results.push(this.#timeline.mapResult(result))
      if (result.sentence.endTime !== null) this.#timeline.prune(result.sentence.endTime)
    }
    if (this.#setup.account.meter.room(1, this.#meter) < 1) this.#stopAtLimit()
  }

  #finished({ usage }: TaskFinished): void {
    if (this.#state !== 'finishing') this.#end(failure('STENO_CONNECTION_CLOSED', { answer: 'task-finished' }, undefined, { requestId: this.id }))
    else this.#complete(usage)
  }

  #failed(event: TaskFailed): void {
    const error = taskError({ ...event, taskId: this.id })
    // An empty recording is not a failure.
    const empty = this.#state === 'finishing' && isNoSpeech(event)
    if (empty) this.#setup.onNoSpeech(event.errorCode)
    this.#end(empty ? this.#error : error)
  }

  #complete(usage: Usage | null): void {
    // With the last result it says what was billed until then, here what was billed at all.
    if (usage) {
      this.#meter.billed(usage.duration)
      this.#meter.finished()
    }
    this.#end(this.#error, true)
  }

  #askToFinish(): void {
    // The uplink's limit may be reached while it says its last.
    if (this.#state !== 'running') return
    this.#state = 'finishing'
    this.#uplink?.stop()
    this.#awaitAnswer(this.#setup.finishTimeout, 'task-finished', 'finishTimeout')
    this.#setup.connection.send(formatMessage({ type: 'finish-task', taskId: this.id }))
  }

  #stopAtLimit(): void {
    if (this.#state !== 'running') return
    this.#error = failure('STENO_COST_LIMIT', { limit: this.#setup.maxCost ?? 0, seconds: this.#setup.account.billedSeconds })
    this.#askToFinish()
  }

  #awaitAnswer(ms: number, awaited: string, option: string): void {
    this.#deadline = setTimeout(() => { this.#end(failure('STENO_SERVICE_TIMEOUT', { ms, awaited, option }, undefined, { requestId: this.id })) }, ms)
  }

  /** The way for audio, if the session takes any. */
  #running(action: string): AudioSender {
    if (this.#state === 'running' && this.#uplink) return this.#uplink
    throw (this.#error as Error | undefined) ?? closed(action)
  }

  /** The end, once: results that came can still be read, then `error`, if any. */
  #end(error: unknown, clean = false): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#error = error
    this.#uplink?.stop()
    clearTimeout(this.#deadline)
    this.#setup.connection.attach(undefined)
    if (error === undefined) this.#results.end()
    else this.#results.fail(error)
    this.#started?.reject(error)
    this.#released = this.#setup.onOver(clean)
  }
}

/** A failure without a task id can only be ours. */
function isNameless(message: ServerMessage): boolean {
  return message.type === 'task-failed' && message.taskId === ''
}

function closed(action: string): Error {
  return failure('STENO_SESSION_CLOSED', { action })
}

import { randomUUID } from 'node:crypto'
import type { EngineSession } from '../../../engine/engine.js'
import { ResultQueue } from '../../../engine/result-queue.js'
import { overlappingWriteError, sessionClosedError } from '../../../engine/session-errors.js'
import { Timeline } from '../../../engine/timeline.js'
import { failure, type StenopipeError } from '../../../errors.js'
import { formatMessage } from '../../../protocol/format.js'
import type { ResultGenerated, RunTask, ServerMessage, TaskFailed, TaskFinished } from '../../../protocol/messages.js'
import { parseServerMessage } from '../../../protocol/parse.js'
import { Deferred } from '../../../stream/deferred.js'
import { IdleTimer } from '../../../stream/idle-timer.js'
import { onAbort } from '../../../stream/on-abort.js'
import type { ContextTurn, RecognitionResult, Usage } from '../../../types.js'
import { toInput } from '../catalogue/parameters.js'
import { isNoSpeech, noSpeechWarning, taskError } from '../errors/service-errors.js'
import type { TaskMeter } from '../limits/meter.js'
import type { UsageTracker } from '../limits/usage.js'
import type { Receiver } from '../transport/connection.js'
import { AudioSender, type AudioSenderOptions } from './audio-sender.js'
import { PlausibleLimits } from './plausible-limits.js'
import { SentenceNormalizer } from './sentence-normalizer.js'

/** Options of a task. */
export interface TaskOptions extends AudioSenderOptions {
  /** Content of `run-task`. */
  readonly run: Pick<RunTask, 'model' | 'parameters' | 'input' | 'resources'>
  /** True if the model takes a context during a task. */
  readonly takesContext: boolean
  /** Limit of cost in USD, for the message of its error. */
  readonly maxCost: number | undefined
  /** Longest time until the service has started the task, in ms. */
  readonly startTimeout: number
  /** Longest time without another result after the last audio, in ms. */
  readonly finishTimeout: number
  /** Called when the task has ended; resolves when the connection is closed, or pooled if it is reusable. */
  readonly onEnd: (isReusable: boolean) => Promise<void>
  /** Called with a warning for the user; the same one may come more than once. */
  readonly onWarning: (message: string) => void
}

const INVALID_VALUES = 'The service sent times or numbers that cannot be right; '
  + 'they were left out, and the times of their sentences are estimates'
const UNREADABLE = 'The service sent a message that cannot be read; if it was a result, its text is missing'

/** One task on a connection. */
export class DashScopeSession implements EngineSession, Receiver {
  readonly id = randomUUID()
  /** Present if the model takes a context. */
  readonly setContext?: (context: readonly ContextTurn[]) => Promise<void>
  readonly #options: TaskOptions
  readonly #results = new ResultQueue()
  readonly #sentences: SentenceNormalizer
  readonly #limits: PlausibleLimits
  readonly #timeline = new Timeline()
  readonly #meter: TaskMeter
  readonly #sender: AudioSender
  readonly #started = new Deferred()
  #state: 'opening' | 'running' | 'finishing' | 'closed' = 'opening'
  #error: unknown
  #deadline: IdleTimer | undefined
  #lastText: string | undefined
  #isPaused = false
  #released = Promise.resolve()

  private constructor(options: TaskOptions) {
    this.#options = options
    if (options.takesContext) this.setContext = this.#sendContext
    this.#sentences = new SentenceNormalizer(() => { options.onWarning(INVALID_VALUES) })
    this.#limits = new PlausibleLimits(options.format)
    this.#meter = options.usage.meter.startTask()
    this.#sender = new AudioSender(options, this.#meter, this.#timeline, () => { this.#stopAtLimit() })
  }

  /** Requests a task; resolves when the service has started it. */
  static async start(options: TaskOptions, signal: AbortSignal): Promise<DashScopeSession> {
    const session = new DashScopeSession(options)
    const removeListener = onAbort(signal, reason => { session.#end(reason) })
    try {
      await session.#start(signal)
      return session
    } catch (error) {
      await session.close()
      throw error
    } finally {
      removeListener()
    }
  }

  get usage(): UsageTracker {
    return this.#options.usage
  }

  write(audio: Uint8Array): Promise<void> | void {
    this.#assertWritable('write audio')
    const drained = this.#sender.write(audio)
    if (drained || this.#results.isFull) return this.#drain(drained)
    if (this.#state === 'closed' && this.#error !== undefined) throw this.#error as Error
  }

  finish(): Promise<void> {
    try {
      this.#assertWritable('finish')
      this.#sender.flush()
      this.#requestFinish()
      return Promise.resolve()
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async close(): Promise<void> {
    this.#end(sessionClosedError('continue'))
    await this.#released
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  message(text: string | undefined): void {
    const message = parseServerMessage(text)
    const isForeign = message.type === 'fault' || (message.taskId !== this.id && !isNameless(message))
    if (isForeign) {
      this.#options.usage.unknownMessages++
      const isLost = message.type === 'fault' && message.reason !== 'unknown' && message.reason !== 'binary'
      if (isLost) this.#options.onWarning(UNREADABLE)
      return
    }
    this.#handlers[message.type](message as never)
  }

  closed(error: StenopipeError): void {
    this.#end(error)
  }

  readonly #handlers: {
    readonly [Type in ServerMessage['type']]: (message: Extract<ServerMessage, { type: Type }>) => void
  } = {
    'task-started': () => { this.#started.resolve() },
    'result-generated': event => { this.#handleResult(event) },
    'task-finished': event => { this.#handleFinished(event) },
    'task-failed': event => { this.#handleFailed(event) },
  }

  async #start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { connection, run, startTimeout } = this.#options
    connection.attach(this)
    this.#setDeadline(startTimeout, 'task-started', 'startTimeout')
    try {
      connection.send(formatMessage({ type: 'run-task', taskId: this.id, ...run }))
    } catch (error) {
      this.#end(error)
    }
    await this.#started.promise
    this.#deadline?.stop()
    this.#deadline = undefined
    this.#state = 'running'
    this.#sender.start()
  }

  readonly #sendContext = async (context: readonly ContextTurn[]): Promise<void> => {
    this.#assertOpen('set the context')
    const { connection } = this.#options
    connection.send(formatMessage({ type: 'continue-task', taskId: this.id, input: toInput(context) }))
    await connection.drain()
  }

  async #drain(drained: Promise<void> | undefined): Promise<void> {
    await drained
    await this.#results.drain()
    if (this.#state === 'closed' && this.#error !== undefined) throw this.#error as Error
  }

  #handleResult(event: ResultGenerated): void {
    this.#setBilled(event.usage)
    const result = this.#sentences.accept(event, this.#limits.maxTime(this.#sender.sentBytes))
    if (result) this.#pushResult(result)
    if (this.#options.usage.meter.affordable(1, this.#meter) < 1) this.#stopAtLimit()
  }

  #pushResult(result: RecognitionResult): void {
    // Heartbeats and repetitions are no progress.
    const { text } = result.sentence
    if (this.#state === 'finishing' && (result.isSentenceEnd || text !== this.#lastText)) this.#deadline?.restart()
    this.#lastText = text
    this.#results.push(this.#timeline.mapResult(result))
    if (this.#results.isFull && !this.#isPaused) void this.#pauseUntilRead()
  }

  /** Lets the service wait while too many results are unread; that time is not the service's. */
  async #pauseUntilRead(): Promise<void> {
    const { connection } = this.#options
    this.#isPaused = true
    connection.pause()
    this.#deadline?.stop()
    await this.#results.drain()
    this.#isPaused = false
    if (this.#state === 'closed') return
    connection.resume()
    if (this.#state === 'finishing') this.#deadline?.restart()
  }

  #setBilled(usage: Usage | null): void {
    if (!usage) return
    const isPlausible = usage.duration <= this.#limits.maxBilledSeconds(this.#sender.sentBytes)
    if (isPlausible) this.#meter.setBilled(usage.duration)
    else this.#options.onWarning(INVALID_VALUES)
  }

  #handleFinished({ usage }: TaskFinished): void {
    if (this.#state !== 'finishing') {
      this.#end(failure('STENO_CONNECTION_CLOSED', { answer: 'task-finished' }, undefined, { requestId: this.id }))
      return
    }
    // Results report the bill so far, this message the total.
    if (usage) {
      this.#setBilled(usage)
      this.#meter.finish()
    }
    this.#end(this.#error, true)
  }

  #handleFailed(event: TaskFailed): void {
    const error = taskError({ ...event, taskId: this.id })
    // An empty recording is not a failure.
    const isEmpty = this.#state === 'finishing' && isNoSpeech(event)
    if (isEmpty) this.#options.onWarning(noSpeechWarning(event))
    this.#end(isEmpty ? this.#error : error)
  }

  #requestFinish(): void {
    // The limit may have been reached by the last packet.
    if (this.#state !== 'running') return
    this.#state = 'finishing'
    this.#sender.stop()
    this.#setDeadline(this.#options.finishTimeout, 'task-finished', 'finishTimeout')
    this.#options.connection.send(formatMessage({ type: 'finish-task', taskId: this.id }))
  }

  #stopAtLimit(): void {
    if (this.#state !== 'running') return
    const { maxCost = 0, usage } = this.#options
    this.#error = failure('STENO_COST_LIMIT', { limit: maxCost, seconds: usage.billedSeconds })
    this.#requestFinish()
  }

  #setDeadline(ms: number, awaited: string, option: string): void {
    this.#deadline = new IdleTimer(this.#options.clock, ms, () => {
      this.#end(failure('STENO_SERVICE_TIMEOUT', { ms, awaited, option }, undefined, { requestId: this.id }))
    })
    this.#deadline.restart()
  }

  #assertWritable(action: string): void {
    this.#assertOpen(action)
    if (this.#sender.isSending) throw overlappingWriteError(action)
  }

  #assertOpen(action: string): void {
    if (this.#state !== 'running') throw (this.#error as Error | undefined) ?? sessionClosedError(action)
  }

  /** Ends the session, once: pending results can still be read, then `error`, if any. */
  #end(error: unknown, isReusable = false): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#error = error
    this.#sender.stop()
    this.#deadline?.stop()
    this.#options.connection.attach(undefined)
    if (error === undefined) this.#results.end()
    else this.#results.fail(error)
    this.#started.reject(error as Error)
    this.#released = this.#options.onEnd(isReusable)
  }
}

/** True for a failure without a task id, which can only concern the one task of the connection. */
function isNameless(message: ServerMessage): boolean {
  return message.type === 'task-failed' && message.taskId === ''
}

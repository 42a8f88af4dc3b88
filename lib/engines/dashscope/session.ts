import { randomUUID } from 'node:crypto'
import { bytesToMs, msToBytes } from '../../audio/pcm.js'
import { failure, type StenopipeError } from '../../errors.js'
import { formatMessage } from '../../protocol/format.js'
import type { ResultGenerated, RunTask, ServerMessage, TaskFailed, TaskFinished } from '../../protocol/messages.js'
import { parseServerMessage } from '../../protocol/parse.js'
import type { EngineSession, SessionFormat } from '../../recognize/engine.js'
import { ResultQueue } from '../../recognize/result-queue.js'
import { Timeline } from '../../recognize/timeline.js'
import type { ContextTurn, RecognitionResult, Usage } from '../../types.js'
import type { Account } from './account.js'
import type { Connection, Receiver } from './connection.js'
import { isNoSpeech, taskFailure } from './faults.js'
import { FrameCutter } from './frames.js'
import type { KeepAlive } from './keep-alive.js'
import { toInput } from './parameters.js'
import { Sentences } from './sentences.js'

/** A source that has given nothing for so long gives no rest of a frame soon; of a live one no chunk is that long. In ms. */
const FLUSH_MS = 200
const WATCH_MS = 500

/** What a session is made of. */
export interface TaskSetup {
  readonly connection: Connection
  readonly run: Pick<RunTask, 'model' | 'parameters' | 'input' | 'resources'>
  readonly format: SessionFormat
  readonly account: Account
  /** USD, for the message. */
  readonly maxCost: number | undefined
  /** How long the service may take to start, in ms. */
  readonly startTimeout: number
  /** How long the service may say nothing after the last audio, in ms. */
  readonly finishTimeout: number
  readonly keepAlive: KeepAlive | undefined
  /** The task is over; resolves when the connection is put away. Reusable after a clean end only. */
  readonly onOver: (reusable: boolean) => Promise<void>
  readonly onNoSpeech: (answer: string) => void
}

/** One task on a connection. */
export class DashScopeSession implements EngineSession, Receiver {
  readonly id = randomUUID()
  readonly #setup: TaskSetup
  readonly #results = new ResultQueue()
  readonly #sentences = new Sentences()
  readonly #timeline = new Timeline()
  readonly #cutter: FrameCutter
  readonly #link: ReturnType<Account['meter']['link']>
  #state: 'starting' | 'running' | 'finishing' | 'over' = 'starting'
  #started: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined
  #error: unknown
  #sentBytes = 0
  #lastAudio = 0
  #busy: Promise<void> | undefined
  #flush: NodeJS.Timeout | undefined
  #watch: NodeJS.Timeout | undefined
  #deadline: NodeJS.Timeout | undefined
  #released = Promise.resolve()

  private constructor(setup: TaskSetup) {
    this.#setup = setup
    this.#cutter = new FrameCutter(setup.format)
    this.#link = setup.account.meter.link()
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

  get account(): Account {
    return this.#setup.account
  }

  async write(audio: Uint8Array): Promise<void> {
    // The caller may use its buffer again while earlier audio waits.
    const mine = this.#busy ? new Uint8Array(audio) : audio
    while (this.#busy) await this.#busy
    this.#mustBeRunning('write audio')
    this.#lastAudio = performance.now()
    this.#setup.keepAlive?.reset()
    const rest = this.#sendSome(this.#cutter.push(mine))
    if (!this.#setup.connection.hasRoom) await this.#sendRest(rest)
    if (this.#cutter.hasPending) this.#flush = this.#flush?.refresh() ?? setTimeout(() => { this.#flushNow() }, FLUSH_MS).unref()
    if (this.#results.isFull) await this.#results.room()
    this.#mustGoOn()
  }

  async finish(): Promise<void> {
    while (this.#busy) await this.#busy
    this.#mustBeRunning('finish')
    this.#flushNow()
    this.#askToFinish()
  }

  async close(): Promise<void> {
    this.#end(closed('go on'))
    await this.#released
  }

  async setContext(context: readonly ContextTurn[]): Promise<void> {
    this.#mustBeRunning('set the context')
    this.#setup.connection.send(formatMessage({ type: 'continue-task', taskId: this.id, input: toInput(context) }))
    await this.#setup.connection.room()
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  message(text: string | undefined): void {
    const message = parseServerMessage(text)
    const foreign = message.type === 'fault' || (message.taskId !== this.id && !isNameless(message))
    if (foreign) {
      this.#setup.account.ignored++
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
    const { connection, run, startTimeout, keepAlive } = this.#setup
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
    this.#lastAudio = performance.now()
    if (keepAlive) this.#watch = setInterval(() => { this.#keepAlive(keepAlive) }, WATCH_MS).unref()
  }

  #hear(event: ResultGenerated): void {
    if (event.usage) this.#link.billed(event.usage.duration)
    const result = this.#sentences.accept(event)
    if (result) {
      this.#results.push(this.#timeline.place(result))
      if (result.sentence.endTime !== null) this.#timeline.forget(result.sentence.endTime)
    }
    if (this.#setup.account.meter.room(1, this.#link) < 1) this.#stopAtLimit()
  }

  #finished({ usage }: TaskFinished): void {
    if (this.#state !== 'finishing') this.#end(failure('STENO_CONNECTION_CLOSED', { answer: 'task-finished' }, undefined, { requestId: this.id }))
    else this.#complete(usage)
  }

  #failed(event: TaskFailed): void {
    const error = taskFailure({ ...event, taskId: this.id })
    // An empty recording is not a failure.
    const empty = this.#state === 'finishing' && isNoSpeech(event)
    if (empty) this.#setup.onNoSpeech(event.errorCode)
    this.#end(empty ? this.#error : error)
  }

  /** Sends while there is room. @returns What is left. */
  #sendSome(frames: readonly Uint8Array[]): readonly Uint8Array[] {
    let i = 0
    for (; i < frames.length && this.#setup.connection.hasRoom; i++) this.#send(frames[i]!)
    return frames.slice(i)
  }

  #complete(usage: Usage | null): void {
    // With the last result it says what was billed until then, here what was billed at all.
    if (usage) {
      this.#link.billed(usage.duration)
      this.#link.finished()
    }
    this.#end(this.#error, true)
  }

  async #sendRest(frames: readonly Uint8Array[]): Promise<void> {
    const { connection } = this.#setup
    const trickle = async (rest: readonly Uint8Array[]): Promise<void> => {
      while (!connection.hasRoom) {
        await connection.room()
        rest = this.#sendSome(rest)
      }
    }
    this.#busy = trickle(frames.map(view => new Uint8Array(view)))
    try {
      await this.#busy
    } finally {
      this.#busy = undefined
    }
  }

  #send(frame: Uint8Array): void {
    if (this.#state !== 'running') return
    const { account, connection, format } = this.#setup
    const ms = format.encoding === 's16le' ? bytesToMs(frame.length, format.sampleRate) : 0
    if (account.meter.room(ms, this.#link) < ms) {
      this.#stopAtLimit()
      return
    }
    connection.send(frame)
    this.#sentBytes += frame.length
    account.bytes += frame.length
    account.sent += ms
    this.#link.sent(ms)
  }

  #flushNow(): void {
    clearTimeout(this.#flush)
    this.#flush = undefined
    if (this.#state !== 'running' || this.#busy) return
    for (const frame of this.#cutter.flush()) this.#send(frame)
  }

  #keepAlive(keepAlive: KeepAlive): void {
    const ms = this.#state === 'running' && !this.#busy ? keepAlive.due(performance.now() - this.#lastAudio) : 0
    if (ms === 0) return
    this.#flushNow()
    const { sampleRate } = this.#setup.format
    this.#timeline.insert(bytesToMs(this.#sentBytes, sampleRate), ms)
    const silence = new FrameCutter(this.#setup.format)
    for (const frame of [...silence.push(new Uint8Array(msToBytes(ms, sampleRate))), ...silence.flush()]) this.#send(frame)
  }

  #askToFinish(): void {
    this.#state = 'finishing'
    this.#awaitAnswer(this.#setup.finishTimeout, 'task-finished', 'finishTimeout')
    this.#setup.connection.send(formatMessage({ type: 'finish-task', taskId: this.id }))
  }

  #stopAtLimit(): void {
    if (this.#state !== 'running') return
    this.#error = failure('STENO_COST_LIMIT', { limit: this.#setup.maxCost ?? 0, seconds: this.#setup.account.billed })
    this.#askToFinish()
  }

  #awaitAnswer(ms: number, awaited: string, option: string): void {
    this.#deadline = setTimeout(() => { this.#end(failure('STENO_SERVICE_SILENT', { ms, awaited, option }, undefined, { requestId: this.id })) }, ms)
  }

  #mustBeRunning(action: string): void {
    this.#mustGoOn()
    if (this.#state !== 'running') throw (this.#error as Error | undefined) ?? closed(action)
  }

  #mustGoOn(): void {
    if (this.#state === 'over' && this.#error !== undefined) throw this.#error as Error
  }

  /** The end, once: results that came can still be read, then `error`, if any. */
  #end(error: unknown, clean = false): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#error = error
    clearTimeout(this.#flush)
    clearInterval(this.#watch)
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

import type { RunTask, ServerMessage } from '../protocol/messages.js'
import type { RecognitionResult } from '../types.js'
import type { FaultPlan, FaultContext } from './faults.js'
import { bytesToMsOf, openTaskRecognizer, type TaskRecognizer, type TaskListener } from './task-recognizer.js'
import { isSilent, type RateLimit, TaskLimits } from './limits.js'
import { EventWriter } from './event-writer.js'
import type { Settings } from './options.js'
import type { TaskRecord, TaskState, Writable } from './records.js'

/** State that all connections of the emulator share. */
export interface Service {
  readonly settings: Settings
  readonly plan: FaultPlan
  readonly rate: RateLimit
  readonly tasks: Writable<TaskRecord>[]
}

/** Connection as a task uses it. */
export interface TaskHost {
  /** Sends an event. */
  send(message: ServerMessage): void
  /** Fails the task and closes the connection. */
  fail(code: string, message: string): void
  /** True while the connection accepts no data. */
  isBlocked(): boolean
}

/** One task from `run-task` on: its recogniser, its time limits and its record. */
export class Task implements TaskListener {
  readonly record: Writable<TaskRecord>
  readonly context: FaultContext
  readonly #service: Service
  readonly #host: TaskHost
  readonly #message: RunTask
  readonly #events: EventWriter
  readonly #toMs: (bytes: number) => number
  readonly #abort = new AbortController()
  #limits: TaskLimits | undefined
  #openingRecognizer: Promise<TaskRecognizer> | undefined
  #recognizer: TaskRecognizer | undefined
  #silenceDuration = 0
  /** Settles when everything of the task is released; absent while it runs. */
  closed: Promise<void> | undefined

  constructor(service: Service, host: TaskHost, message: RunTask, connection: number) {
    const { taskId, model, parameters, input } = message
    this.#service = service
    this.#host = host
    this.#message = message
    this.#events = new EventWriter(taskId)
    this.#toMs = bytesToMsOf(message, service.settings.bitrate)
    this.context = { connection, task: service.tasks.length + 1 }
    this.record = {
      number: this.context.task, connection, taskId, model, parameters, inputs: [input],
      state: 'starting', bytes: 0, frameSizes: [], finals: [],
    }
    service.tasks.push(this.record)
  }

  /** Opens the recogniser; an engine may need time for that. */
  async open(): Promise<void> {
    try {
      this.#openingRecognizer = openTaskRecognizer(this.#service.settings, this.#message, this, this.#abort.signal)
      this.#recognizer = await this.#openingRecognizer
    } catch (error) {
      this.failed('InternalError', error instanceof Error ? error.message : 'The engine did not open')
    }
  }

  /** Starts the time limits of the client. */
  start(): void {
    const { settings: { clock } } = this.#service
    this.record.state = 'running'
    this.#limits = new TaskLimits(clock, this.#heartbeat, () => this.#host.isBlocked(), ({ code, message }) => {
      this.#host.fail(code, message)
    })
  }

  /** Recognises audio; returns a promise while the recogniser applies backpressure. */
  write(audio: Uint8Array): Promise<void> | undefined {
    this.record.bytes += audio.length
    this.record.frameSizes.push(audio.length)
    this.#limits?.onData()
    const drained = this.#recognizer?.write(audio)
    this.#detectSilence(audio)
    return drained
  }

  /** Resolves when all results are out. */
  async finish(): Promise<void> {
    this.record.state = 'finishing'
    this.#limits?.stop()
    await this.#recognizer?.finish()
  }

  /** True once the task has ended. */
  get isEnded(): boolean {
    return this.#abort.signal.aborted
  }

  /** Ends the task and releases everything; only the first call counts. */
  end(state: TaskState, errorCode?: string): void {
    if (this.isEnded) return
    this.record.state = state
    if (errorCode !== undefined) this.record.errorCode = errorCode
    this.#limits?.stop()
    this.#service.rate.release(this)
    this.#abort.abort()
    this.closed = this.#release()
    // The connection waits for it, perhaps later.
    this.closed.catch(() => {})
  }

  /** Sends a result. */
  result(result: RecognitionResult): void {
    if (this.isEnded) return
    this.#onSound()
    const events = this.#events.write(result, this.#toMs(this.record.bytes))
    for (const event of events) this.#host.send(event)
    if (!result.isSentenceEnd) return
    this.record.finals.push(result.sentence)
    const { plan } = this.#service
    const final = events.at(-1)!
    if (plan.match('duplicate-final', this.context)) this.#host.send(final)
    if (plan.match('interim-after-final', this.context)) {
      this.#host.send({ ...final, usage: null, sentence: { ...final.sentence, end_time: null, sentence_end: false } })
    }
  }

  /** Fails the task. */
  failed(code: string, message: string): void {
    if (!this.isEnded) this.#host.fail(code, message)
  }

  async #release(): Promise<void> {
    // An aborted opening leaves nothing to close.
    const recognizer = await this.#openingRecognizer?.catch(() => undefined)
    await recognizer?.close()
  }

  get #heartbeat(): boolean {
    return this.#message.parameters['heartbeat'] === true
  }

  #onSound(): void {
    this.#silenceDuration = 0
    this.#limits?.onSound()
  }

  #detectSilence(audio: Uint8Array): void {
    const { heartbeatInterval } = this.#service.settings
    const { format } = this.#message.parameters
    // Silence in encoded audio could only be found by decoding it.
    if ((format !== 'pcm' && format !== 'wav') || !isSilent(audio)) {
      this.#onSound()
      return
    }
    this.#silenceDuration += this.#toMs(this.record.bytes) - this.#toMs(this.record.bytes - audio.length)
    for (; this.#heartbeat && this.#silenceDuration >= heartbeatInterval; this.#silenceDuration -= heartbeatInterval) {
      this.#host.send(this.#events.heartbeat())
    }
  }
}

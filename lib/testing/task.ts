import type { RunTask, ServerMessage } from '../protocol/messages.js'
import type { RecognitionResult } from '../types.js'
import type { FaultPlan, FaultContext } from './faults.js'
import { audioClock, openTaskRecognizer, type TaskRecognizer, type Listener } from './task-recognizer.js'
import { isSilent, type RateLimit, TaskLimits } from './limits.js'
import { EventWriter } from './event-writer.js'
import type { Settings } from './options.js'
import type { TaskRecord, TaskState, Writable } from './records.js'

/** What all connections of the emulator share. */
export interface Service {
  readonly settings: Settings
  readonly plan: FaultPlan
  readonly rate: RateLimit
  readonly tasks: Writable<TaskRecord>[]
}

/** The connection, as a task sees it. */
export interface TaskHost {
  send(message: ServerMessage): void
  fail(code: string, message: string): void
  /** Whether the connection takes no data at the moment. */
  waits(): boolean
}

/** One task from `run-task` on: what it hears, how long it may wait, what is on record. */
export class Task implements Listener {
  readonly record: Writable<TaskRecord>
  readonly here: FaultContext
  readonly #service: Service
  readonly #carrier: TaskHost
  readonly #message: RunTask
  readonly #narrator: EventWriter
  readonly #ms: (bytes: number) => number
  readonly #ending = new AbortController()
  #limits: TaskLimits | undefined
  #opening: Promise<TaskRecognizer> | undefined
  #hearing: TaskRecognizer | undefined
  #silence = 0
  /** Settled when nothing of the task is left; absent while it runs. */
  closed: Promise<void> | undefined

  constructor(service: Service, carrier: TaskHost, message: RunTask, connection: number) {
    const { taskId, model, parameters, input } = message
    this.#service = service
    this.#carrier = carrier
    this.#message = message
    this.#narrator = new EventWriter(taskId)
    this.#ms = audioClock(message, service.settings.bitrate)
    this.here = { connection, task: service.tasks.length + 1 }
    this.record = {
      number: this.here.task, connection, taskId, model, parameters, inputs: [input],
      state: 'starting', bytes: 0, frameSizes: [], finals: [],
    }
    service.tasks.push(this.record)
  }

  /** Gets ready to hear; an engine may need time for that. */
  async open(): Promise<void> {
    try {
      this.#opening = openTaskRecognizer(this.#service.settings, this.#message, this, this.#ending.signal)
      this.#hearing = await this.#opening
    } catch (error) {
      this.failed('InternalError', error instanceof Error ? error.message : 'The engine did not open')
    }
  }

  /** From here on the client's time runs. */
  start(): void {
    const { settings: { clock } } = this.#service
    this.record.state = 'running'
    this.#limits = new TaskLimits(clock, this.#heartbeat, () => this.#carrier.waits(), ({ code, message }) => {
      this.#carrier.fail(code, message)
    })
  }

  /** @returns A promise when the audio must wait. */
  write(audio: Uint8Array): Promise<void> | undefined {
    this.record.bytes += audio.length
    this.record.frameSizes.push(audio.length)
    this.#limits?.data()
    const waits = this.#hearing?.write(audio)
    this.#listenForSilence(audio)
    return waits
  }

  /** Done when all results are out. */
  async finish(): Promise<void> {
    this.record.state = 'finishing'
    this.#limits?.stop()
    await this.#hearing?.finish()
  }

  get over(): boolean {
    return this.#ending.signal.aborted
  }

  /** Frees everything; only the first end counts. */
  end(state: TaskState, errorCode?: string): void {
    if (this.over) return
    this.record.state = state
    if (errorCode !== undefined) this.record.errorCode = errorCode
    this.#limits?.stop()
    this.#service.rate.leave(this)
    this.#ending.abort()
    this.closed = this.#free()
    // It is told to whoever waits for it, and that may be later.
    this.closed.catch(() => {})
  }

  result(result: RecognitionResult): void {
    if (this.over) return
    this.#sound()
    const events = this.#narrator.write(result, this.#ms(this.record.bytes))
    for (const event of events) this.#carrier.send(event)
    if (!result.isSentenceEnd) return
    this.record.finals.push(result.sentence)
    const { plan } = this.#service
    const final = events.at(-1)!
    if (plan.match('duplicate-final', this.here)) this.#carrier.send(final)
    if (plan.match('interim-after-final', this.here)) {
      this.#carrier.send({ ...final, usage: null, sentence: { ...final.sentence, end_time: null, sentence_end: false } })
    }
  }

  failed(code: string, message: string): void {
    if (!this.over) this.#carrier.fail(code, message)
  }

  async #free(): Promise<void> {
    // An opening that was called off leaves nothing to close.
    const hearing = await this.#opening?.catch(() => undefined)
    await hearing?.close()
  }

  get #heartbeat(): boolean {
    return this.#message.parameters['heartbeat'] === true
  }

  #sound(): void {
    this.#silence = 0
    this.#limits?.sound()
  }

  #listenForSilence(audio: Uint8Array): void {
    const { heartbeatMs } = this.#service.settings
    const { format } = this.#message.parameters
    // Silence in encoded audio could only be told by decoding it.
    if ((format !== 'pcm' && format !== 'wav') || !isSilent(audio)) {
      this.#sound()
      return
    }
    this.#silence += this.#ms(this.record.bytes) - this.#ms(this.record.bytes - audio.length)
    for (; this.#heartbeat && this.#silence >= heartbeatMs; this.#silence -= heartbeatMs) {
      this.#carrier.send(this.#narrator.heartbeat())
    }
  }
}

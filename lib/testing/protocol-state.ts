import { type WireFormat, wireFormats } from '../engine/audio-formats.js'
import type { ClientMessage, ContinueTask, Fault, FinishTask, RunTask } from '../protocol/messages.js'

/** What a `task-failed` says. */
export interface Refusal {
  readonly type: 'refusal'
  readonly taskId: string
  readonly code: string
  readonly message: string
}

/** What a frame means where it came: something to do, or that the task fails. */
export type Action = RunTask | ContinueTask | FinishTask | { readonly type: 'audio' } | Refusal

/** Who may send what, and when, on one connection; codes and messages are those of the service's error reference. */
export class ProtocolState {
  readonly #models: readonly string[]
  readonly #known = new Set<string>()
  #taskId = ''
  #phase: 'idle' | 'running' | 'finishing' = 'idle'

  constructor(models: readonly string[]) {
    this.#models = models
  }

  /** The task in progress or the last one; `''` before the first. */
  get taskId(): string {
    return this.#taskId
  }

  text(message: ClientMessage | Fault): Action {
    if (message.type === 'fault') return this.#malformed(message)
    if (this.#phase === 'finishing') return this.#late()
    if (message.type === 'run-task') return this.#run(message)
    if (this.#phase !== 'running' || message.taskId !== this.#taskId) {
      return this.#refuse('InvalidParameter', 'task can not be null', message.taskId)
    }
    if (message.type === 'finish-task') this.#phase = 'finishing'
    return message
  }

  audio(): Action {
    return this.#phase === 'running' ? { type: 'audio' } : this.#late()
  }

  /** The task is over; another may come. */
  finished(): void {
    this.#phase = 'idle'
  }

  #run(message: RunTask): Action {
    const { taskId, model, parameters: { format, sample_rate } } = message
    // What the service says to these two is not documented: only that one task runs at a time, each with a new id.
    if (this.#phase === 'running') return this.#refuse('InvalidParameter', 'the task before has not finished')
    if (this.#known.has(taskId)) return this.#refuse('InvalidParameter', 'task_id was used before', taskId)
    this.#taskId = taskId
    this.#known.add(taskId)
    if (!this.#models.includes(model)) return this.#refuse('ModelNotFound', 'Model not exist.')
    if (format === undefined) return this.#missing('payload.parameters.format')
    if (sample_rate === undefined) return this.#missing('payload.parameters.sample_rate')
    const sound = wireFormats.includes(format as WireFormat) && Number.isInteger(sample_rate) && sample_rate as number > 0
    if (!sound) return this.#refuse('InvalidParameter', 'Invalid payload data')
    this.#phase = 'running'
    return message
  }

  #malformed({ reason, path, taskId = this.#taskId }: Fault): Refusal {
    return reason === 'missing' ? this.#missing(path, taskId) : this.#refuse('InvalidParameter', 'Invalid payload data', taskId)
  }

  /** To the service, audio outside a task is a `run-task` that lacks everything. */
  #late(): Refusal {
    return this.#missing('payload.task_group')
  }

  #missing(path: string, taskId = this.#taskId): Refusal {
    return this.#refuse('InvalidParameter', `Missing required parameter '${path}'! Please follow the protocol!`, taskId)
  }

  #refuse(code: string, message: string, taskId = this.#taskId): Refusal {
    return { type: 'refusal', taskId, code, message }
  }
}

import { type WireFormat, wireFormats } from '../engine/audio-formats.js'
import type { ClientMessage, ContinueTask, Fault, FinishTask, RunTask } from '../protocol/messages.js'

/** Contents of a `task-failed`. */
export interface Refusal {
  readonly type: 'refusal'
  readonly taskId: string
  readonly code: string
  readonly message: string
}

/** Meaning of a frame in the current state: an action, or the failure of the task. */
export type Action = RunTask | ContinueTask | FinishTask | { readonly type: 'audio' } | Refusal

/** State machine of one connection; codes and messages are those of the service's error reference. */
export class ProtocolState {
  readonly #models: readonly string[]
  readonly #known = new Set<string>()
  #taskId = ''
  #phase: 'idle' | 'running' | 'finishing' = 'idle'

  constructor(models: readonly string[]) {
    this.#models = models
  }

  /** Id of the current or the last task; `''` before the first. */
  get taskId(): string {
    return this.#taskId
  }

  /** Action for a text frame. */
  onMessage(message: ClientMessage | Fault): Action {
    if (message.type === 'fault') return this.#malformed(message)
    if (this.#phase === 'finishing') return this.#outsideTask()
    if (message.type === 'run-task') return this.#runTask(message)
    if (this.#phase !== 'running' || message.taskId !== this.#taskId) {
      return this.#refuse('InvalidParameter', 'task can not be null', message.taskId)
    }
    if (message.type === 'finish-task') this.#phase = 'finishing'
    return message
  }

  /** Action for a binary frame. */
  onAudio(): Action {
    return this.#phase === 'running' ? { type: 'audio' } : this.#outsideTask()
  }

  /** Ends the task; another may follow. */
  onFinished(): void {
    this.#phase = 'idle'
  }

  #runTask(message: RunTask): Action {
    const { taskId, model, parameters: { format, sample_rate } } = message
    // The service does not document its answers to these two, only that one task runs at a time, each with a new id.
    if (this.#phase === 'running') return this.#refuse('InvalidParameter', 'the task before has not finished')
    if (this.#known.has(taskId)) return this.#refuse('InvalidParameter', 'task_id was used before', taskId)
    this.#taskId = taskId
    this.#known.add(taskId)
    if (!this.#models.includes(model)) return this.#refuse('ModelNotFound', 'Model not exist.')
    if (format === undefined) return this.#missing('payload.parameters.format')
    if (sample_rate === undefined) return this.#missing('payload.parameters.sample_rate')
    const isRate = Number.isInteger(sample_rate) && sample_rate as number > 0
    if (!isRate || !wireFormats.includes(format as WireFormat))
      return this.#refuse('InvalidParameter', 'Invalid payload data')
    this.#phase = 'running'
    return message
  }

  #malformed({ reason, path, taskId = this.#taskId }: Fault): Refusal {
    if (reason === 'missing') return this.#missing(path, taskId)
    return this.#refuse('InvalidParameter', 'Invalid payload data', taskId)
  }

  /** The service treats audio outside a task as a `run-task` without any field. */
  #outsideTask(): Refusal {
    return this.#missing('payload.task_group')
  }

  #missing(path: string, taskId = this.#taskId): Refusal {
    return this.#refuse('InvalidParameter', `Missing required parameter '${path}'! Please follow the protocol!`, taskId)
  }

  #refuse(code: string, message: string, taskId = this.#taskId): Refusal {
    return { type: 'refusal', taskId, code, message }
  }
}

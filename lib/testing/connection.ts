import { formatMessage } from '../protocol/format.js'
import type { RunTask, ServerMessage } from '../protocol/messages.js'
import { parseClientMessage } from '../protocol/parse.js'
import { Deadline } from './deadline.js'
import type { FrameFault } from './faults.js'
import { IDLE_MS } from './limits.js'
import { eventOfOtherTask } from './event-writer.js'
import { ProtocolState } from './protocol-state.js'
import { type TaskHost, type Service, Task } from './task.js'

/** Socket as a connection uses it. */
export interface Socket {
  /** Sends a string as text, bytes as a binary frame. */
  send(frame: string | Uint8Array): void
  /** Answers a ping. */
  pong(data: Uint8Array): void
  /** Resumes or pauses reading. */
  setReading(on: boolean): void
  /** Sends a close frame. */
  close(code: number, reason: string): void
  /** Cuts the connection without a close frame. */
  destroy(): void
}

/** Close code after a failure or when idle; the service documents none. */
const CLOSE_CODE = 1000
const THROTTLED = ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'] as const

/** One connection: handles frames in order, one task after another, and applies faults. */
export class Connection implements TaskHost {
  readonly #service: Service
  readonly #socket: Socket
  readonly #number: number
  readonly #protocol: ProtocolState
  readonly #idle: Deadline
  readonly #timers = new Set<() => void>()
  #frames: (string | Uint8Array)[] = []
  #task: Task | undefined
  readonly #closingTasks: Promise<void>[] = []
  /** A task is being opened: frames are queued, for clients that do not wait for `task-started`. */
  #isTaskOpening = false
  /** The recogniser applies backpressure: frames are queued and the socket is paused. */
  #isRecognizerFull = false
  /** A fault pauses the socket. */
  #isStalled = false
  #isMuted = false
  #isClosed = false

  constructor(service: Service, socket: Socket, number: number) {
    this.#service = service
    this.#socket = socket
    this.#number = number
    this.#protocol = new ProtocolState(service.settings.models)
    this.#idle = new Deadline(service.settings.clock, IDLE_MS, () => { this.#close('abandoned', CLOSE_CODE) })
    this.#idle.touch()
  }

  /** Queues a frame: a string for text, bytes for binary. */
  receive(frame: string | Uint8Array): void {
    if (this.#isClosed) return
    this.#frames.push(frame)
    this.#processFrames()
  }

  /** Answers a ping, unless a fault silences the connection. */
  ping(data: Uint8Array): void {
    if (!this.#isMuted) this.#socket.pong(data)
  }

  /** Ends the connection after its socket has closed; resolves when everything is released. */
  async closed(): Promise<void> {
    this.#end('abandoned')
    for (const cancel of this.#timers) cancel()
    await Promise.all([...this.#closingTasks, this.#task?.closed])
  }

  /** Sends an event. */
  send(message: ServerMessage): void {
    this.#sendFrame(formatMessage(message))
  }

  /** Sends `task-failed` and closes the connection. */
  fail(code: string, message: string, taskId = this.#protocol.taskId): void {
    if (this.#isClosed || this.#isMuted) return
    this.send({ type: 'task-failed', taskId, errorCode: code, errorMessage: message })
    this.#close('failed', CLOSE_CODE, '', code)
  }

  /** True while frames are queued. */
  isBlocked(): boolean {
    return this.#isTaskOpening || this.#isRecognizerFull || this.#isStalled
  }

  #processFrames(): void {
    while (!this.#isClosed && !this.isBlocked() && this.#frames.length > 0) this.#handle(this.#frames.shift()!)
    // While a task opens, reading goes on: a paused socket does not notice that the client has left.
    const isFull = this.#isRecognizerFull && this.#frames.length > 0
    this.#socket.setReading(this.#isClosed || !(this.#isStalled || isFull))
  }

  #handle(frame: string | Uint8Array): void {
    const action =
      typeof frame === 'string' ? this.#protocol.onMessage(parseClientMessage(frame)) : this.#protocol.onAudio()
    switch (action.type) {
      case 'run-task': void this.#runTask(action); break
      case 'continue-task': this.#task!.record.inputs.push(action.input); break
      case 'finish-task': void this.#finishTask(this.#task!); break
      case 'audio': this.#handleAudio(this.#task!, frame as Uint8Array); break
      case 'refusal': this.fail(action.code, action.message, action.taskId); break
    }
  }

  async #runTask(message: RunTask): Promise<void> {
    const { plan, rate, tasks } = this.#service
    this.#idle.stop()
    if (this.#task && plan.match('idle-close', { connection: this.#number, task: tasks.length + 1 })) {
      this.#close('abandoned', CLOSE_CODE)
      return
    }
    if (this.#task?.closed) this.#closingTasks.push(this.#task.closed)
    const task = this.#task = new Task(this.#service, this, message, this.#number)
    const failed = plan.match('task-failed', task.context, ({ at }) => at === 'run-task')
    if (failed) this.fail(failed.code, failed.message)
    else if (plan.match('throttle', task.context) || !rate.tryStart(task)) this.fail(...THROTTLED)
    if (this.#isClosed) return
    this.#isTaskOpening = true
    await task.open()
    const slowStart = plan.match('slow-start', task.context)
    if (slowStart) await this.#after(slowStart.ms === 'never' ? Infinity : slowStart.ms)
    this.#isTaskOpening = false
    if (this.#isClosed) return
    task.start()
    this.send({ type: 'task-started', taskId: message.taskId })
    this.#applyFaults(task)
    this.#processFrames()
  }

  #handleAudio(task: Task, audio: Uint8Array): void {
    const drained = task.write(audio)
    if (!drained) {
      this.#applyFaults(task)
      return
    }
    this.#isRecognizerFull = true
    void drained.then(() => {
      this.#isRecognizerFull = false
      this.#applyFaults(task)
      this.#processFrames()
    })
  }

  async #finishTask(task: Task): Promise<void> {
    const { plan, settings: { emptyTask } } = this.#service
    const failed = plan.match('task-failed', task.context, ({ at }) => at === 'finish-task')
    if (failed) this.fail(failed.code, failed.message)
    else if (task.record.bytes === 0 && emptyTask === 'fail') this.fail('NO_VALID_AUDIO_ERROR', 'No valid audio')
    if (this.#isClosed) return
    await task.finish()
    if (plan.match('no-finish', task.context)) return
    const slowFinish = plan.match('slow-finish', task.context)
    if (slowFinish) await this.#after(slowFinish.ms)
    if (this.#isClosed) return
    task.end('finished')
    this.#protocol.onFinished()
    this.send({ type: 'task-finished', taskId: task.record.taskId, usage: null })
    this.#idle.touch()
  }

  #applyFaults({ record, context }: Task): void {
    if (this.#isClosed) return
    for (const fault of this.#service.plan.matchFrames(record.frameSizes.length, context))
      this.#applyFault(fault, record.taskId)
  }

  #applyFault(fault: FrameFault, taskId: string): void {
    switch (fault.type) {
      case 'unknown-event':
        this.#sendFrame(
          JSON.stringify({ header: { task_id: taskId, event: 'task-imagined', attributes: {} }, payload: {} }),
        )
        break
      case 'malformed': this.#sendFrame('{"header":{"task_id":'); break
      case 'binary': this.#sendFrame(Buffer.from([0, 1, 2, 3])); break
      case 'wrong-task': this.send(eventOfOtherTask(`not-${taskId}`)); break
      case 'task-failed': this.fail(fault.code, fault.message); break
      case 'close': this.#close('abandoned', fault.code ?? 1011, fault.reason); break
      case 'stall': this.#stall(fault.ms); break
      case 'half-open': this.#stall(); this.#isMuted = true; this.#cut(fault.silenceBefore); break
      case 'disconnect': this.#isMuted = true; this.#cut(fault.silenceBefore ?? 0); break
    }
  }

  #stall(ms = Infinity): void {
    this.#isStalled = true
    void this.#after(ms).then(() => {
      this.#isStalled = false
      this.#processFrames()
    })
  }

  #cut(ms = Infinity): void {
    const cut = (): void => {
      this.#end('abandoned')
      this.#socket.destroy()
    }
    if (ms === 0) cut()
    else void this.#after(ms).then(cut)
  }

  #close(state: 'failed' | 'abandoned', code: number, reason = '', errorCode?: string): void {
    this.#end(state, errorCode)
    this.#socket.setReading(true)
    this.#socket.close(code, reason)
  }

  #end(state: 'failed' | 'abandoned', errorCode?: string): void {
    this.#isClosed = true
    this.#frames = []
    this.#idle.stop()
    this.#task?.end(state, errorCode)
  }

  #sendFrame(frame: string | Uint8Array): void {
    if (!this.#isClosed && !this.#isMuted) this.#socket.send(frame)
  }

  /** Resolves after `ms`, unless the connection closes before; never for Infinity. */
  async #after(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      if (ms < Infinity) this.#timers.add(this.#service.settings.clock.after(ms, resolve))
    })
  }
}

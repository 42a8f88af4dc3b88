import { formatMessage } from '../protocol/format.js'
import type { RunTask, ServerMessage } from '../protocol/messages.js'
import { parseClientMessage } from '../protocol/parse.js'
import { Deadline } from './clock.js'
import type { FrameFault } from './faults.js'
import { IDLE_MS } from './limits.js'
import { eventOfOtherTask } from './event-writer.js'
import { ProtocolState } from './protocol-state.js'
import { type TaskHost, type Service, Task } from './task.js'

/** What a connection can do to its socket. */
export interface Socket {
  send(frame: string | Uint8Array): void
  pong(data: Uint8Array): void
  /** Whether the socket is read. */
  read(on: boolean): void
  close(code: number, reason: string): void
  /** Cuts the connection without a close frame. */
  destroy(): void
}

/** No code is documented for the service's own closing, after a failure or when idle. */
const CLOSE_CODE = 1000
const THROTTLED = ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'] as const

/** One connection: takes frames in order, one task after another, and lets faults befall it. */
export class Connection implements TaskHost {
  readonly #service: Service
  readonly #wire: Socket
  readonly #number: number
  readonly #rules: ProtocolState
  readonly #idle: Deadline
  readonly #timers = new Set<() => void>()
  #inbox: (string | Uint8Array)[] = []
  #task: Task | undefined
  readonly #leaving: Promise<void>[] = []
  /** A task is being opened: frames wait, for clients that do not wait for `task-started`. */
  #opening = false
  /** The hearing has no room: frames wait, and the socket with them. */
  #full = false
  /** A fault keeps the socket from being read. */
  #held = false
  #mute = false
  #over = false

  constructor(service: Service, wire: Socket, number: number) {
    this.#service = service
    this.#wire = wire
    this.#number = number
    this.#rules = new ProtocolState(service.settings.models)
    this.#idle = new Deadline(service.settings.clock, IDLE_MS, () => { this.#close('abandoned', CLOSE_CODE) })
    this.#idle.touch()
  }

  /** A text frame as a string, a binary one as bytes. */
  receive(frame: string | Uint8Array): void {
    if (this.#over) return
    this.#inbox.push(frame)
    this.#work()
  }

  ping(data: Uint8Array): void {
    if (!this.#mute) this.#wire.pong(data)
  }

  /** The socket is gone. Resolves when nothing of the connection is left. */
  async gone(): Promise<void> {
    this.#end('abandoned')
    for (const cancel of this.#timers) cancel()
    await Promise.all([...this.#leaving, this.#task?.closed])
  }

  send(message: ServerMessage): void {
    this.#say(formatMessage(message))
  }

  fail(code: string, message: string, taskId = this.#rules.taskId): void {
    if (this.#over || this.#mute) return
    this.send({ type: 'task-failed', taskId, errorCode: code, errorMessage: message })
    this.#close('failed', CLOSE_CODE, '', code)
  }

  waits(): boolean {
    return this.#opening || this.#full || this.#held
  }

  #work(): void {
    while (!this.#over && !this.waits() && this.#inbox.length > 0) this.#handle(this.#inbox.shift()!)
    // While a task opens the socket is read on, or nobody would notice that the client has left.
    this.#wire.read(this.#over || !(this.#held || (this.#full && this.#inbox.length > 0)))
  }

  #handle(frame: string | Uint8Array): void {
    const verdict = typeof frame === 'string' ? this.#rules.text(parseClientMessage(frame)) : this.#rules.audio()
    switch (verdict.type) {
      case 'run-task': void this.#run(verdict); break
      case 'continue-task': this.#task!.record.inputs.push(verdict.input); break
      case 'finish-task': void this.#finish(this.#task!); break
      case 'audio': this.#hear(this.#task!, frame as Uint8Array); break
      case 'refusal': this.fail(verdict.code, verdict.message, verdict.taskId); break
    }
  }

  async #run(message: RunTask): Promise<void> {
    const { plan, rate, tasks } = this.#service
    this.#idle.stop()
    if (this.#task && plan.match('idle-close', { connection: this.#number, task: tasks.length + 1 })) {
      this.#close('abandoned', CLOSE_CODE)
      return
    }
    if (this.#task?.closed) this.#leaving.push(this.#task.closed)
    const task = this.#task = new Task(this.#service, this, message, this.#number)
    const failed = plan.match('task-failed', task.here, ({ at }) => at === 'run-task')
    if (failed) this.fail(failed.code, failed.message)
    else if (plan.match('throttle', task.here) || !rate.enter(task)) this.fail(...THROTTLED)
    if (this.#over) return
    this.#opening = true
    await task.open()
    const late = plan.match('slow-start', task.here)
    if (late) await this.#later(late.ms === 'never' ? Infinity : late.ms)
    this.#opening = false
    if (this.#over) return
    task.start()
    this.send({ type: 'task-started', taskId: message.taskId })
    this.#applyFaults(task)
    this.#work()
  }

  #hear(task: Task, audio: Uint8Array): void {
    const waits = task.write(audio)
    if (!waits) {
      this.#applyFaults(task)
      return
    }
    this.#full = true
    void waits.then(() => {
      this.#full = false
      this.#applyFaults(task)
      this.#work()
    })
  }

  async #finish(task: Task): Promise<void> {
    const { plan, settings: { emptyTask } } = this.#service
    const failed = plan.match('task-failed', task.here, ({ at }) => at === 'finish-task')
    if (failed) this.fail(failed.code, failed.message)
    else if (task.record.bytes === 0 && emptyTask === 'fail') this.fail('NO_VALID_AUDIO_ERROR', 'No valid audio')
    if (this.#over) return
    await task.finish()
    if (plan.match('no-finish', task.here)) return
    const slow = plan.match('slow-finish', task.here)
    if (slow) await this.#later(slow.ms)
    if (this.#over) return
    task.end('finished')
    this.#rules.finished()
    this.send({ type: 'task-finished', taskId: task.record.taskId, usage: null })
    this.#idle.touch()
  }

  #applyFaults({ record, here }: Task): void {
    if (this.#over) return
    for (const fault of this.#service.plan.takeAt(record.frameSizes.length, here)) this.#applyFault(fault, record.taskId)
  }

  #applyFault(fault: FrameFault, taskId: string): void {
    switch (fault.type) {
      case 'unknown-event':
        this.#say(JSON.stringify({ header: { task_id: taskId, event: 'task-imagined', attributes: {} }, payload: {} })); break
      case 'malformed': this.#say('{"header":{"task_id":'); break
      case 'binary': this.#say(Buffer.from([0, 1, 2, 3])); break
      case 'wrong-task': this.send(eventOfOtherTask(`not-${taskId}`)); break
      case 'task-failed': this.fail(fault.code, fault.message); break
      case 'close': this.#close('abandoned', fault.code ?? 1011, fault.reason); break
      case 'stall': this.#hold(fault.ms); break
      case 'half-open': this.#hold(); this.#mute = true; this.#cut(fault.silenceBefore); break
      case 'disconnect': this.#mute = true; this.#cut(fault.silenceBefore ?? 0); break
    }
  }

  #hold(ms = Infinity): void {
    this.#held = true
    void this.#later(ms).then(() => {
      this.#held = false
      this.#work()
    })
  }

  #cut(ms = Infinity): void {
    const cut = (): void => {
      this.#end('abandoned')
      this.#wire.destroy()
    }
    if (ms === 0) cut()
    else void this.#later(ms).then(cut)
  }

  #close(state: 'failed' | 'abandoned', code: number, reason = '', errorCode?: string): void {
    this.#end(state, errorCode)
    this.#wire.read(true)
    this.#wire.close(code, reason)
  }

  #end(state: 'failed' | 'abandoned', errorCode?: string): void {
    this.#over = true
    this.#inbox = []
    this.#idle.stop()
    this.#task?.end(state, errorCode)
  }

  #say(frame: string | Uint8Array): void {
    if (!this.#over && !this.#mute) this.#wire.send(frame)
  }

  /** Resolves after so many ms unless the connection is gone before; for ever, never. */
  async #later(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      if (ms < Infinity) this.#timers.add(this.#service.settings.clock.after(ms, resolve))
    })
  }
}

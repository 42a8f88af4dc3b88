import { samples } from '../audio/pcm/pcm.js'
import type { Clock } from '../stream/clock.js'
import { Deadline } from './deadline.js'

/** Time without data after which the service ends a task. */
const NO_DATA_MS = 23_000
/** Time of silent audio after which it ends a task without `heartbeat`. */
const SILENCE_MS = 60_000
/** Time without a task after which it closes a connection, in ms. */
export const IDLE_MS = 60_000
/** Largest sample of silence, -54 dBFS; the service documents no threshold. */
const MAX_SILENT_SAMPLE = 64

/** Code and message of a task that timed out. */
export interface TimeoutError {
  readonly code: string
  readonly message: string
}

/** Time limits that run while a task receives audio. */
export class TaskLimits {
  readonly #data: Deadline
  readonly #silence: Deadline | undefined
  #isStopped = false

  /** @param isBlocked True while the service itself holds the data back; no limit applies then. */
  constructor(clock: Clock, heartbeat: boolean, isBlocked: () => boolean, onTimeout: (reason: TimeoutError) => void) {
    const guard = (ms: number, reason: TimeoutError): Deadline => {
      const deadline: Deadline = new Deadline(clock, ms, () => {
        if (isBlocked()) deadline.touch()
        else onTimeout(reason)
      })
      deadline.touch()
      return deadline
    }
    this.#data = guard(NO_DATA_MS, { code: 'CLIENT_ERROR', message: 'request timeout after 23 seconds.' })
    // The service does not document whether this is a task-failed or a bare close; the code is documented.
    if (!heartbeat) this.#silence = guard(SILENCE_MS, { code: 'ResponseTimeout', message: 'Response timeout!' })
  }

  /** Restarts the limit of time without data. */
  onData(): void {
    this.#data.touch()
  }

  /** Restarts the limit of silence; last results, after the end of the data, do not. */
  onSound(): void {
    if (!this.#isStopped) this.#silence?.touch()
  }

  /** Stops all limits. */
  stop(): void {
    this.#isStopped = true
    this.#data.stop()
    this.#silence?.stop()
  }
}

/** True when s16le bytes are silent. */
export function isSilent(audio: Uint8Array): boolean {
  return samples(audio).every(sample => sample <= MAX_SILENT_SAMPLE && sample >= -MAX_SILENT_SAMPLE)
}

/** Rate limit of an account: task starts a second, and concurrent tasks. */
export class RateLimit {
  readonly #clock: Clock
  readonly #startsPerSecond: number
  readonly #maxConcurrent: number
  readonly #running = new Set<unknown>()
  #starts: number[] = []

  constructor(clock: Clock, startsPerSecond: number, maxConcurrent: number) {
    this.#clock = clock
    this.#startsPerSecond = startsPerSecond
    this.#maxConcurrent = maxConcurrent
  }

  /** Returns true and counts the task when it may start. */
  tryStart(task: unknown): boolean {
    const now = this.#clock.now()
    this.#starts = this.#starts.filter(start => start > now - 1000)
    if (this.#starts.length >= this.#startsPerSecond || this.#running.size >= this.#maxConcurrent) return false
    this.#starts.push(now)
    this.#running.add(task)
    return true
  }

  /** Ends a task. */
  release(task: unknown): void {
    this.#running.delete(task)
  }
}

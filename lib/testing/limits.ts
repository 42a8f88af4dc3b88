import { samples } from '../audio/pcm/pcm.js'
import { type Clock, Deadline } from './clock.js'

/** The service gives up a task after so long without any data. */
const NO_DATA_MS = 23_000
/** …and, without `heartbeat`, after so long with silent audio only. */
const SILENCE_MS = 60_000
/** …and closes a connection on which no task has run for so long. */
export const IDLE_MS = 60_000
/** -54 dBFS; the service says of silence only that it is silent. */
const LOUDEST_SILENCE = 64

/** What a task that ran out of time is told. */
export interface TimeUp {
  readonly code: string
  readonly message: string
}

/** The two clocks that run while a task takes audio. */
export class TaskLimits {
  readonly #data: Deadline
  readonly #silence: Deadline | undefined
  #over = false

  /** @param waits Whether it is the service that holds the data back: then nobody is blamed. */
  constructor(clock: Clock, heartbeat: boolean, waits: () => boolean, up: (reason: TimeUp) => void) {
    const guard = (ms: number, reason: TimeUp): Deadline => {
      const deadline: Deadline = new Deadline(clock, ms, () => {
        if (waits()) deadline.touch()
        else up(reason)
      })
      deadline.touch()
      return deadline
    }
    this.#data = guard(NO_DATA_MS, { code: 'CLIENT_ERROR', message: 'request timeout after 23 seconds.' })
    // Whether this comes as task-failed or as a bare close is not documented; it is the code that names the case.
    if (!heartbeat) this.#silence = guard(SILENCE_MS, { code: 'ResponseTimeout', message: 'Response timeout!' })
  }

  data(): void {
    this.#data.touch()
  }

  /** Last results come after the end of the data; they start no clock again. */
  sound(): void {
    if (!this.#over) this.#silence?.touch()
  }

  stop(): void {
    this.#over = true
    this.#data.stop()
    this.#silence?.stop()
  }
}

/** Whether s16le bytes hold no sound. */
export function isSilent(audio: Uint8Array): boolean {
  return samples(audio).every(sample => sample <= LOUDEST_SILENCE && sample >= -LOUDEST_SILENCE)
}

/** Task starts of the last second and tasks at a time. */
export class RateLimit {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #atATime: number
  readonly #running = new Set<unknown>()
  #starts: number[] = []

  constructor(clock: Clock, perSecond: number, atATime: number) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#atATime = atATime
  }

  /** Lets a task start, or not. A refused start counts for nothing. */
  enter(task: unknown): boolean {
    const now = this.#clock.now()
    this.#starts = this.#starts.filter(start => start > now - 1000)
    if (this.#starts.length >= this.#perSecond || this.#running.size >= this.#atATime) return false
    this.#starts.push(now)
    this.#running.add(task)
    return true
  }

  leave(task: unknown): void {
    this.#running.delete(task)
  }
}

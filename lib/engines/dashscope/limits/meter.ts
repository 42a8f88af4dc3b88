import { checkOption } from '../../../option-checks.js'

/** Options of a `Meter`. */
export interface MeterOptions {
  /** Price of a second of audio, in USD; `undefined` where the catalogue has none. */
  readonly perSecond: number | undefined
  /** Limit of cost, in USD; `undefined` for no limit. */
  readonly maxCost: number | undefined
}

/** Count of the audio of one task. */
export interface TaskMeter {
  /**
   * Adds audio that was sent, in ms; audio sent again counts again. The duration of encoded audio is unknown: it is not
   * added, and the count follows the reports of the service, which are late.
   */
  addSent(ms: number): void
  /** Sets the seconds that the service reports as billed so far. A smaller number than before is ignored. */
  setBilled(seconds: number): void
  /** Ends the task: the last report of the service, if any, is the bill. */
  finish(): void
}

/**
 * Counts the cost of a recognition, over all its tasks, while it runs. The service bills whole seconds of audio,
 * including silence, rounded up for each task, and reports them late: until a task has ended, all audio sent counts.
 *
 * Errors: those of `checkMaxCost()`.
 *
 * @example
 * ```ts
 * const meter = new Meter({ perSecond: 0.00009, maxCost: 0.00018 })
 * const task = meter.startTask()
 * task.addSent(1200)
 * meter.cost // 0.00018
 * meter.affordable(5000) // 800
 * ```
 */
export class Meter {
  readonly #perSecond: number | undefined
  /** Whole seconds that the limit covers. */
  readonly #maxSeconds: number
  readonly #tasks: CountedTask[] = []

  constructor({ perSecond, maxCost }: MeterOptions) {
    checkMaxCost(maxCost, perSecond)
    this.#perSecond = perSecond
    this.#maxSeconds = maxCost === undefined ? Infinity : secondsFor(maxCost, perSecond!)
  }

  /** Starts the count of another task. */
  startTask(): TaskMeter {
    const task = new CountedTask()
    this.#tasks.push(task)
    return task
  }

  /** Billed seconds so far: for each task the reported or the sent ones, whichever are more. */
  get billedSeconds(): number {
    return sum(this.#tasks)
  }

  /** Cost so far, in USD; `undefined` where no price is known. */
  get cost(): number | undefined {
    return this.#perSecond === undefined ? undefined : costOf(this.billedSeconds, this.#perSecond)
  }

  /**
   * Part of `ms` that a task can still be sent, in ms, so that all bills, rounded up, stay within `maxCost`.
   *
   * @param task Default: the newest.
   */
  affordable(ms: number, task: TaskMeter | undefined = this.#tasks.at(-1)): number {
    if (this.#maxSeconds === Infinity) return ms
    const others = sum(this.#tasks.filter(other => other !== task))
    const counted = this.#tasks.find(other => other === task)?.countedMs ?? 0
    return Math.max(0, Math.min(ms, (this.#maxSeconds - others) * 1000 - counted))
  }
}

/**
 * Checks a limit of cost.
 *
 * Errors: STENO_BAD_OPTION unless it is a number above 0; also if no price is known, since it could not be kept.
 */
export function checkMaxCost(maxCost: number | undefined, perSecond: number | undefined): void {
  if (maxCost === undefined) return
  checkOption(typeof maxCost === 'number' && maxCost > 0, 'maxCost', 'a number of USD above 0', maxCost)
  checkOption(perSecond !== undefined,
    'maxCost', 'left out, as no price of this model in this region is known', maxCost)
}

class CountedTask implements TaskMeter {
  #sent = 0
  #billed: number | undefined
  #isFinished = false

  addSent(ms: number): void {
    this.#sent += ms
  }

  setBilled(seconds: number): void {
    this.#billed = Math.max(this.#billed ?? 0, seconds)
  }

  finish(): void {
    this.#isFinished = true
  }

  get seconds(): number {
    const { sentSeconds } = this
    if (this.#billed === undefined) return sentSeconds
    return this.#isFinished ? this.#billed : Math.max(this.#billed, sentSeconds)
  }

  /** Audio counted, in ms; if the service counts more than was sent, further audio is added to its count. */
  get countedMs(): number {
    return this.seconds === this.sentSeconds ? this.#sent : this.seconds * 1000
  }

  /** Rounded first, as the noise of binary fractions must not add a second. */
  get sentSeconds(): number {
    return Math.ceil(Math.round(this.#sent * 1000) / 1_000_000)
  }
}

function sum(tasks: readonly CountedTask[]): number {
  return tasks.reduce((seconds, task) => seconds + task.seconds, 0)
}

/** Prices have at most six decimals and bills few digits; the noise of binary fractions is beyond the twelfth digit. */
function costOf(seconds: number, perSecond: number): number {
  return Number((seconds * perSecond).toPrecision(12))
}

/** Most whole seconds that cost no more; the quotient may be slightly too large or too small. */
function secondsFor(maxCost: number, perSecond: number): number {
  const near = Math.round(maxCost / perSecond)
  // A limit that was computed has the noise of binary fractions, too.
  return costOf(near, perSecond) <= costOf(maxCost, 1) ? near : near - 1
}

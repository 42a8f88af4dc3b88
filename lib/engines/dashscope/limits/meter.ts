import { checkOption } from '../../../option-checks.js'

/** What a meter goes by. */
export interface MeterOptions {
  /** USD for a second of audio, `undefined` where the catalogue has no price. */
  readonly perSecond: number | undefined
  /** USD that a recognition may cost. Default: no limit. */
  readonly maxCost: number | undefined
}

/** The audio of one task. */
export interface MeterLink {
  /**
   * Audio was sent, in ms; what is sent again counts again. How long encoded audio is nobody knows: without this the
   * count goes by what the service says, which is late.
   */
  sent(ms: number): void
  /** The service said how many seconds it has billed so far. Less than before is not believed. */
  billed(seconds: number): void
  /** The task ended well: what the service said last is the bill, if it said anything. */
  finished(): void
}

/**
 * Counts what a recognition costs, over all its tasks, while it runs. The service bills whole seconds of audio,
 * silence included, rounded up for each task, and says so late: until a task has ended, all that was sent counts.
 *
 * Errors: STENO_BAD_OPTION for a `maxCost` that is no number above 0, or that cannot be kept as no price is known.
 *
 * @example
 * ```ts
 * const meter = new Meter({ perSecond: 0.00009, maxCost: 0.00018 })
 * const link = meter.link()
 * link.sent(1200)
 * meter.cost // 0.00018
 * meter.room(5000) // 800
 * ```
 */
export class Meter {
  readonly #perSecond: number | undefined
  /** Whole seconds that the limit pays for. */
  readonly #limit: number
  readonly #links: Link[] = []

  constructor({ perSecond, maxCost }: MeterOptions) {
    checkOption(maxCost === undefined || (typeof maxCost === 'number' && maxCost > 0), 'maxCost', 'a number of USD above 0', maxCost)
    checkOption(maxCost === undefined || perSecond !== undefined,
      'maxCost', 'left out, as no price of this model in this region is known', maxCost)
    this.#perSecond = perSecond
    this.#limit = maxCost === undefined ? Infinity : payable(maxCost, perSecond!)
  }

  /** Begins the count of another task. */
  link(): MeterLink {
    const link = new Link()
    this.#links.push(link)
    return link
  }

  /** Seconds to be paid so far: of each task what the service said or what was sent, whichever is more. */
  get seconds(): number {
    return sum(this.#links)
  }

  /** USD so far, `undefined` where no price is known. */
  get cost(): number | undefined {
    return this.#perSecond === undefined ? undefined : price(this.seconds, this.#perSecond)
  }

  /**
   * How many of these ms a task may still be sent, so that all bills, rounded up, stay within `maxCost`; all of them
   * where there is no limit.
   *
   * @param task Default: the newest.
   */
  room(ms: number, task: MeterLink | undefined = this.#links.at(-1)): number {
    if (this.#limit === Infinity) return ms
    const others = sum(this.#links.filter(link => link !== task))
    const reached = this.#links.find(link => link === task)?.reached ?? 0
    return Math.max(0, Math.min(ms, (this.#limit - others) * 1000 - reached))
  }
}

class Link implements MeterLink {
  #sent = 0
  #billed: number | undefined
  #finished = false

  sent(ms: number): void {
    this.#sent += ms
  }

  billed(seconds: number): void {
    this.#billed = Math.max(this.#billed ?? 0, seconds)
  }

  finished(): void {
    this.#finished = true
  }

  get seconds(): number {
    const { wholeSent } = this
    if (this.#billed === undefined) return wholeSent
    return this.#finished ? this.#billed : Math.max(this.#billed, wholeSent)
  }

  /** How far the bill has got, in ms: where the service counts more than was sent, it goes on from there. */
  get reached(): number {
    return this.seconds === this.wholeSent ? this.#sent : this.seconds * 1000
  }

  /** Sums of milliseconds have binary fractions, which must not make another second. */
  get wholeSent(): number {
    return Math.ceil(Math.round(this.#sent * 1000) / 1_000_000)
  }
}

function sum(links: readonly Link[]): number {
  return links.reduce((seconds, link) => seconds + link.seconds, 0)
}

/** Prices have at most six places and bills few digits; binary fractions show after the twelfth. */
function price(seconds: number, perSecond: number): number {
  return Number((seconds * perSecond).toPrecision(12))
}

/** The most whole seconds that cost no more; the quotient may be a hair off either way. */
function payable(maxCost: number, perSecond: number): number {
  const near = Math.round(maxCost / perSecond)
  // Whoever multiplied has a binary fraction, too.
  return price(near, perSecond) <= price(maxCost, 1) ? near : near - 1
}

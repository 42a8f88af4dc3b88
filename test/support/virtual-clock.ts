import { MAX_TIMER_MS } from '../../lib/stream/clock.js'

/** Clock that stands still until `pass()`, which lets promises settle between timers as `manualClock()` cannot. */
export class VirtualClock {
  #now = 0
  #timers: { readonly due: number; readonly callback: () => void }[] = []

  readonly now = (): number => this.#now

  readonly after = (ms: number, callback: () => void): (() => void) => {
    // A longer timer of Node.js elapses at once.
    if (ms > MAX_TIMER_MS) throw new RangeError('the delay is too long for a timer')
    const timer = { due: this.#now + ms, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer)
    }
  }

  /** Number of timers that are set. */
  get pending(): number {
    return this.#timers.length
  }

  /** Advances by `ms`, timer by timer; promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (;;) {
      const [first] = this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
      if (!first) break
      this.#timers = this.#timers.filter(other => other !== first)
      this.#now = Math.max(this.#now, first.due)
      first.callback()
      await settled()
    }
    this.#now = end
  }
}

/** A clock whose timers elapse at once, in the next turn of the event loop; it records their delays. */
export class InstantClock {
  #now = 0
  /** Delays of the timers that were set, in ms. */
  readonly delays: number[] = []

  readonly now = (): number => this.#now

  readonly after = (ms: number, callback: () => void): (() => void) => {
    this.delays.push(ms)
    const immediate = setImmediate(() => {
      this.#now += ms
      callback()
    })
    return () => { clearImmediate(immediate) }
  }
}

/** Resolves when the reactions of all settled promises have run. */
export function settled(): Promise<void> {
  return new Promise(resolve => { setImmediate(resolve) })
}

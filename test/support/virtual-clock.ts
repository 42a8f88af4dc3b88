/** A clock that stands still until it is told to go on. */
export class VirtualClock {
  #now = 0
  #timers: { readonly due: number; readonly then: () => void }[] = []

  readonly now = (): number => this.#now

  readonly after = (ms: number, then: () => void): (() => void) => {
    // A real one fires at once then.
    if (ms > 2 ** 31 - 1) throw new RangeError('no timer can be that long')
    const timer = { due: this.#now + ms, then }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer)
    }
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length
  }

  /** Lets time pass, timer by timer; what promises do in between is done. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (;;) {
      const [first] = this.#timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)
      if (!first) break
      this.#timers = this.#timers.filter(other => other !== first)
      this.#now = Math.max(this.#now, first.due)
      first.then()
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

/** Resolves when every promise that could has been heard. */
export function settled(): Promise<void> {
  return new Promise(resolve => { setImmediate(resolve) })
}

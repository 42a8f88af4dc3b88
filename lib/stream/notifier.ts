/** Wakes all who wait for the next change of something. */
export class Notifier {
  #waiting = new Set<() => void>()

  notify(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const resolve of waiting) resolve()
  }

  /** Resolves when it rings next, or after `atMost` ms. */
  async wait(atMost?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    let waiter = (): void => {}
    await new Promise<void>(resolve => {
      this.#waiting.add(waiter = resolve)
      if (atMost !== undefined) timer = setTimeout(resolve, atMost)
    })
    clearTimeout(timer)
    this.#waiting.delete(waiter)
  }
}

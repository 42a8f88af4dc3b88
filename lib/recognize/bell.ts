/** Wakes all who wait for the next change of something. */
export class Bell {
  #waiting: (() => void)[] = []

  ring(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** Resolves when it rings next, or after `atMost` ms. */
  async next(atMost?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>(resolve => {
      this.#waiting.push(resolve)
      if (atMost !== undefined) timer = setTimeout(resolve, atMost)
    })
    clearTimeout(timer)
  }
}

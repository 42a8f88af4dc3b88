/** A promise that is settled from outside, and that nobody need wait for: its rejection is never an unhandled one. */
export class Deferred {
  readonly promise: Promise<void>
  declare readonly resolve: () => void
  declare readonly reject: (error: Error) => void

  constructor() {
    this.promise = new Promise((resolve, reject) => { Object.assign(this, { resolve, reject }) })
    this.promise.catch(() => {})
  }
}

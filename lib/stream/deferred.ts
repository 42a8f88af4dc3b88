/**
 * A promise that is settled from outside. Its rejection is never an unhandled one, so that nobody has to wait for it.
 *
 * @example
 * ```ts
 * const ready = new Deferred<number>()
 * setTimeout(() => { ready.resolve(1) }, 10)
 * await ready.promise // 1
 * ```
 */
export class Deferred<Value = void> {
  readonly promise: Promise<Value>
  declare readonly resolve: (value: Value) => void
  declare readonly reject: (error: Error) => void

  constructor() {
    this.promise = new Promise((resolve, reject) => { Object.assign(this, { resolve, reject }) })
    this.promise.catch(() => {})
  }
}

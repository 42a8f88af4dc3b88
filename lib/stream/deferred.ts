/**
 * A promise that is settled from outside. Its rejection is never an unhandled one, so that none has to handle it.
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
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void

  constructor() {
    let resolve!: (value: Value) => void
    let reject!: (error: Error) => void
    this.promise = new Promise((...settle) => { [resolve, reject] = settle })
    this.promise.catch(() => {})
    this.resolve = resolve
    this.reject = reject
  }
}

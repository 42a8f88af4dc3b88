import { catchError, concat, defer, mergeMap, type OperatorFunction, throwError } from 'rxjs'

/** Computation behind an operator; some of its outputs come only when the input has ended. */
interface Core<Input, Output> {
  push(input: Input): readonly Output[]
  flush(): readonly Output[]
}

/** Operator around a core. The rest is emitted before an error, too: what was recognised until then counts. */
export function withFlush<Input, Output>(createCore: () => Core<Input, Output>): OperatorFunction<Input, Output> {
  // Invalid options are reported here, not to the first subscriber.
  createCore()
  return source => defer(() => {
    const core = createCore()
    const rest = defer(() => core.flush())
    const outputs = source.pipe(
      mergeMap(input => core.push(input)),
      catchError((error: unknown) => concat(rest, throwError(() => error))),
    )
    return concat(outputs, rest)
  })
}

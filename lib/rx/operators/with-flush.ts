import { catchError, concat, defer, mergeMap, type OperatorFunction, throwError } from 'rxjs'

/** A core that gives a part of its outputs only when no more input comes. */
interface Core<Input, Output> {
  push(input: Input): readonly Output[]
  flush(): readonly Output[]
}

/** The operator of such a core. The rest comes before an error, too: what was recognised until then counts. */
export function withFlush<Input, Output>(make: () => Core<Input, Output>): OperatorFunction<Input, Output> {
  // Wrong options are told at once, and not to the first subscriber.
  make()
  return source => defer(() => {
    const core = make()
    const rest = defer(() => core.flush())
    const outputs = source.pipe(
      mergeMap(input => core.push(input)),
      catchError((error: unknown) => concat(rest, throwError(() => error))),
    )
    return concat(outputs, rest)
  })
}

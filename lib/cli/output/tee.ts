import { Writable } from 'node:stream'

/** One of those that are given all that comes. */
export interface Branch {
  readonly stage: Writable
  /** Settles when everything that came has been written, or with what went wrong. */
  readonly done: Promise<void>
  /** Whether it ends with the others; else whoever made it ends it. */
  readonly ends: boolean
}

/**
 * Gives whatever comes to every branch. The slowest sets the pace, and the error of the first that fails is the error
 * of all. It is finished when all that end with it have written everything.
 */
export function fanOut(branches: readonly Branch[]): Writable {
  const ending = branches.filter(({ ends }) => ends)
  const stream = new Writable({
    objectMode: true,
    // What waits, waits in front of here.
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      void Promise.all(branches.map(({ stage }) => taken(stage, chunk))).then(() => { done() })
    },
    final(done) {
      for (const { stage } of ending) stage.end()
      Promise.all(ending.map(branch => branch.done)).then(() => { done() }, done)
    },
    destroy(error, done) {
      for (const { stage } of ending) stage.destroy(error ?? undefined)
      void Promise.allSettled(ending.map(branch => branch.done)).then(() => { done(error) })
    },
  })
  for (const { done } of branches) done.catch((error: unknown) => { stream.destroy(error as Error) })
  return stream
}

/** Waits for a stage to have room again. A failure is not told here, but by `done`, which knows its cause. */
function taken(stage: Writable, chunk: unknown): Promise<void> {
  return new Promise(resolve => {
    stage.write(chunk, error => { if (!error) resolve() })
  })
}

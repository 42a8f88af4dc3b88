import { Writable } from 'node:stream'

/** One destination of a `tee()`. */
export interface Branch {
  readonly stage: Writable
  /** Resolves when the branch has written everything; rejects with its failure. */
  readonly done: Promise<void>
  /** True when the branch ends with the tee; otherwise its owner ends it. */
  readonly ends: boolean
}

/**
 * Writes every chunk to all branches. The slowest branch sets the pace, and the first error of a branch is the error of
 * the stream. It finishes when all branches that end with it have written everything.
 *
 * @param onChunk Called with each chunk.
 */
export function tee(branches: readonly Branch[], onChunk: (chunk: unknown) => void = () => {}): Writable {
  const ending = branches.filter(({ ends }) => ends)
  const stream = new Writable({
    objectMode: true,
    // Chunks queue up before this stream, not in it.
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      onChunk(chunk)
      void Promise.all(branches.map(({ stage }) => written(stage, chunk))).then(() => { done() })
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

/** Resolves when a stage can take more. A failure is left to `done`, which knows its cause. */
function written(stage: Writable, chunk: unknown): Promise<void> {
  return new Promise(resolve => {
    stage.write(chunk, error => { if (!error) resolve() })
  })
}

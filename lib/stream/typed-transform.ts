import type { ArrayOptions, Transform } from 'node:stream'

type Listener = Parameters<Transform['on']>[1]
/** Type of a chunk that `read()` returns: whatever the reader expects, as `Readable` declares it. */
export type Unchecked = ReturnType<Transform['read']>
type Composable = (source: Unchecked) => void

/**
 * Async iterator of a stream of objects. `pipeline()` and `compose()` demand a `NodeJS.ReadableStream`, which yields
 * only text and bytes; a stream of other chunks is accepted as one because `done` is unchecked here.
 */
export interface ChunkIterator<Chunk> extends NodeJS.AsyncIterator<Unchecked> {
  next(): Promise<{ done: Unchecked; value: Chunk }>
  return?(): Promise<IteratorReturnResult<Unchecked>>
  throw?(): Promise<IteratorReturnResult<Unchecked>>
  [Symbol.asyncIterator](): ChunkIterator<Chunk>
}

/** Transform whose output is typed: `for await`, `'data'` and `toArray()` yield `Chunk` instead of `any`. */
export interface TypedTransform<Chunk> extends Transform {
  on(event: 'data', listener: (chunk: Chunk) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'data', listener: (chunk: Chunk) => void): this
  once(event: string | symbol, listener: Listener): this
  addListener(event: 'data', listener: (chunk: Chunk) => void): this
  addListener(event: string | symbol, listener: Listener): this
  compose<Stage extends NodeJS.ReadableStream>(stage: Stage, options?: { signal: AbortSignal }): Stage
  compose<Stage extends NodeJS.ReadableStream>(
    stage: Stage | Composable | Iterable<Stage> | AsyncIterable<Stage>, options?: { signal: AbortSignal },
  ): Stage
  toArray(options?: Pick<ArrayOptions, 'signal'>): Promise<Chunk[]>
  [Symbol.asyncIterator](): ChunkIterator<Chunk>
}

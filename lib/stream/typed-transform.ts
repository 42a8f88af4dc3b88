import type { ArrayOptions, Transform } from 'node:stream'

type Listener = Parameters<Transform['on']>[1]

/** Transform whose output is typed: `for await`, `'data'`, `read()` and `toArray()` give `Chunk` instead of `any`. */
export interface TypedTransform<Chunk> extends Transform {
  on(event: 'data', listener: (chunk: Chunk) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'data', listener: (chunk: Chunk) => void): this
  once(event: string | symbol, listener: Listener): this
  addListener(event: 'data', listener: (chunk: Chunk) => void): this
  addListener(event: string | symbol, listener: Listener): this
  read(size?: number): Chunk | null
  iterator(options?: { destroyOnReturn?: boolean }): NodeJS.AsyncIterator<Chunk>
  toArray(options?: Pick<ArrayOptions, 'signal'>): Promise<Chunk[]>
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Chunk>
}

import { msToBytes } from '../pcm/pcm.js'

/** Samples in the buffer. */
export interface BufferedChunk {
  /** s16le mono samples. */
  readonly data: Buffer
  /** Bytes of the source before `data`, dropped ones included. */
  readonly offset: number
}

/** Queue of a source that cannot wait for its reader: when it is full, the oldest samples are dropped. */
export class LiveBuffer {
  readonly #maxBytes: number
  #chunks: BufferedChunk[] = []
  #buffered = 0
  #received = 0

  /** @param maxBuffer - Capacity, in ms. @param sampleRate - Sample rate of the audio, in Hz. */
  constructor(maxBuffer: number, sampleRate: number) {
    this.#maxBytes = maxBuffer === Infinity ? Infinity : msToBytes(maxBuffer, sampleRate)
  }

  /** Number of bytes in the buffer. */
  get bytes(): number {
    return this.#buffered
  }

  /** Adds whole samples; returns the offset and number of the bytes that were dropped. */
  push(data: Buffer): { readonly offset: number; readonly bytes: number } {
    this.#chunks.push({ data, offset: this.#received })
    this.#buffered += data.length
    this.#received += data.length
    const { offset } = this.#chunks[0]!
    let bytes = 0
    while (this.#buffered > this.#maxBytes) bytes += this.#drop(this.#buffered - this.#maxBytes)
    return { offset, bytes }
  }

  /** Removes and returns the oldest chunk. */
  shift(): BufferedChunk | undefined {
    const chunk = this.#chunks.shift()
    this.#buffered -= chunk?.data.length ?? 0
    return chunk
  }

  /** Drops at most `maxBytes` of the oldest chunk; returns how many. */
  #drop(maxBytes: number): number {
    const { data, offset } = this.#chunks[0]!
    const bytes = Math.min(maxBytes, data.length)
    if (bytes === data.length) this.#chunks.shift()
    else this.#chunks[0] = { data: data.subarray(bytes), offset: offset + bytes }
    this.#buffered -= bytes
    return bytes
  }
}

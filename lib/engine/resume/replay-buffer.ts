import type { SessionFormat } from '../engine.js'

const BYTES_PER_SAMPLE = 2
/** Encoded audio counts as if it were PCM of 16 kHz, 32 bytes per ms, since its duration is unknown. */
const BYTES_PER_ENCODED_MS = 32
/** Size of an allocation, since a live source delivers many small chunks. */
const PAGE_BYTES = 32 * 1024
/** Number of dropped allocations that are kept for reuse: audio is dropped a sentence at a time. */
const MAX_FREE_PAGES = 8

/** Converts times of a session's audio, in ms, to byte offsets and back. */
export class ByteOffsets {
  /** True when audio can be cut at any sample. */
  readonly isPcm: boolean
  /** Bytes of one millisecond. */
  readonly bytesPerMs: number

  constructor({ encoding, sampleRate }: SessionFormat) {
    this.isPcm = encoding === 's16le'
    this.bytesPerMs = this.isPcm ? sampleRate * BYTES_PER_SAMPLE / 1000 : BYTES_PER_ENCODED_MS
  }

  /** Time of a byte offset, in ms. */
  toMs(offset: number): number {
    return offset / this.bytesPerMs
  }

  /** Byte offset of the sample at a time in ms. */
  fromMs(ms: number): number {
    return Math.floor(ms * this.bytesPerMs / BYTES_PER_SAMPLE) * BYTES_PER_SAMPLE
  }
}

/** Contiguous part of the audio; filled to its end before another begins. */
interface Page {
  readonly bytes: Uint8Array
  /** Offset of its first byte in the audio. */
  readonly offset: number
}

/** The newest bytes of a stream, by their offset in it, so that they can be sent again. */
export class ReplayBuffer {
  readonly #limit: number
  readonly #pages: Page[] = []
  readonly #free: Uint8Array[] = []
  #start = 0
  #end = 0

  /** @param limit Size in bytes; when it is exceeded, the oldest bytes are dropped. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Offset of the first byte that is kept. */
  get start(): number {
    return this.#start
  }

  /** Offset behind the last byte. */
  get end(): number {
    return this.#end
  }

  /** Appends a copy of the audio. */
  append(audio: Uint8Array): void {
    for (let copied = 0; copied < audio.length;) {
      const { bytes, offset } = this.#writablePage()
      const free = offset + PAGE_BYTES - this.#end
      const chunk = copied === 0 && audio.length <= free ? audio : audio.subarray(copied, copied + free)
      bytes.set(chunk, this.#end - offset)
      this.#end += chunk.length
      copied += chunk.length
    }
    if (this.#end - this.#limit > this.#start) this.release(this.#end - this.#limit)
  }

  /**
   * Kept bytes from an offset on, as many as are contiguous in memory; `undefined` when there are none. They are valid
   * until they are dropped.
   */
  from(position: number): Uint8Array | undefined {
    if (position < this.#start || position >= this.#end) return undefined
    const { bytes, offset } = this.#pages.findLast(page => page.offset <= position)!
    return bytes.subarray(position - offset, this.#end - offset)
  }

  /** Drops the bytes before an offset. */
  release(position: number): void {
    this.#start = Math.max(this.#start, Math.min(position, this.#end))
    const firstKept = this.#pages.findIndex(({ offset }) => offset + PAGE_BYTES > this.#start)
    if (firstKept === 0) return
    for (const { bytes } of this.#pages.splice(0, firstKept < 0 ? Infinity : firstKept)) {
      if (this.#free.length < MAX_FREE_PAGES) this.#free.push(bytes)
    }
  }

  #writablePage(): Page {
    const last = this.#pages.at(-1)
    if (last && this.#end < last.offset + PAGE_BYTES) return last
    const page = { bytes: this.#free.pop() ?? new Uint8Array(PAGE_BYTES), offset: this.#end }
    this.#pages.push(page)
    return page
  }
}

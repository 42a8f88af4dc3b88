import { bytesToMs } from '../audio/pcm/pcm.js'
import { failure } from '../errors.js'
import type { AudioChunk, Drop } from '../types.js'

/** What becomes of audio that comes faster than it is taken; the names are those of Flowable. */
export type BackpressureStrategy = 'buffer' | 'drop' | 'latest' | 'error'

/** The strategies. */
export const strategies: readonly BackpressureStrategy[] = ['buffer', 'drop', 'latest', 'error']

/** Audio that waits, and where it lies: so many bytes behind a place on the source clock. */
interface Piece {
  readonly data: Uint8Array
  readonly chunk?: AudioChunk
  readonly base: number
  readonly bytes: number
}

/**
 * Holds audio between a source that does not wait and a session that takes its time, pure. What it gives lies where it
 * lay on the source clock, whatever was dropped before it.
 */
export class BoundedBuffer {
  /** Frames a second of the audio, in Hz. */
  sampleRate: number
  readonly #strategy: BackpressureStrategy
  readonly #limit: number
  #pieces: Piece[] = []
  #held = 0
  /** The end of what has come, and of what was given. */
  #enqueued = { base: 0, bytes: 0 }
  #dequeued = { base: 0, bytes: 0 }
  #caughtUp = false

  /** @param maxBuffer Most audio that waits, in ms. */
  constructor(strategy: BackpressureStrategy, maxBuffer: number, sampleRate: number) {
    this.#strategy = strategy
    this.#limit = maxBuffer
    this.sampleRate = sampleRate
  }

  /** Audio that waits, in ms. */
  get waiting(): number {
    return bytesToMs(this.#held, this.sampleRate)
  }

  /**
   * Takes whole samples, or a chunk of them; gives what was dropped for it.
   *
   * Errors: STENO_BACKPRESSURE_OVERFLOW.
   */
  push(input: Uint8Array | AudioChunk): Drop | undefined {
    const isBare = input instanceof Uint8Array
    if (!isBare) this.#enqueued = { base: input.start, bytes: 0 }
    const data = isBare ? input : input.data
    const piece: Piece = { data, ...!isBare && { chunk: input }, ...this.#enqueued }
    this.#enqueued = { base: piece.base, bytes: piece.bytes + data.length }
    const dropped = this.#makeRoom(piece)
    if (dropped.includes(piece)) return this.#tell(dropped)
    this.#pieces.push(piece)
    this.#held += data.length
    return dropped.length > 0 ? this.#tell(dropped) : undefined
  }

  /** The oldest of what waits. */
  shift(): Uint8Array | AudioChunk | undefined {
    const piece = this.#pieces.shift()
    this.#caughtUp ||= piece === undefined
    if (piece === undefined) return undefined
    const { data, chunk, base, bytes } = piece
    const isGap = base !== this.#dequeued.base || bytes !== this.#dequeued.bytes
    this.#held -= data.length
    this.#dequeued = { base, bytes: bytes + data.length }
    return chunk ?? (isGap ? { data, start: this.#place(piece), duration: bytesToMs(data.length, this.sampleRate) } : data)
  }

  /** Lets go of everything. */
  clear(): void {
    this.#pieces = []
    this.#held = 0
  }

  /** What must go, the new piece perhaps. One that comes when nothing waits has room. */
  #makeRoom(piece: Piece): Piece[] {
    const fits = (): boolean => this.#pieces.length === 0
      || (bytesToMs(this.#held + piece.data.length, this.sampleRate) <= this.#limit && !(this.#strategy === 'error' && this.#caughtUp))
    if (fits()) return []
    if (this.#strategy === 'drop') return [piece]
    if (this.#strategy !== 'latest') throw this.#overflow(piece)
    const dropped: Piece[] = []
    while (!fits()) {
      const oldest = this.#pieces.shift() as Piece
      this.#held -= oldest.data.length
      dropped.push(oldest)
    }
    return dropped
  }

  #overflow({ data }: Piece): Error {
    const waiting = Math.round(bytesToMs(this.#held + data.length, this.sampleRate))
    const limit = this.#strategy === 'error' && this.#caughtUp ? "`backpressure: 'error'`" : `\`maxBuffer\` of ${this.#limit} ms`
    return failure('STENO_BACKPRESSURE_OVERFLOW', { waiting, limit })
  }

  #tell(dropped: readonly Piece[]): Drop {
    const bytes = dropped.reduce((sum, { data }) => sum + data.length, 0)
    return { start: this.#place(dropped[0]!), duration: bytesToMs(bytes, this.sampleRate) }
  }

  #place({ base, bytes }: Piece): number {
    return base + bytesToMs(bytes, this.sampleRate)
  }
}

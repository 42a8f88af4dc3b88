import { bytesToMs, msToBytes } from '../pcm/pcm.js'

/** Samples with their place. */
export interface Piece {
  readonly data: Buffer
  /** Bytes of the source before it, those that were dropped included. */
  readonly at: number
}

/** Holds the newest samples of a source that cannot wait, pure: when it is full, the oldest are dropped. */
export class LiveBuffer {
  readonly #most: number
  #pieces: Piece[] = []
  #held = 0
  #taken = 0

  /** @param maxBuffer Most audio to hold, in ms. @param sampleRate Frames a second, in Hz. */
  constructor(maxBuffer: number, sampleRate: number) {
    this.#most = maxBuffer === Infinity ? Infinity : msToBytes(maxBuffer, sampleRate)
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#held
  }

  /** Takes whole samples; gives the bytes that had to go for them, and where they began. */
  push(data: Buffer): { readonly at: number; readonly bytes: number } {
    this.#pieces.push({ data, at: this.#taken })
    this.#held += data.length
    this.#taken += data.length
    const at = this.#pieces[0]!.at
    let bytes = 0
    while (this.#held > this.#most) bytes += this.#drop(this.#held - this.#most)
    return { at, bytes }
  }

  /** The oldest piece. */
  shift(): Piece | undefined {
    const piece = this.#pieces.shift()
    this.#held -= piece?.data.length ?? 0
    return piece
  }

  #drop(most: number): number {
    const { data, at } = this.#pieces[0]!
    const bytes = Math.min(most, data.length)
    if (bytes === data.length) this.#pieces.shift()
    else this.#pieces[0] = { data: data.subarray(bytes), at: at + bytes }
    this.#held -= bytes
    return bytes
  }
}

/** A piece as an AudioChunk's times, in ms. */
export function placeOf({ data, at }: Piece, sampleRate: number, start: number): { start: number; duration: number } {
  return { start: start + bytesToMs(at, sampleRate), duration: bytesToMs(data.length, sampleRate) }
}

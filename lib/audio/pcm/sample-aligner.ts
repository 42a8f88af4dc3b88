import { FRAME_BYTES } from './pcm.js'

const EMPTY = new Uint8Array(0)

/**
 * Cuts s16le bytes at sample boundaries: half a sample at the end of a chunk waits for its other half.
 *
 * @example
 * ```ts
 * const aligner = new SampleAligner()
 * aligner.push(Uint8Array.of(1, 2, 3)) // 1, 2
 * aligner.push(Uint8Array.of(4)) // 3, 4
 * ```
 */
export class SampleAligner {
  #carry = EMPTY

  /** Returns the complete samples so far; they may share memory with `bytes`, and may be empty. */
  push(bytes: Uint8Array): Uint8Array {
    const input = this.#carry.length > 0 ? Buffer.concat([this.#carry, bytes]) : bytes
    const end = input.length - input.length % FRAME_BYTES
    if (end === input.length) {
      this.#carry = EMPTY
      return input
    }
    this.#carry = new Uint8Array(input.subarray(end))
    return input.subarray(0, end)
  }
}

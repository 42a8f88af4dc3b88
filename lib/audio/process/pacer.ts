import { bytesOf, framesToMs, joined, msToFrames } from '../pcm/pcm.js'

/** A piece of audio with the time at which it is due. */
export interface Paced {
  /** s16le mono samples. */
  readonly data: Buffer
  /** End of the piece, in ms since the first sample of the input. */
  readonly due: number
}

const PIECE_MS = 100

/** Cuts s16 mono samples into pieces of 100 ms, each with the time at which it is due. Pure. */
export class PacerCore {
  readonly #sampleRate: number
  readonly #pieceSize: number
  #carry: Int16Array = new Int16Array(0)
  #position = 0

  /** @param sampleRate Sample rate of the audio, in Hz. */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
    this.#pieceSize = msToFrames(PIECE_MS, sampleRate)
  }

  /** Takes the next samples; returns the pieces that are full. */
  push(samples: Int16Array): Paced[] {
    const input = joined([this.#carry, samples])
    const end = input.length - input.length % this.#pieceSize
    this.#carry = input.subarray(end)
    return Array.from({ length: end / this.#pieceSize }, (_, i) =>
      this.#piece(input.subarray(i * this.#pieceSize, (i + 1) * this.#pieceSize)))
  }

  /** Returns the rest after the last samples. */
  flush(): Paced[] {
    return this.#carry.length > 0 ? [this.#piece(this.#carry)] : []
  }

  #piece(samples: Int16Array): Paced {
    this.#position += samples.length
    return { data: bytesOf(samples), due: framesToMs(this.#position, this.#sampleRate) }
  }
}

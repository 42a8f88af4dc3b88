import { bytesToMs, msToBytes } from '../pcm/pcm.js'

/** A piece of audio with the moment it may go on. */
export interface Paced {
  readonly data: Buffer
  /** When its last sample would have been heard, in ms after the first of the input. */
  readonly due: number
}

const PIECE_MS = 100

/** Cuts s16le mono bytes into pieces of 100 ms and says when each is due, pure. */
export class PacerCore {
  readonly #sampleRate: number
  readonly #pieceBytes: number
  #held: Buffer = Buffer.alloc(0)
  #taken = 0

  /** @param sampleRate Frames a second of the audio, in Hz. */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
    this.#pieceBytes = msToBytes(PIECE_MS, sampleRate)
  }

  /** Takes the next bytes, gives the pieces that are full. */
  push(bytes: Uint8Array): Paced[] {
    const input = Buffer.concat([this.#held, bytes])
    const whole = input.length - input.length % this.#pieceBytes
    this.#held = input.subarray(whole)
    return Array.from({ length: whole / this.#pieceBytes }, (_, i) =>
      this.#piece(input.subarray(i * this.#pieceBytes, (i + 1) * this.#pieceBytes)))
  }

  /** Says that no more bytes come; gives the rest. */
  flush(): Paced[] {
    return this.#held.length > 0 ? [this.#piece(this.#held)] : []
  }

  #piece(data: Buffer): Paced {
    this.#taken += data.length
    return { data, due: bytesToMs(this.#taken, this.#sampleRate) }
  }
}

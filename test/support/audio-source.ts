import { setImmediate, setTimeout as sleep } from 'node:timers/promises'

const PIECE_BYTES = 3200

/** What becomes of a source when its audio has been taken. */
export type Then = 'end' | 'again' | 'silence' | Error

/**
 * Audio as a live source gives it, a turn of the event loop before each piece of 100 ms; knows what was taken, and
 * whether it was let go.
 */
export class AudioSource implements AsyncIterable<Uint8Array> {
  readonly #audio: Uint8Array
  readonly #then: Then
  readonly #pause: number
  #open = false
  /** Bytes. */
  taken = 0

  /** @param pause Before each piece, in ms. */
  constructor(audio: Uint8Array, then: Then = 'end', pause = 0) {
    this.#audio = audio
    this.#then = then
    this.#pause = pause
  }

  /** Whether somebody has it and did not let it go. */
  get isOpen(): boolean {
    return this.#open
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    this.#open = true
    const over = (): { done: true; value: undefined } => {
      this.#open = false
      return { done: true, value: undefined }
    }
    return {
      next: async () => {
        await (this.#pause > 0 ? sleep(this.#pause) : setImmediate())
        const at = this.#then === 'again' ? this.taken % this.#audio.length : this.taken
        if (at >= this.#audio.length) {
          if (this.#then === 'silence') return new Promise(() => {})
          over()
          if (this.#then instanceof Error) throw this.#then
          return over()
        }
        const value = this.#audio.subarray(at, at + PIECE_BYTES)
        this.taken += value.length
        return { done: false, value }
      },
      return: async () => over(),
    }
  }
}

/** Audio that may have to be sent again: the newest bytes of a stream, by their place in it. */
export class KeptAudio {
  readonly #limit: number
  #pieces: Uint8Array[] = []
  #start = 0
  #end = 0

  /** @param limit Bytes to keep; older ones are let go. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Place of the first byte that is kept. */
  get start(): number {
    return this.#start
  }

  /** Place behind the last byte. */
  get end(): number {
    return this.#end
  }

  /** Whether so many bytes more would push out nothing. */
  hasRoom(bytes: number): boolean {
    return this.#end - this.#start + bytes <= this.#limit
  }

  /** Takes a copy. */
  append(audio: Uint8Array): void {
    if (audio.length === 0) return
    this.#pieces.push(new Uint8Array(audio))
    this.#end += audio.length
    this.release(this.#end - this.#limit)
  }

  /** Kept bytes from a place on, as many as lie together; `undefined` when there are none. */
  from(place: number): Uint8Array | undefined {
    if (place >= this.#end) return undefined
    let at = this.#end
    for (let i = this.#pieces.length - 1; i >= 0; i--) {
      const piece = this.#pieces[i]!
      at -= piece.length
      if (at <= place) return piece.subarray(place - at)
    }
    return undefined
  }

  /** Lets go of what lies before a place. */
  release(place: number): void {
    let gone = 0
    let first = this.#pieces[0]
    while (first && this.#start < place) {
      const excess = Math.min(place - this.#start, first.length)
      if (excess === first.length) first = this.#pieces[++gone]
      else this.#pieces[gone] = first = first.subarray(excess)
      this.#start += excess
    }
    if (gone > 0) this.#pieces.splice(0, gone)
  }
}

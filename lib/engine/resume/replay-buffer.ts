/** One allocation holds so much, since a live source brings many small pieces. */
const PAGE_BYTES = 32 * 1024

/** Part of the audio that lies together; filled to its end before another begins. */
interface Page {
  readonly bytes: Uint8Array
  /** Place of its first byte. */
  readonly from: number
}

/** Audio that may have to be sent again: the newest bytes of a stream, by their place in it. */
export class ReplayBuffer {
  readonly #limit: number
  readonly #pages: Page[] = []
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

  /** Takes a copy. */
  append(audio: Uint8Array): void {
    for (let taken = 0; taken < audio.length;) {
      const { bytes, from } = this.#open()
      const piece = audio.subarray(taken, taken + from + PAGE_BYTES - this.#end)
      bytes.set(piece, this.#end - from)
      this.#end += piece.length
      taken += piece.length
    }
    this.release(this.#end - this.#limit)
  }

  /** Kept bytes from a place on, as many as lie together; `undefined` when there are none. */
  from(place: number): Uint8Array | undefined {
    if (place < this.#start || place >= this.#end) return undefined
    const { bytes, from } = this.#pages.findLast(page => page.from <= place)!
    return bytes.subarray(place - from, this.#end - from)
  }

  /** Lets go of what lies before a place. */
  release(place: number): void {
    this.#start = Math.max(this.#start, Math.min(place, this.#end))
    const gone = this.#pages.findIndex(({ from }) => from + PAGE_BYTES > this.#start)
    if (gone !== 0) this.#pages.splice(0, gone < 0 ? Infinity : gone)
  }

  /** The page that has room. */
  #open(): Page {
    const last = this.#pages.at(-1)
    if (last && this.#end < last.from + PAGE_BYTES) return last
    const page = { bytes: new Uint8Array(PAGE_BYTES), from: this.#end }
    this.#pages.push(page)
    return page
  }
}

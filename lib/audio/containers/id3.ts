const HEADER_BYTES = 10

/**
 * Removes the ID3v2 tags before an audio file: they hold pictures of any size, and no decoder needs them.
 *
 * @example
 * ```ts
 * const skipper = new Id3Skipper()
 * skipper.push(Buffer.from('ID3')) // the part that is audio
 * skipper.flush() // up to nine bytes that looked like the start of a tag
 * ```
 */
export class Id3Skipper {
  #buffered = Buffer.alloc(0)
  #toSkip = 0
  #done = false

  /** Takes the next bytes; returns those that belong to the audio. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#done) return bytes
    let rest = bytes
    for (;;) {
      const skipped = Math.min(this.#toSkip, rest.length)
      this.#toSkip -= skipped
      rest = rest.subarray(skipped)
      if (rest.length === 0) return rest

      this.#buffered = Buffer.concat([this.#buffered, rest])
      rest = this.#buffered
      const length = tagBytes(this.#buffered)
      if (length === undefined) return rest.subarray(rest.length)
      this.#buffered = Buffer.alloc(0)
      this.#toSkip = length
      this.#done = length === 0
      if (this.#done) return rest
    }
  }

  /** Returns the rest after the last bytes. */
  flush(): Uint8Array {
    return this.#buffered
  }
}

/** Length of the tag at the start, 0 if there is none, undefined while more bytes are needed. */
function tagBytes(held: Buffer): number | undefined {
  if (!'ID3'.startsWith(held.toString('latin1', 0, 3))) return 0
  if (held.length < HEADER_BYTES) return undefined
  const size = held.subarray(6, HEADER_BYTES)
  if (size.some(byte => byte > 127)) return 0
  const hasFooter = (held[5]! & 0x10) !== 0
  return HEADER_BYTES + size.reduce((sum, byte) => sum * 128 + byte, 0) + (hasFooter ? HEADER_BYTES : 0)
}

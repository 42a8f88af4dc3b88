import type { Container } from './sniff.js'
import { measures } from './container-units.js'

// The longest header that must be whole before a unit can be measured: an Ogg page's, 27 bytes and 255 lengths.
const MOST_HEADER_BYTES = 282
// A pipe cannot be rewound: of audio that comes before its index, ffmpeg finds only what its own buffer still holds.
const MOST_UNINDEXED_BYTES = 1 << 20

/**
 * Watches the bytes of a container go by and knows, at their end, whether something was cut off: it steps from unit to
 * unit (frame, page, box, chunk), reading only headers. Where a format does not tell, it has no opinion.
 *
 * @example
 * ```ts
 * const extent = new TruncationDetector('ogg')
 * extent.push(Buffer.from('OggS'))
 * extent.shortfall(0) // 'it ends inside a page'
 * ```
 */
export class TruncationDetector {
  readonly #measure
  #held = Buffer.alloc(0)
  #left = 0
  #run = 0
  #total = 0
  #lost = false

  constructor(container: Container) {
    this.#measure = measures[container]?.()
  }

  /** True when audio came before the index that tells how to read it. */
  get indexIsLate(): boolean {
    return (this.#measure?.unindexedBytes ?? 0) > 0
  }

  /** True when so much audio came before its index that no decoder on a pipe can read it. */
  get isUnrecoverable(): boolean {
    return (this.#measure?.unindexedBytes ?? 0) > MOST_UNINDEXED_BYTES
  }

  push(bytes: Uint8Array): void {
    this.#total += bytes.length
    let at = 0
    while (this.#measure && !this.#lost) {
      const passed = Math.min(this.#left, bytes.length - at)
      at += passed
      this.#left -= passed
      if (this.#left > 0) return

      const taken = bytes.subarray(at, at + MOST_HEADER_BYTES - this.#held.length)
      at += taken.length
      this.#held = Buffer.concat([this.#held, taken])
      if (this.#held.length === 0 || !this.#step(this.#measure.measure(this.#held))) return
    }
  }

  /** What is missing at the end of the input, in words; undefined when nothing is known to be. */
  missing(decodedSeconds: number): string | undefined {
    const { unit, declaredBytes = 0, declaredSeconds = 0 } = this.#measure ?? { unit: '' }
    if (this.#endsInside()) return `it ends inside a ${unit}`
    if (this.#total < declaredBytes) return `it has ${this.#total} of ${declaredBytes} bytes`
    if (decodedSeconds < declaredSeconds - 0.1) {
      return `it has ${decodedSeconds.toFixed(1)} of ${declaredSeconds.toFixed(1)} s`
    }
    return undefined
  }

  #endsInside(): boolean {
    if (this.#lost || this.#left === Number.POSITIVE_INFINITY) return false
    // What follows the last frame may look like a frame by chance; two in a row do not.
    if (this.#measure?.resyncs) return this.#left > 0 && this.#run > 1
    return this.#left > 0 || this.#held.length > 0
  }

  /** Moves on by a unit; false while its length is not known yet. */
  #step(unitBytes: number | undefined): boolean {
    if (unitBytes === undefined) return false
    if (unitBytes === 0) this.#resync()
    else {
      this.#run++
      this.#left = Math.max(0, unitBytes - this.#held.length)
      this.#held = this.#held.subarray(unitBytes)
    }
    return true
  }

  #resync(): void {
    this.#run = 0
    this.#lost = !this.#measure?.resyncs
    const next = this.#held.indexOf(0xff, 1)
    this.#held = next < 0 ? Buffer.alloc(0) : this.#held.subarray(next)
  }
}

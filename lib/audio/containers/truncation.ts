import type { Container } from './sniff.js'
import { unitsOf } from './container-units.js'

// The longest header that is needed to measure a unit: that of an Ogg page, 27 bytes and 255 lengths.
const MAX_HEADER_BYTES = 282
// A pipe cannot be rewound: of audio before its index, ffmpeg finds only what its own buffer still holds.
const MAX_UNINDEXED_BYTES = 1 << 20

/**
 * Detects whether a container was truncated: steps from unit to unit (frame, page, box, chunk) while the bytes pass and
 * reads only their headers. Formats without lengths count as complete.
 *
 * @example
 * ```ts
 * const detector = new TruncationDetector('ogg')
 * detector.push(Buffer.from('OggS'))
 * detector.missingData(0) // 'it ends inside a page'
 * ```
 */
export class TruncationDetector {
  readonly #units
  #buffered = Buffer.alloc(0)
  #toSkip = 0
  #unitsInRow = 0
  #totalBytes = 0
  #isLost = false

  constructor(container: Container) {
    this.#units = unitsOf[container]?.()
  }

  /** True when audio came before its index. */
  get indexIsLate(): boolean {
    return (this.#units?.unindexedBytes ?? 0) > 0
  }

  /** True when too much audio came before its index for a decoder on a pipe. */
  get isUnrecoverable(): boolean {
    return (this.#units?.unindexedBytes ?? 0) > MAX_UNINDEXED_BYTES
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    this.#totalBytes += bytes.length
    let at = 0
    while (this.#units && !this.#isLost) {
      const passed = Math.min(this.#toSkip, bytes.length - at)
      at += passed
      this.#toSkip -= passed
      if (this.#toSkip > 0) return

      const taken = bytes.subarray(at, at + MAX_HEADER_BYTES - this.#buffered.length)
      at += taken.length
      this.#buffered = Buffer.concat([this.#buffered, taken])
      if (this.#buffered.length === 0 || !this.#step(this.#units.measure(this.#buffered))) return
    }
  }

  /** Description of the data missing at the end of the input; undefined when none is known to be. */
  missingData(decodedSeconds: number): string | undefined {
    const { name, declaredBytes = 0, declaredSeconds = 0 } = this.#units ?? { name: '' }
    if (this.#endsInside()) return `it ends inside a ${name}`
    if (this.#totalBytes < declaredBytes) return `it has ${this.#totalBytes} of ${declaredBytes} bytes`
    if (decodedSeconds < declaredSeconds - 0.1) {
      return `it has ${decodedSeconds.toFixed(1)} of ${declaredSeconds.toFixed(1)} s`
    }
    return undefined
  }

  #endsInside(): boolean {
    if (this.#isLost || this.#toSkip === Number.POSITIVE_INFINITY) return false
    // Data after the last frame may look like a frame by chance; two in a row do not.
    if (this.#units?.resyncs) return this.#toSkip > 0 && this.#unitsInRow > 1
    return this.#toSkip > 0 || this.#buffered.length > 0
  }

  /** Advances by a unit; false while its length is not known yet. */
  #step(unitBytes: number | undefined): boolean {
    if (unitBytes === undefined) return false
    if (unitBytes === 0) this.#resync()
    else {
      this.#unitsInRow++
      this.#toSkip = Math.max(0, unitBytes - this.#buffered.length)
      this.#buffered = this.#buffered.subarray(unitBytes)
    }
    return true
  }

  #resync(): void {
    this.#unitsInRow = 0
    this.#isLost = !this.#units?.resyncs
    const next = this.#buffered.indexOf(0xff, 1)
    this.#buffered = next < 0 ? Buffer.alloc(0) : this.#buffered.subarray(next)
  }
}

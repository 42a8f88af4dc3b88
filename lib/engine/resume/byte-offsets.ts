import type { SessionFormat } from '../engine.js'

const BYTES_PER_SAMPLE = 2
/** Encoded audio is measured by the size that speech has as PCM, 32 bytes a ms: its duration is unknown. */
const BYTES_PER_ENCODED_MS = 32

/** Moments of a session's audio, in ms, as places in its bytes. */
export class ByteOffsets {
  /** Whether audio can be cut at any sample. */
  readonly isPcm: boolean
  readonly bytesPerMs: number

  constructor({ encoding, sampleRate }: SessionFormat) {
    this.isPcm = encoding === 's16le'
    this.bytesPerMs = this.isPcm ? sampleRate * BYTES_PER_SAMPLE / 1000 : BYTES_PER_ENCODED_MS
  }

  toMs(place: number): number {
    return place / this.bytesPerMs
  }

  /** Where the sample begins that sounds at a moment. */
  fromMs(ms: number): number {
    return Math.floor(ms * this.bytesPerMs / BYTES_PER_SAMPLE) * BYTES_PER_SAMPLE
  }
}

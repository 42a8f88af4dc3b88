import { bytesToMs } from '../../../audio/pcm/pcm.js'
import type { SessionFormat } from '../../../engine/engine.js'

/** A service may round its times, and pad the audio. */
const TOLERANCE_MS = 5000
/** Encoded audio lasts no longer than at 1 kbit/s, half the lowest rate of Speex. */
const MAX_MS_PER_ENCODED_BYTE = 8
/** A service may bill more than the audio, yet not by an order. */
const BILL_TOLERANCE_SECONDS = 60

/** Largest values that a service can mean, by the audio that it was sent. */
export class PlausibleLimits {
  readonly #format: SessionFormat

  constructor(format: SessionFormat) {
    this.#format = format
  }

  /** Latest time of a result, in ms. @param sentBytes Audio sent so far, in bytes. */
  maxTime(sentBytes: number): number {
    const { encoding, sampleRate } = this.#format
    const duration = encoding === 's16le' ? bytesToMs(sentBytes, sampleRate) : sentBytes * MAX_MS_PER_ENCODED_BYTE
    return duration + TOLERANCE_MS
  }

  /** Most seconds that can be billed. @param sentBytes Audio sent so far, in bytes. */
  maxBilledSeconds(sentBytes: number): number {
    return this.maxTime(sentBytes) / 1000 * 2 + BILL_TOLERANCE_SECONDS
  }
}

import { failure } from '../../errors.js'
import { checkNumber } from '../../option-checks.js'
import { type Clock, MAX_TIMER_MS, systemClock } from '../../stream/clock.js'

/** Limits for untrusted input. */
export interface DecodeLimits {
  /** Most audio to output, in ms. Default: no limit. */
  readonly maxDuration?: number | undefined
  /** Most bytes to output. Default: no limit. */
  readonly maxBytes?: number | undefined
  /** Longest time of decoding, in ms, without waiting for input and for the reader. Default: no limit. */
  readonly maxTime?: number | undefined
}

/** Enforces the limits of a decoder. */
export class Limits {
  readonly #clock: Clock
  readonly #limits: DecodeLimits
  readonly #maxPcmBytes: number
  readonly #onTimeout: (error: Error) => void
  #admittedBytes = 0
  #elapsed = 0
  #activeSince = 0
  #cancelTimer: (() => void) | undefined

  /** @param onTimeout Called once when `maxTime` is spent. */
  constructor(
    limits: DecodeLimits, sampleRate: number, onTimeout: (error: Error) => void, clock: Clock = systemClock,
  ) {
    this.#clock = clock
    for (const name of ['maxDuration', 'maxBytes', 'maxTime'] as const) {
      if (limits[name] !== undefined) checkNumber(name, limits[name], 1, Infinity)
    }
    const { maxDuration = Infinity, maxBytes = Infinity } = limits
    this.#limits = limits
    this.#maxPcmBytes = 2 * Math.floor(Math.min(maxDuration * sampleRate / 1000, maxBytes / 2))
    this.#onTimeout = onTimeout
  }

  /** Returns the part of the next samples that is within the limits. */
  admit(pcm: Uint8Array): Uint8Array {
    const part = pcm.subarray(0, this.#maxPcmBytes - this.#admittedBytes)
    this.#admittedBytes += part.length
    return part
  }

  /** Error for samples that were not admitted in full. */
  get excess(): Error {
    const { maxBytes = Infinity, maxDuration } = this.#limits
    const byBytes = maxBytes < this.#maxPcmBytes + 2
    return failure('STENO_AUDIO_TOO_LONG', byBytes
      ? { option: 'maxBytes', limit: `${maxBytes} bytes` }
      : { option: 'maxDuration', limit: `${maxDuration ?? 0} ms` })
  }

  /** Starts or stops the time of `maxTime`. */
  setActive(isActive: boolean): void {
    const { maxTime } = this.#limits
    if (maxTime === undefined || isActive === (this.#cancelTimer !== undefined)) return
    if (isActive) {
      this.#activeSince = this.#clock.now()
      const expire = (): void => { this.#onTimeout(failure('STENO_DECODE_TIMEOUT', { ms: maxTime })) }
      this.#cancelTimer = this.#clock.after(Math.min(MAX_TIMER_MS, maxTime - this.#elapsed), expire)
      return
    }
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#elapsed += this.#clock.now() - this.#activeSince
  }
}

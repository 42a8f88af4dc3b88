import { failure } from '../../errors.js'
import { checkNumber } from '../../option-checks.js'

/** How much work an input may make; for what strangers send. */
export interface DecodeLimits {
  /** The longest sound to give, in ms. Default: no limit. */
  readonly maxDuration?: number | undefined
  /** The most bytes to give. Default: no limit. */
  readonly maxBytes?: number | undefined
  /** The longest to work on it, in ms; waiting for input and for the reader does not count. Default: no limit. */
  readonly maxTime?: number | undefined
}

/** Holds a decoder to its limits. */
export class Limits {
  readonly #limits: DecodeLimits
  readonly #maxPcmBytes: number
  readonly #onTimeout: (error: Error) => void
  #admittedBytes = 0
  #elapsed = 0
  #activeSince = 0
  #timer: NodeJS.Timeout | undefined

  /** @param onTimeout Called once when `maxTime` is spent. */
  constructor(limits: DecodeLimits, sampleRate: number, onTimeout: (error: Error) => void) {
    for (const name of ['maxDuration', 'maxBytes', 'maxTime'] as const) {
      if (limits[name] !== undefined) checkNumber(name, limits[name], 1, Infinity)
    }
    const { maxDuration = Infinity, maxBytes = Infinity } = limits
    this.#limits = limits
    this.#maxPcmBytes = 2 * Math.floor(Math.min(maxDuration * sampleRate / 1000, maxBytes / 2))
    this.#onTimeout = onTimeout
  }

  /** The part of the next samples that may be given. */
  admit(pcm: Uint8Array): Uint8Array {
    const part = pcm.subarray(0, this.#maxPcmBytes - this.#admittedBytes)
    this.#admittedBytes += part.length
    return part
  }

  /** The error for samples that were not admitted in full. */
  get excess(): Error {
    const { maxBytes = Infinity, maxDuration } = this.#limits
    const byBytes = maxBytes < this.#maxPcmBytes + 2
    const limit = byBytes ? `\`maxBytes\` of ${maxBytes}` : `\`maxDuration\` of ${maxDuration} ms`
    return failure('STENO_AUDIO_TOO_LONG', { limit })
  }

  /** Lets the time of `maxTime` run, or stops it. */
  setActive(isWorking: boolean): void {
    const { maxTime } = this.#limits
    if (maxTime === undefined || isWorking === (this.#timer !== undefined)) return
    if (isWorking) {
      this.#activeSince = performance.now()
      const expire = (): void => { this.#onTimeout(failure('STENO_DECODE_TIMEOUT', { ms: maxTime })) }
      this.#timer = setTimeout(expire, Math.min(2 ** 31 - 1, maxTime - this.#elapsed))
      return
    }
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#elapsed += performance.now() - this.#activeSince
  }
}

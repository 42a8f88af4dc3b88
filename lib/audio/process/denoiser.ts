import { joined } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'

/** What takes noise away, frame by frame, and what it needs. */
export interface DenoiserOptions {
  /** Replaces a frame of samples, in the range of s16, by one with less noise. */
  readonly process: (frame: Float32Array) => void
  /** Samples of a frame. */
  readonly frame: number
  /** How many samples its output lies behind its input. */
  readonly delay: number
  /** Frames a second that it takes, in Hz. */
  readonly rate: number
  /** Frames a second of the audio, in Hz. */
  readonly sampleRate: number
}

/**
 * Puts samples of any rate through a denoiser that has frames, a rate and a delay of its own, pure: as many samples come
 * out as go in, each at its time.
 *
 * @example
 * ```ts
 * const denoiser = new Denoiser({ process: () => {}, frame: 480, delay: 0, rate: 48_000, sampleRate: 16_000 })
 * const samples = [...denoiser.push(new Int16Array(1000)), ...denoiser.flush()] // 1000
 * ```
 */
export class DenoiserCore {
  readonly #options: DenoiserOptions
  readonly #up: ResamplerCore
  readonly #down: ResamplerCore
  readonly #frame: Float32Array
  #filled = 0
  /** Samples that come out before the first that went in. */
  #early: number
  /** Samples at the denoiser's rate that have gone in and not come out. */
  #waiting = 0
  #taken = 0
  #given = 0

  constructor(options: DenoiserOptions) {
    this.#options = options
    this.#up = new ResamplerCore(options.sampleRate, options.rate)
    this.#down = new ResamplerCore(options.rate, options.sampleRate)
    this.#frame = new Float32Array(options.frame)
    this.#early = options.delay
  }

  /** Takes the next samples, gives those that are ready. */
  push(samples: Int16Array): Int16Array {
    this.#taken += samples.length
    const output = this.#down.push(this.#clean(this.#up.push(samples)))
    this.#given += output.length
    return output
  }

  /** Says that no more samples come; gives the last. */
  flush(): Int16Array {
    const { frame, delay } = this.#options
    const last = this.#clean(this.#up.flush())
    const rest = this.#process(new Int16Array(delay + frame)).subarray(0, this.#waiting)
    const output = joined([this.#down.push(last), this.#down.push(rest), this.#down.flush()])
    // Above the denoiser's own rate the count of samples is not exact.
    const exact = new Int16Array(this.#taken - this.#given)
    exact.set(output.subarray(0, exact.length))
    return exact
  }

  #clean(samples: Int16Array): Int16Array {
    const output = this.#process(samples)
    this.#waiting += samples.length - output.length
    return output
  }

  #process(samples: Int16Array): Int16Array {
    const parts: Int16Array[] = []
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + this.#frame.length - this.#filled)
      this.#frame.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === this.#frame.length) parts.push(this.#whole())
    }
    return joined(parts)
  }

  /** What comes out for a frame that is full. */
  #whole(): Int16Array {
    this.#filled = 0
    this.#options.process(this.#frame)
    const output = Int16Array.from(this.#frame, sample => Math.max(-32_768, Math.min(32_767, Math.round(sample))))
    const skipped = Math.min(this.#early, output.length)
    this.#early -= skipped
    return output.subarray(skipped)
  }
}

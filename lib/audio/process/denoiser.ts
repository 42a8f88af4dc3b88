import { joined } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'

/** Denoiser that works in blocks, and its parameters. */
export interface DenoiserOptions {
  /** Replaces a block of samples, in the range of s16, by one with less noise. */
  readonly process: (block: Float32Array) => void
  /** Samples of a block. */
  readonly blockSize: number
  /** Delay of its output, in samples. */
  readonly delay: number
  /** Sample rate of the blocks, in Hz. */
  readonly blockRate: number
  /** Sample rate of the audio, in Hz. */
  readonly sampleRate: number
}

/**
 * Runs a denoiser with its own block size, sample rate and delay on samples of any rate. Pure. As many samples come
 * out as go in, each at its time.
 *
 * @example
 * ```ts
 * const rnnoise = { process: () => {}, blockSize: 480, delay: 0, blockRate: 48_000 }
 * const denoiser = new DenoiserCore({ ...rnnoise, sampleRate: 16_000 })
 * const samples = [...denoiser.push(new Int16Array(1000)), ...denoiser.flush()] // 1000
 * ```
 */
export class DenoiserCore {
  readonly #options: DenoiserOptions
  readonly #upsampler: ResamplerCore
  readonly #downsampler: ResamplerCore
  readonly #block: Float32Array
  #filled = 0
  /** Samples of the delay that are still to be skipped. */
  #toSkip: number
  /** Samples at the denoiser's rate that have gone in but not come out. */
  #delayed = 0
  #samplesIn = 0
  #samplesOut = 0

  constructor(options: DenoiserOptions) {
    this.#options = options
    this.#upsampler = new ResamplerCore(options.sampleRate, options.blockRate)
    this.#downsampler = new ResamplerCore(options.blockRate, options.sampleRate)
    this.#block = new Float32Array(options.blockSize)
    this.#toSkip = options.delay
  }

  /** Takes the next samples; returns the output that is ready. */
  push(samples: Int16Array): Int16Array {
    this.#samplesIn += samples.length
    const output = this.#downsampler.push(this.#denoise(this.#upsampler.push(samples)))
    this.#samplesOut += output.length
    return output
  }

  /** Returns the rest after the last samples. */
  flush(): Int16Array {
    const { blockSize, delay } = this.#options
    const last = this.#denoise(this.#upsampler.flush())
    const rest = this.#process(new Int16Array(delay + blockSize)).subarray(0, this.#delayed)
    const output = joined([this.#downsampler.push(last), this.#downsampler.push(rest), this.#downsampler.flush()])
    // Above the denoiser's own rate the number of samples is not exact.
    const exact = new Int16Array(this.#samplesIn - this.#samplesOut)
    exact.set(output.subarray(0, exact.length))
    return exact
  }

  #denoise(samples: Int16Array): Int16Array {
    const output = this.#process(samples)
    this.#delayed += samples.length - output.length
    return output
  }

  #process(samples: Int16Array): Int16Array {
    const parts: Int16Array[] = []
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + this.#block.length - this.#filled)
      this.#block.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === this.#block.length) parts.push(this.#processBlock())
    }
    return joined(parts)
  }

  #processBlock(): Int16Array {
    this.#filled = 0
    this.#options.process(this.#block)
    const output = Int16Array.from(this.#block, sample => Math.max(-32_768, Math.min(32_767, Math.round(sample))))
    const skipped = Math.min(this.#toSkip, output.length)
    this.#toSkip -= skipped
    return output.subarray(skipped)
  }
}

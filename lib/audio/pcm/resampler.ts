import { kernel, type Kernel } from './kernel.js'
import { joined } from './pcm.js'

/**
 * Converts the sample rate of s16 mono samples. Pure. Sample n of the output lies at n / `to` seconds, and the output
 * has the duration of the input, rounded. Aliases are attenuated by 80 dB; frequencies below nine tenths of the lower
 * Nyquist frequency are kept to 0.1 dB.
 *
 * @example
 * ```ts
 * const resampler = new ResamplerCore(48_000, 16_000)
 * const first = resampler.push(new Int16Array(48_000)) // without the last ms, which need the samples after them
 * const rest = resampler.flush()
 * console.log(first.length + rest.length) // 16000
 * ```
 */
export class ResamplerCore {
  readonly #ratio: number
  readonly #kernel: Kernel | undefined
  /** Frames still needed; the first is `before` frames ahead of the position of the next output sample. */
  #buffer: Float32Array
  #filled: number
  #phase = 0
  #samplesIn = 0
  #samplesOut = 0

  /**
   * @param from Sample rate of the input, in Hz, an integer. @param to Sample rate of the output, in Hz, an integer.
   */
  constructor(from: number, to: number) {
    this.#ratio = to / from
    this.#kernel = from === to ? undefined : kernel(from, to)
    this.#buffer = new Float32Array(this.#kernel?.capacity ?? 0)
    this.#filled = this.#kernel?.before ?? 0
  }

  /** Takes the next samples; returns the output that is ready, at equal rates the same array. */
  push(samples: Int16Array): Int16Array {
    if (!this.#kernel) return samples
    this.#samplesIn += samples.length
    const output = this.#filter(this.#kernel, samples)
    this.#samplesOut += output.length
    return output
  }

  /** Returns the rest after the last samples. */
  flush(): Int16Array {
    if (!this.#kernel) return new Int16Array(0)
    const { after, before, up, down } = this.#kernel
    const due = Math.round(this.#samplesIn * this.#ratio) - this.#samplesOut
    return this.#filter(this.#kernel, new Int16Array(before + after + Math.ceil(down / up))).subarray(0, due)
  }

  #filter(kernel: Kernel, samples: Int16Array): Int16Array {
    const parts: Int16Array[] = []
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + this.#buffer.length - this.#filled)
      this.#buffer.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      parts.push(this.#run(kernel))
    }
    return joined(parts)
  }

  #run(kernel: Kernel): Int16Array {
    const { before, after, up, down } = kernel
    const ready = this.#filled - before - after
    // Outputs lie at (phase + i * down) / up, which must be below `ready`.
    const count = Math.max(0, Math.ceil((ready * up - this.#phase) / down))
    const output = kernel.run(this.#buffer.subarray(0, this.#filled), this.#phase, count).slice()
    const position = this.#phase + count * down
    const done = Math.min(Math.floor(position / up), this.#filled)
    this.#phase = position - done * up
    this.#buffer.copyWithin(0, done, this.#filled)
    this.#filled -= done
    return output
  }
}

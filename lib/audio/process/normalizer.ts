import { joined } from '../pcm/pcm.js'
import { EnergyVad, VAD_WINDOW_MS } from '../vad/vad.js'

/** Options of a `NormalizerCore`. */
export interface NormalizerOptions {
  /** Sample rate of the audio, in Hz. */
  readonly sampleRate: number
  /** Target level (RMS) of speech, in dB of full scale: negative. */
  readonly target: number
  /** Largest change of the level, up or down, in dB. */
  readonly maxGain: number
}

/** Look-ahead of the gain, in blocks: the time in which it decreases before a loud sound. */
const LOOKAHEAD = 5
/** Blocks of voice in the mean level: 3 s. */
const MEMORY = 300
const CEILING = fromDb(-1) * 32_768

/**
 * Brings speech to one level. Pure. The gain follows the mean level of the blocks that the energy detector classifies
 * as voice, and decreases ahead of every peak that would leave the range, so that nothing is clipped. Sample n of the
 * output is sample n of the input times a gain.
 *
 * @example
 * ```ts
 * const normalizer = new NormalizerCore({ sampleRate: 16_000, target: -20, maxGain: 30 })
 * const output = [...normalizer.push(new Int16Array(16_000)), ...normalizer.flush()]
 * ```
 */
export class NormalizerCore {
  readonly #vad: EnergyVad
  readonly #blockSize: number
  readonly #target: number
  readonly #maxGain: number
  #carry: Int16Array = new Int16Array(0)
  #voicedBlocks = 0
  #voicePower = 0

  #blocks: Int16Array[] = []
  /** Largest gain for each of the blocks. */
  #gainLimits: number[] = []
  /** Running minima whose mean is the gain; a mean over the look-ahead decreases in time, and smoothly. */
  #minima: number[] | undefined
  #gain = 1

  constructor({ sampleRate, target, maxGain }: NormalizerOptions) {
    this.#vad = new EnergyVad(sampleRate)
    this.#blockSize = Math.floor(sampleRate * VAD_WINDOW_MS / 1000)
    this.#target = fromDb(target) * 32_768
    this.#maxGain = fromDb(maxGain)
  }

  /** Takes the next samples; returns the output that is ready, 70 ms behind. */
  push(samples: Int16Array): Int16Array {
    const input = new Int16Array(this.#carry.length + samples.length)
    input.set(this.#carry)
    input.set(samples, this.#carry.length)
    const whole = input.length - input.length % this.#blockSize
    const output: Int16Array[] = []
    for (let at = 0; at < whole; at += this.#blockSize) {
      this.#analyze(input.subarray(at, at + this.#blockSize))
      if (this.#blocks.length > LOOKAHEAD + 1) output.push(this.#emit())
    }
    this.#carry = input.subarray(whole)
    return joined(output)
  }

  /** Returns the rest after the last samples. */
  flush(): Int16Array {
    if (this.#carry.length > 0) this.#delay(this.#carry)
    const output: Int16Array[] = []
    while (this.#blocks.length > 0) output.push(this.#emit())
    return joined(output)
  }

  #analyze(block: Int16Array): void {
    if (this.#vad.push(block)) {
      const power = block.reduce((sum, sample) => sum + sample * sample, 0) / block.length
      this.#voicedBlocks = Math.min(this.#voicedBlocks + 1, MEMORY)
      this.#voicePower += (power - this.#voicePower) / this.#voicedBlocks
    }
    this.#delay(block)
  }

  #delay(block: Int16Array): void {
    const target = this.#voicePower > 0 ? this.#target / Math.sqrt(this.#voicePower) : 1
    const peak = block.reduce((max, sample) => Math.max(max, Math.abs(sample)), 1)
    this.#blocks.push(block)
    this.#gainLimits.push(Math.min(Math.max(target, 1 / this.#maxGain), this.#maxGain, CEILING / peak))
  }

  #emit(): Int16Array {
    if (!this.#minima) {
      this.#gain = Math.min(...this.#gainLimits.slice(0, LOOKAHEAD + 1))
      this.#minima = Array<number>(LOOKAHEAD + 1).fill(this.#gain)
    }
    // Each minimum covers its block, the one before and the look-ahead, so that both ends of a block keep its limit.
    this.#minima.shift()
    this.#minima.push(Math.min(...this.#gainLimits.slice(0, LOOKAHEAD + 2)))
    const next = this.#minima.reduce((sum, minimum) => sum + minimum, 0) / this.#minima.length
    const output = ramp(this.#blocks.shift()!, this.#gain, next)
    this.#gainLimits.shift()
    this.#gain = next
    return output
  }
}

function ramp(block: Int16Array, from: number, to: number): Int16Array {
  const step = (to - from) / block.length
  return block.map((sample, i) => Math.round(sample * (from + step * i)))
}

function fromDb(level: number): number {
  return 10 ** (level / 20)
}

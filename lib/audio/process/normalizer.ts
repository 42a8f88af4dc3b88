import { joined } from '../pcm/pcm.js'
import { EnergyVad, VAD_WINDOW_MS } from '../vad/vad.js'

/** How a `Normalizer` sets the level. */
export interface NormalizerOptions {
  /** Frames a second of the audio, in Hz. */
  readonly sampleRate: number
  /** Where the level (RMS) of speech shall lie, in dB below full scale: negative. */
  readonly target: number
  /** How far the level is changed at most, up or down, in dB. */
  readonly maxGain: number
}

/** Blocks that the gain looks ahead; a loud sound is met by a gain that has come down within so many. */
const LOOKAHEAD = 5
/** Blocks of voice that the level is the mean of: 3 s. */
const MEMORY = 300
const CEILING = fromDb(-1) * 32_768

/**
 * Brings speech to one level, pure: the gain follows the mean level of what the energy detector takes for voice, and
 * goes down ahead of every peak that would leave the range, so that nothing is ever clipped. Sample n of the output is
 * sample n of the input, times a gain.
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

  /** Blocks that wait, and for each the most gain it may get. */
  #blocks: Int16Array[] = []
  #gainLimits: number[] = []
  /** The lows whose mean is the gain; a mean over the length of the view ahead falls in time, and softly. */
  #minima: number[] | undefined
  #gain = 1

  constructor({ sampleRate, target, maxGain }: NormalizerOptions) {
    this.#vad = new EnergyVad(sampleRate)
    this.#blockSize = Math.floor(sampleRate * VAD_WINDOW_MS / 1000)
    this.#target = fromDb(target) * 32_768
    this.#maxGain = fromDb(maxGain)
  }

  /** Takes the next samples, gives those that are done, 70 ms behind. */
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

  /** Says that no more samples come; gives the last. */
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
    const wanted = this.#voicePower > 0 ? this.#target / Math.sqrt(this.#voicePower) : 1
    const peak = block.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1)
    this.#blocks.push(block)
    this.#gainLimits.push(Math.min(Math.max(wanted, 1 / this.#maxGain), this.#maxGain, CEILING / peak))
  }

  #emit(): Int16Array {
    if (!this.#minima) {
      this.#gain = Math.min(...this.#gainLimits.slice(0, LOOKAHEAD + 1))
      this.#minima = Array<number>(LOOKAHEAD + 1).fill(this.#gain)
    }
    // Every low reaches from the block before its place to the end of its view, so both ends of a block keep its bound.
    this.#minima.shift()
    this.#minima.push(Math.min(...this.#gainLimits.slice(0, LOOKAHEAD + 2)))
    const next = this.#minima.reduce((sum, low) => sum + low, 0) / this.#minima.length
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

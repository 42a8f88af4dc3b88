import { randoms } from '../../test/contract/stage.js'

/** Noise of one seed, the same each time, at about 1 RMS. */
export class Noise {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = randoms(seed)
  }

  /** From 0 to 1. */
  uniform(): number {
    return (this.#random() + 1) / 2 ** 32
  }

  gaussian(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  white(length: number): Float64Array {
    return Float64Array.from({ length }, () => this.gaussian())
  }

  /** P. Kellet's filter. */
  pink(length: number): Float64Array {
    const poles = [[0.99765, 0.099046], [0.963, 0.2965164], [0.57, 1.0526913]] as const
    const state = [0, 0, 0]
    return this.white(length).map(white => {
      poles.forEach(([pole, gain], i) => { state[i] = pole * state[i]! + gain * white })
      return state.reduce((sum, x) => sum + x, 0.1848 * white)
    })
  }
}

export function rms(audio: ArrayLike<number>): number {
  return Math.sqrt(Array.from(audio).reduce((sum, x) => sum + x * x, 0) / audio.length)
}

/** As s16 samples, clipped. */
export function clipped(audio: ArrayLike<number>): Int16Array {
  return Int16Array.from(audio, x => Math.max(-32_768, Math.min(32_767, x)))
}

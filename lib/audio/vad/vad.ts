/** Voice detector: decides for each window of 10 ms whether it holds speech. */
export interface Vad {
  /** @param window 10 ms of s16 samples. @returns True when they hold speech. */
  push(window: Int16Array): boolean
  /** Releases its resources; called once, by the code that opened it. */
  close?(): void
}

/** Length of the windows that a `Vad` takes, in ms. */
export const VAD_WINDOW_MS = 10

const BAND_HZ: readonly [number, number] = [250, 3800]
const FLOOR_WINDOWS = 500
const FLOOR_QUANTILE = 0.1
const ON_DB = 7
const OFF_DB = 5
const MIN_SPEECH_DB = -62
const MIN_DB = -100
/** Windows of assumed silence before the first, so that voice is detected in a stream that begins in mid-word. */
const PRIOR_WINDOWS = 20
const PRIOR_DB = -70

/**
 * Voice detector by level: the energy between 250 and 3800 Hz above a noise floor, which is the tenth percentile of the
 * last 5 s, with hysteresis. No model, no dependency; clicks and music count as speech.
 */
export class EnergyVad implements Vad {
  readonly #filters: readonly [Biquad, Biquad]
  readonly #floor = new NoiseFloor()
  #isSpeech = false

  /** @param sampleRate Sample rate of the audio, in Hz. */
  constructor(sampleRate: number) {
    this.#filters = [highPass(BAND_HZ[0], sampleRate), lowPass(Math.min(BAND_HZ[1], sampleRate * 0.475), sampleRate)]
  }

  push(window: Int16Array): boolean {
    const level = this.#level(window)
    const excess = level - this.#floor.push(level)
    this.#isSpeech = level > MIN_SPEECH_DB && excess > (this.#isSpeech ? OFF_DB : ON_DB)
    return this.#isSpeech
  }

  #level(window: Int16Array): number {
    const [high, low] = this.#filters
    let sum = 0
    for (const sample of window) {
      const value = low.push(high.push(sample / 32768))
      sum += value * value
    }
    return Math.max(MIN_DB, 10 * Math.log10(sum / Math.max(window.length, 1) + 1e-12))
  }
}

/** Running low quantile of the last windows, from a histogram in steps of 1 dB. */
class NoiseFloor {
  readonly #bins = new Uint16Array(1 - MIN_DB)
  readonly #window = new Uint8Array(FLOOR_WINDOWS)
  #filled = PRIOR_WINDOWS
  #next = PRIOR_WINDOWS

  constructor() {
    this.#window.fill(-PRIOR_DB, 0, PRIOR_WINDOWS)
    this.#bins[-PRIOR_DB] = PRIOR_WINDOWS
  }

  /** Takes a level in dBFS; returns the floor in dBFS. */
  push(level: number): number {
    const bin = Math.min(Math.max(Math.round(-level), 0), -MIN_DB)
    if (this.#filled === FLOOR_WINDOWS) this.#bins[this.#window[this.#next] as number]!--
    else this.#filled++
    this.#window[this.#next] = bin
    this.#bins[bin]!++
    this.#next = (this.#next + 1) % FLOOR_WINDOWS
    return this.#quantile()
  }

  #quantile(): number {
    let below = this.#filled * FLOOR_QUANTILE
    let bin = -MIN_DB
    while (bin > 0 && (below -= this.#bins[bin] as number) > 0) bin--
    return -bin
  }
}

/** Second-order filter, transposed direct form II. */
class Biquad {
  #s1 = 0
  #s2 = 0

  constructor(readonly b: readonly [number, number, number], readonly a: readonly [number, number]) {}

  push(x: number): number {
    const y = this.b[0] * x + this.#s1
    this.#s1 = this.b[1] * x - this.a[0] * y + this.#s2
    this.#s2 = this.b[2] * x - this.a[1] * y
    return y
  }
}

// Butterworth sections after R. Bristow-Johnson's "Cookbook formulae for audio equalizer biquad filter coefficients".
function butterworth(frequency: number, sampleRate: number): { cos: number; alpha: number } {
  const w = 2 * Math.PI * frequency / sampleRate
  return { cos: Math.cos(w), alpha: Math.sin(w) / Math.SQRT2 }
}

function lowPass(frequency: number, sampleRate: number): Biquad {
  const { cos, alpha } = butterworth(frequency, sampleRate)
  const a0 = 1 + alpha
  const b = (1 - cos) / 2 / a0
  return new Biquad([b, 2 * b, b], [-2 * cos / a0, (1 - alpha) / a0])
}

function highPass(frequency: number, sampleRate: number): Biquad {
  const { cos, alpha } = butterworth(frequency, sampleRate)
  const a0 = 1 + alpha
  const b = (1 + cos) / 2 / a0
  return new Biquad([b, -2 * b, b], [-2 * cos / a0, (1 - alpha) / a0])
}

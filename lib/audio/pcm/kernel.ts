import { firModule, TAP_STEP, type FirModule } from './fir-wasm.js'

/** Attenuation of the stop band, in dB. */
const STOP_DB = 84
/** Edge of the pass band, as a share of the lower of both Nyquist frequencies; the stop band begins at 1. */
const PASS_BAND = 0.9
/**
 * With more phases or coefficients than these (no pair of usual rates has), the table is coarser and rows are
 * interpolated: a header of a few bytes must not cost seconds and many MB.
 */
const MAX_ROWS = 640
const MAX_COEFFICIENTS = 300_000
/** Rows of a coarse table for equal rates; a lower cutoff makes the filter smoother, so it needs fewer. */
const COARSE_ROWS = 512
/** Frames per call. */
const BLOCK = 4096
const MAX_CACHED = 8

/** Polyphase filter for a pair of sample rates; shared by all streams, since it keeps no audio between calls. */
export class Kernel {
  /** Frames of the input that the filter needs before the position of an output sample. */
  readonly before: number
  /** Frames of the input that the filter needs after the position of an output sample. */
  readonly after: number
  /** Output rate divided by the common divisor of both rates. */
  readonly up: number
  /** Input rate divided by the common divisor of both rates. */
  readonly down: number
  /** Most frames of input that `run` takes, including those before and after. */
  readonly capacity: number
  readonly #taps: number
  readonly #rows: number
  readonly #fir: FirModule
  readonly #input: Float32Array
  readonly #output: Int16Array

  constructor(from: number, to: number) {
    const divisor = gcd(from, to)
    this.up = to / divisor
    this.down = from / divisor
    const half = halfTaps(from, to)
    this.before = half - 1
    this.after = half
    this.#taps = 2 * half
    this.capacity = this.#taps + BLOCK

    const isExact = this.up <= MAX_ROWS && this.up * this.#taps <= MAX_COEFFICIENTS
    this.#rows = isExact ? this.up : Math.ceil(COARSE_ROWS * Math.min(1, to / from))
    const table = (this.#rows + 1) * this.#taps
    const maxOutput = Math.ceil(this.capacity * to / from) + 1
    this.#fir = firModule(4 * table + 4 * this.capacity + 2 * maxOutput)
    const { buffer } = this.#fir.memory
    fillTable(new Float32Array(buffer, 0, table), { half, rows: this.#rows, cutoff: cutoff(from, to) })
    this.#input = new Float32Array(buffer, 4 * table, this.capacity)
    this.#output = new Int16Array(buffer, 4 * (table + this.capacity), maxOutput)
  }

  /**
   * Filters.
   * @param input At most `capacity` frames; the first output sample lies `before` frames after the first of them.
   * @param phase Distance of the first output sample from that frame, in frames / `up`.
   * @param count Number of output samples; the input must have the frames for all of them.
   * @returns Samples in memory that the next call overwrites.
   */
  run(input: Float32Array, phase: number, count: number): Int16Array {
    this.#input.set(input)
    if (this.#rows !== this.up) this.#interpolate(phase, count)
    else if (count > 0) {
      const { byteOffset: x } = this.#input
      const steps = [Math.floor(this.down / this.up), this.down % this.up] as const
      this.#fir.run(x, 0, this.#taps, this.#output.byteOffset, count, phase, this.up, ...steps)
    }
    return this.#output.subarray(0, count)
  }

  #interpolate(phase: number, count: number): void {
    const { byteOffset } = this.#input
    const rowBytes = 4 * this.#taps
    for (let i = 0; i < count; i++) {
      const position = phase + i * this.down
      const row = position % this.up / this.up * this.#rows
      const x = byteOffset + 4 * Math.floor(position / this.up)
      const h = Math.floor(row) * rowBytes
      const first = this.#fir.dot(x, h, this.#taps)
      const value = first + (this.#fir.dot(x, h + rowBytes, this.#taps) - first) * (row % 1)
      this.#output[i] = Math.max(-32_768, Math.min(32_767, Math.round(value)))
    }
  }
}

const cache = new Map<string, Kernel>()

/** Kernel of two rates in Hz; the last ones are cached, since designing one takes up to some ms. */
export function kernel(from: number, to: number): Kernel {
  const key = `${from}:${to}`
  const found = cache.get(key) ?? new Kernel(from, to)
  cache.delete(key)
  cache.set(key, found)
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!)
  return found
}

/** Middle of the transition band, as a share of the input's Nyquist frequency. */
function cutoff(from: number, to: number): number {
  return Math.min(1, to / from) * (1 + PASS_BAND) / 2
}

/** Half the length of the filter, from Kaiser's formula for the stop band and the transition width. */
function halfTaps(from: number, to: number): number {
  const edge = Math.min(1, to / from) * (1 - PASS_BAND) / 2
  return TAP_STEP / 2 * Math.ceil((STOP_DB - 7.95) / (14.36 * edge) / TAP_STEP)
}

/** Fills the table with a sinc under a Kaiser window (J. F. Kaiser 1974): one row per phase, the gain of each 1. */
function fillTable(
  table: Float32Array, { half, rows, cutoff }: { half: number; rows: number; cutoff: number },
): void {
  const taps = 2 * half
  const values = new Float64Array(taps)
  for (let row = 0; 2 * row <= rows; row++) {
    const gain = sumOfTaps(values, { half, cutoff, phase: row / rows })
    // The filter is symmetric, so the opposite phase has the same taps in reverse.
    const [at, mirrored] = [row * taps, (rows - row) * taps + taps - 1]
    for (let i = 0; i < taps; i++) table[at + i] = table[mirrored - i] = values[i]! / gain
  }
}

/** Computes the taps of a phase, from 0 to 1; returns their sum. */
function sumOfTaps(
  values: Float64Array, { half, cutoff, phase }: { half: number; cutoff: number; phase: number },
): number {
  const start = 1 - half - phase
  // Sine and cosine of the next angle follow from the last by rotation, several times as fast as `Math.sin`.
  const step = Math.PI * cutoff
  const stepSin = Math.sin(step)
  const stepCos = Math.cos(step)
  let sin = Math.sin(step * start)
  let cos = Math.cos(step * start)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const t = start + i
    const sinc = t === 0 ? 1 : sin / (step * t)
    const value = sinc * kaiser(1 - (t / half) ** 2)
    values[i] = value
    sum += value
    const nextSin = sin * stepCos + cos * stepSin
    cos = cos * stepCos - sin * stepSin
    sin = nextSin
  }
  return sum
}

const WINDOW_STEPS = 1024
let windowTable: Float64Array | undefined

/** Kaiser window at 1 - (t / half)², which is `v`: interpolated, as all filters have the same window. */
function kaiser(v: number): number {
  windowTable ??= Float64Array.from({ length: WINDOW_STEPS + 3 }, (_, i) => {
    return bessel(0.1102 * (STOP_DB - 8.7) * Math.sqrt(i / WINDOW_STEPS))
  })
  const position = Math.max(0, v) * WINDOW_STEPS
  const index = Math.floor(position)
  const share = position - index
  const first = windowTable[index]!
  const second = windowTable[index + 1]!
  const third = windowTable[index + 2]!
  return first + share * (second - first) + share * (share - 1) / 2 * (third - 2 * second + first)
}

/** The modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

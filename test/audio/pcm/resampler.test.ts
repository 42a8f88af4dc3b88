import fc from 'fast-check'
import t from 'tap'
import { Kernel, kernel } from '../../../lib/audio/pcm/kernel.js'
import { ResamplerCore } from '../../../lib/audio/pcm/resampler.js'
import { randoms } from '../../contract/stage.js'

const AMPLITUDE = 16_384

function sine(frequency: number, sampleRate: number, seconds = 0.5): Int16Array {
  return Int16Array.from({ length: sampleRate * seconds }, (_, n) =>
    Math.round(AMPLITUDE * Math.sin(2 * Math.PI * frequency * n / sampleRate)))
}

/** Everything that comes of the input, cut as told. */
function resampled(
  input: Int16Array,
  [from, to]: readonly [number, number],
  size: () => number = () => 960,
): Int16Array {
  const resampler = new ResamplerCore(from, to)
  const output: number[] = []
  for (let at = 0; at < input.length;) {
    const part = input.subarray(at, at + size())
    for (const sample of resampler.push(part)) output.push(sample)
    at += part.length
  }
  for (const sample of resampler.flush()) output.push(sample)
  return Int16Array.from(output)
}

/** Measures of a resampled sine: gain in dB, delay in output samples, distance to all else in dB. */
function measured(
  output: Int16Array,
  frequency: number,
  sampleRate: number,
): { gain: number; late: number; snr: number } {
  // Whole periods only, so that sine and cosine are orthogonal; the ends have no neighbours to be filtered with.
  const period = sampleRate / gcd(sampleRate, frequency)
  const edge = Math.round(sampleRate / 50)
  const end = edge + Math.floor((output.length - 2 * edge) / period) * period
  let [sin, cos, power] = [0, 0, 0]
  for (let n = edge; n < end; n++) {
    const angle = (2 * Math.PI * frequency * n) / sampleRate
    sin += output[n]! * Math.sin(angle)
    cos += output[n]! * Math.cos(angle)
    power += output[n]! ** 2
  }
  const length = end - edge
  const amplitude = (2 * Math.hypot(sin, cos)) / length
  const rest = power / length - amplitude ** 2 / 2
  return {
    gain: 20 * Math.log10(amplitude / AMPLITUDE),
    late: (-Math.atan2(cos, sin) / (2 * Math.PI * frequency)) * sampleRate,
    snr: 10 * Math.log10(amplitude ** 2 / 2 / Math.max(rest, 1e-9)),
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

function level(output: Int16Array, sampleRate: number): number {
  const middle = output.subarray(sampleRate / 50, -sampleRate / 50)
  const power = middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length
  return 10 * Math.log10(power / (AMPLITUDE ** 2 / 2) + 1e-12)
}

const PAIRS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [22_050, 16_000],
  [32_000, 16_000],
  [96_000, 16_000],
  [192_000, 16_000],
  [8000, 16_000],
  [11_025, 16_000],
  [16_000, 8000],
  [48_000, 8000],
  [16_000, 48_000],
  [44_101, 16_000],
  [15_990, 16_010],
  [192_001, 16_000],
  [383_999, 8000],
  [766_720, 8000],
] as const

for (const pair of PAIRS) {
  const [from, to] = pair
  const nyquist = Math.min(from, to) / 2

  t.test(`${from} to ${to} Hz leaves what is below nine tenths of the lower Nyquist frequency as it is`, async t => {
    for (const share of [0.01, 0.125, 0.45, 0.7, 0.9]) {
      const frequency = 10 * Math.round(nyquist * share / 10)
      const { gain, late, snr } = measured(resampled(sine(frequency, from), pair), frequency, to)
      t.ok(Math.abs(gain) < 0.01, `${frequency} Hz: ${gain} dB`)
      t.ok(Math.abs(late) < 0.001, `${frequency} Hz is ${late} samples late`)
      t.ok(snr > 80, `${frequency} Hz: ${snr} dB above all else`)
    }
  })

  if (from > to) {
    t.test(`${from} to ${to} Hz takes away what is above the lower Nyquist frequency`, async t => {
      for (const share of [1.005, 1.0125, 1.06, 1.125, 1.3, 1.9, 3.1].filter(share => nyquist * share < from / 2)) {
        const rest = level(resampled(sine(nyquist * share, from), pair), to)
        t.ok(rest < -80, `${nyquist * share} Hz: ${rest} dB`)
      }
    })
  }
}

t.test('the output lasts as long as the input, whatever that is', async () => {
  fc.assert(fc.property(fc.constantFrom(...PAIRS), fc.integer({ min: 0, max: 3000 }), ([from, to], length) => {
    return resampled(new Int16Array(length), [from, to]).length === Math.round(length * to / from)
  }))
})

t.test('cutting the input differently never changes the output', async t => {
  const noise = randoms(7)
  const input = Int16Array.from({ length: 9000 }, () => noise() >>> 16)
  for (const pair of PAIRS) {
    const whole = resampled(input, pair, () => input.length)
    for (const size of [1, 7, 4097])
      t.same(
        resampled(input, pair, () => size),
        whole,
        `${pair.join(' to ')}, pieces of ${size}`,
      )
    const random = randoms(3)
    t.same(resampled(input, pair, () => random() % 700), whole, `${pair.join(' to ')}, random pieces, empty ones too`)
  }
})

t.test('a click stays where it was', async t => {
  for (const pair of PAIRS) {
    const [from, to] = pair
    for (const ms of [0, 20, 500, 990]) {
      const input = new Int16Array(from)
      const frame = Math.round(from * ms / 1000)
      input[frame] = 30_000
      const output = resampled(input, pair)
      const peak = output.reduce((best, sample, n) => Math.abs(sample) > Math.abs(output[best]!) ? n : best, 0)
      t.ok(
        Math.abs(peak - (frame * to) / from) <= 0.5,
        `${pair.join(' to ')}: ${(frame * 1000) / from} ms is at ${(peak * 1000) / to}`,
      )
    }
  }
})

t.test('the same rate gives the very samples', async t => {
  const input = sine(440, 16_000)
  const resampler = new ResamplerCore(16_000, 16_000)
  t.equal(resampler.push(input), input)
  t.equal(resampler.flush().length, 0)
})

t.test('full scale does not wrap round', async t => {
  const square = Int16Array.from({ length: 4800 }, (_, n) => n % 480 < 240 ? 32_767 : -32_768)
  const output = resampled(square, [48_000, 16_000])
  t.equal(output.reduce((most, sample) => Math.max(most, sample), 0), 32_767)
  t.ok(output.slice(5, 75).every(sample => sample > 20_000), 'the upper half stays above')
  t.ok(output.slice(85, 155).every(sample => sample < -20_000), 'the lower half below')
})

t.test('kernels are shared, and the cache is bounded', async t => {
  const first = kernel(48_000, 16_000)
  t.equal(kernel(48_000, 16_000), first)
  for (let to = 8000; to < 8008; to++) kernel(16_000, to)
  t.not(kernel(48_000, 16_000), first)
})

t.test('designing a filter blocks for some ms at most and takes at most 5 MB, whatever the rates', async t => {
  // The first one also pays for the window and for compiling.
  kernel(48_000, 16_000)
  for (const [from, to] of [
    [767_999, 8000], [767_999, 16_000], [766_720, 8000], [384_001, 8000], [192_001, 8000], [96_001, 16_000],
    [191_999, 192_000], [8001, 192_000], [1001, 192_000], [767_999, 192_000], [768_000, 11_025], [705_600, 8000],
  ] as const) {
    const times: number[] = []
    let bytes = 0
    for (let i = 0; i < 5; i++) {
      const before = process.memoryUsage().arrayBuffers
      const start = performance.now()
      const made = new Kernel(from, to)
      times.push(performance.now() - start)
      bytes = Math.max(bytes, process.memoryUsage().arrayBuffers - before)
      t.equal(made.down * to, made.up * from)
    }
    t.ok(Math.min(...times) < 10, `${from} to ${to}: ${times.map(Math.round).join()} ms`)
    t.ok(bytes < 5e6, `${from} to ${to}: ${bytes} bytes`)
  }
})

t.test('usual rates have the filter of the exact formula', async t => {
  const bessel = (x: number): number => {
    let [sum, term] = [1, 1]
    for (let k = 1; k < 60; k++) sum += term *= (x / 2 / k) ** 2
    return sum
  }
  for (const [from, to] of [[48_000, 16_000], [44_100, 16_000], [8000, 16_000], [16_000, 48_000]] as const) {
    const { before, up, down } = kernel(from, to)
    const half = before + 1
    const cutoff = Math.min(1, to / from) * 0.95
    const values = (phase: number): number[] => Array.from({ length: 2 * half }, (_, i) => {
      const x = i - half + 1 - phase
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x)
      return sinc * bessel(0.1102 * (84 - 8.7) * Math.sqrt(Math.max(0, 1 - (x / half) ** 2)))
    })
    const input = Int16Array.from({ length: 4000 }, (_, n) => 20_000 * Math.sin(n * n / 900))
    const output = resampled(input, [from, to])
    for (let n = Math.ceil(half * to / from); n < 200; n++) {
      const frame = Math.floor(n * down / up)
      const taps = values(n * down % up / up)
      const gain = taps.reduce((sum, tap) => sum + tap, 0)
      const exact = taps.reduce((sum, tap, i) => sum + tap / gain * (input[frame - half + 1 + i] ?? 0), 0)
      if (Math.abs(output[n]! - exact) > 0.51) t.fail(`${from} to ${to}: ${output[n]} instead of ${exact} at ${n}`)
    }
  }
})

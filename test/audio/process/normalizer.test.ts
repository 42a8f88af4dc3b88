import fc from 'fast-check'
import t from 'tap'
import { NormalizerCore, type NormalizerOptions } from '../../../lib/audio/process/normalizer.js'
import { samples } from '../../../lib/audio/pcm/pcm.js'
import { clip } from '../../support/speech.js'

const DEFAULTS = { sampleRate: 16_000, target: -20, maxGain: 30 }

function run(input: Int16Array, options: Partial<NormalizerOptions> = {}, size = 1600): Int16Array {
  const normalizer = new NormalizerCore({ ...DEFAULTS, ...options })
  const output: number[] = []
  for (let at = 0; at < input.length; at += size)
    for (const sample of normalizer.push(input.subarray(at, at + size))) output.push(sample)
  for (const sample of normalizer.flush()) output.push(sample)
  return Int16Array.from(output)
}

const scaled = (input: Int16Array, gain: number): Int16Array => input.map(sample => Math.round(sample * gain))
const peak = (input: Int16Array): number => input.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

function level(input: Int16Array): number {
  return 10 * Math.log10(input.reduce((sum, sample) => sum + sample ** 2, 0) / input.length / 32_768 ** 2)
}

const speech = samples(clip('0880'))

t.test('soft and loud speech come to one level', async t => {
  const levels = [0.05, 0.2, 1, 2].map(gain => level(run(scaled(speech, gain)).subarray(16_000)))
  t.ok(Math.max(...levels) - Math.min(...levels) < 4, `of 32 dB are left: ${levels.join(' ')}`)
  t.ok(levels.every(level => Math.abs(level + 20) < 3), 'near the target')
})

t.test('nothing is clipped, however loud a word after soft ones', async t => {
  const input = new Int16Array([...scaled(speech, 0.02), ...scaled(speech, 32_767 / peak(speech))])
  const output = run(input, { target: -6 })
  t.ok(peak(output) < 32_768 * 0.892, `${peak(output)}`)
  t.ok(
    peak(output.subarray(0, speech.length)) > 10 * peak(input.subarray(0, speech.length)),
    'and the soft ones are raised',
  )
})

t.test('no input leaves the range', async () => {
  const bursts = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -32_768, max: 32_767 })), {
    maxLength: 30,
  })
  fc.assert(fc.property(bursts, fc.integer({ min: -60, max: -6 }), (bursts, target) => {
    const input = Int16Array.from(bursts.flatMap(([length, sample]) => Array<number>(length).fill(sample)))
    const output = run(input, { target, maxGain: 60 })
    return output.length === input.length && peak(output) <= 29_205 &&
      output.every((sample, n) => Math.sign(sample) === Math.sign(input[n]!) || sample === 0)
  }))
})

t.test('`maxGain` is the most, up and down', async t => {
  const soft = scaled(speech, 0.01)
  t.ok(peak(run(soft, { maxGain: 6 })) <= Math.ceil(peak(soft) * 2))
  t.same(run(soft, { maxGain: 0 }), soft)
})

t.test('silence and noise without voice stay as they are', async t => {
  t.same(run(new Int16Array(20_007)), new Int16Array(20_007))
})

t.test('every sample stays at its place', async t => {
  const input = scaled(speech, 0.1)
  const output = run(input)
  const late = [-160, -1, 0, 1, 160].map(by => {
    let sum = 0
    for (let n = 200; n < input.length - 200; n++) sum += input[n]! * output[n + by]!
    return sum
  })
  t.equal(late.indexOf(Math.max(...late)), 2)
})

t.test('cutting the input differently never changes the output', async t => {
  const input = speech.subarray(0, 20_003)
  for (const size of [1, 7, 159, 161, 20_003]) t.same(run(input, {}, size), run(input), `pieces of ${size}`)
})

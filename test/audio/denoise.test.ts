import { Readable } from 'node:stream'
import t from 'tap'
import { denoise } from '../../lib/audio/denoise.js'
import { DenoiserCore } from '../../lib/audio/process/denoiser.js'
import { samples } from '../../lib/audio/pcm/pcm.js'
import { RNNOISE_DELAY } from '../../lib/audio/process/rnnoise.js'
import { stageTests } from '../contract/stage.js'
import { clips } from '../support/speech.js'
import { noise } from './sounds.js'

const [speech] = clips
const through = async (pcm: Buffer, sampleRate = 16_000): Promise<Int16Array> =>
  samples(Buffer.concat(await Readable.from([pcm]).pipe(denoise({ sampleRate })).toArray() as Buffer[]))

/** How far one signal lies behind another, in samples: where they agree best. */
function lag(late: Int16Array, early: Int16Array): number {
  const from = 16_000
  const score = (shift: number): number => {
    let sum = 0
    for (let n = from; n < from + 48_000; n++) sum += late[n + shift]! * early[n]!
    return sum
  }
  return Array.from({ length: 801 }, (_, i) => i - 400).reduce(
    (best, shift) => (score(shift) > score(best) ? shift : best),
    0,
  )
}

t.test('denoise() passes as a stage', async t => {
  stageTests(t, { name: 'denoise()', make: denoise, input: noise(1, 20_000), pcm: {} })
})

t.test('outputs as many samples, speech where it was', async t => {
  const output = await through(speech!.pcm)
  t.equal(output.length, speech!.pcm.length / 2)
  const shift = lag(output, samples(speech!.pcm))
  t.ok(Math.abs(shift) <= 16, `${shift} samples at 16 kHz`)
})

t.test('removes steady noise and passes speech', async t => {
  const power = (audio: Int16Array): number => audio.reduce((sum, x) => sum + x * x, 0)
  const hiss = Int16Array.from({ length: 64_000 }, (_, n) => ((n * 2654435761 >>> 16) % 2000) - 1000)
  const quiet = await through(Buffer.from(hiss.buffer))
  t.ok(power(quiet.subarray(32_000)) < power(hiss.subarray(32_000)) / 10, 'noise is ten times weaker after 2 s')
  const loud = await through(speech!.pcm)
  t.ok(power(loud) > power(samples(speech!.pcm)) / 2)
})

t.test('a denoiser that only delays returns its input, at every rate', async t => {
  for (const sampleRate of [8000, 16_000, 44_100, 48_000, 96_000]) {
    const delayed = new Int16Array(RNNOISE_DELAY)
    let kept = Float32Array.from(delayed)
    const process = (frame: Float32Array): void => {
      const now = frame.slice()
      frame.set(kept)
      kept = now
    }
    const denoiser = new DenoiserCore({ process, blockSize: 480, delay: RNNOISE_DELAY, blockRate: 48_000, sampleRate })
    const tone = Int16Array.from(
      { length: sampleRate + 37 },
      (_, n) => 8000 * Math.sin((2 * Math.PI * 440 * n) / sampleRate),
    )
    const output = Int16Array.from([
      ...denoiser.push(tone.subarray(0, 999)),
      ...denoiser.push(tone.subarray(999)),
      ...denoiser.flush(),
    ])
    t.equal(output.length, tone.length)
    const worst = output.subarray(500, -500).reduce((most, x, n) => Math.max(most, Math.abs(x - tone[n + 500]!)), 0)
    t.ok(worst <= 12, `${sampleRate} Hz: off by ${worst}`)
  }
})

t.test('an empty input has no output, and a wrong rate is refused', async t => {
  t.equal((await through(Buffer.alloc(0))).length, 0)
  t.throws(() => denoise({ sampleRate: 1 }), { code: 'STENO_BAD_OPTION' })
  const source = Object.assign(Readable.from([Buffer.alloc(10)]), {
    format: { encoding: 's16le', sampleRate: 8000, channels: 1 },
  })
  await t.rejects(source.pipe(denoise({ sampleRate: 16_000 })).toArray(), { code: 'STENO_BAD_OPTION' })
})

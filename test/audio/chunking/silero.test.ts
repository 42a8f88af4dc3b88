import t from 'tap'
import { join } from 'node:path'
import { openSilero, SileroVad, type SherpaVad } from '../../../lib/audio/chunking/silero.js'

t.test('the neural detector is asked once for each 512 samples, and its stretches are let go', async t => {
  const windows: number[][] = []
  let stretches = 0
  const detector: SherpaVad = {
    acceptWaveform(samples) { windows.push([samples.length, samples[0]!, samples[511]!]); stretches++ },
    isDetected: () => windows.length === 2,
    isEmpty: () => stretches === 0,
    pop() { stretches-- },
    flush() { throw new Error('there is nothing to let go of') },
  }
  const vad = new SileroVad(detector)
  const input = Int16Array.from({ length: 1600 }, (_, i) => i * 16)
  const answers = Array.from({ length: 10 }, (_, i) => vad.push(input.subarray(i * 160, (i + 1) * 160)))
  t.same(windows, [[512, 0, 511 / 2048], [512, 0.25, 1023 / 2048], [512, 0.5, 1535 / 2048]])
  t.same(answers.indexOf(true), 6, 'after 1024 samples')
  t.same(answers.lastIndexOf(true), 8, 'until 1536')
  t.equal(stretches, 0)
})

t.test('of speech without a pause the neural detector gathers no more than 5 s, which it goes on from', async t => {
  let [gathered, most] = [0, 0]
  const detector: SherpaVad = {
    acceptWaveform(samples) { most = Math.max(most, gathered += samples.length) },
    isDetected: () => true,
    isEmpty: () => true,
    pop() {},
    flush() { gathered = 0 },
  }
  const vad = new SileroVad(detector)
  const frame = new Int16Array(160)
  const said = Array.from({ length: 10_000 }, () => vad.push(frame))
  t.ok(most >= 16_000 && most <= 5.1 * 16_000, `${most} samples`)
  t.notOk(said.slice(4).includes(false))
})

t.test('without its package the error says how to install it', async t => {
  const folder = t.testdir({ 'model.onnx': '\x08' })
  await t.rejects(openSilero(join(folder, 'model.onnx')), {
    code: 'STENO_VAD_MISSING', message: 'Cannot detect speech with "silero": its package was not found; install it with `npm install sherpa-onnx-node`',
  })
})

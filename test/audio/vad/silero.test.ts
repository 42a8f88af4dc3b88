import t from 'tap'
import { join } from 'node:path'
import { openSilero, SileroVad, type SherpaVad } from '../../../lib/audio/vad/silero.js'

t.test('the neural detector runs once for each 512 samples, and its buffer is emptied', async t => {
  const windows: number[][] = []
  let stretches = 0
  const detector: SherpaVad = {
    acceptWaveform(samples) { windows.push([samples.length, samples[0]!, samples[511]!]); stretches++ },
    isDetected: () => windows.length === 2,
    isEmpty: () => stretches === 0,
    pop() { stretches-- },
    flush() { throw new Error('the buffer is empty') },
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

/** As much of an ONNX file as is looked at. */
const model = (input: string): string =>
  `\x08\x08\x12\x04spox:\n\x05model\n${String.fromCharCode(input.length)}${input}`

t.test('without its package the error says how to install it', async t => {
  const folder = t.testdir({ 'model.onnx': model('sr') })
  await t.rejects(
    openSilero(join(folder, 'model.onnx'), () => Promise.reject(new Error('not found'))),
    {
      code: 'STENO_VAD_MISSING',
      message:
        'Cannot detect speech with "silero": its package is not installed; '
        + 'install it with `npm install sherpa-onnx-node`',
    },
  )
})

t.test('what is no Silero model is refused before it can end the process', async t => {
  const folder = t.testdir({
    'other.onnx': model('images'),
    'text.onnx': 'sr',
    'empty.onnx': '',
    'byte.onnx': '\x08',
    folder: {},
  })
  const load = (): Promise<never> => Promise.reject(new Error('it is not asked for'))
  for (const name of ['other.onnx', 'text.onnx', 'empty.onnx', 'byte.onnx', 'folder']) {
    await t.rejects(
      openSilero(join(folder, name), load),
      { code: 'STENO_BAD_OPTION', message: /^`vadModel` must be the path of a Silero model/ },
      name,
    )
  }
  await t.rejects(openSilero(join(folder, 'nowhere.onnx'), load), { code: 'STENO_FILE_NOT_FOUND' })
})

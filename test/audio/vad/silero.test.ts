import t from 'tap'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { noise } from '../sounds.js'
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

/** Field of a protobuf message with content of any length. */
function field(number: number, content: Buffer): Buffer {
  const length: number[] = []
  for (let rest = content.length; length.length === 0 || rest > 0; rest >>= 7) length.push(rest & 0x7f)
  return Buffer.concat([
    Buffer.of(number << 3 | 2), Buffer.from(length.map((byte, i) => i < length.length - 1 ? byte | 0x80 : byte)),
    content,
  ])
}

/** ONNX model with an input of this name: version, producer, graph, and the versions of its operators. */
function model(input: string): Buffer {
  const graph = Buffer.concat([
    field(1, noise(5, 900)), field(2, Buffer.from('model')), field(11, field(1, Buffer.from(input))),
  ])
  return Buffer.concat([
    Buffer.of(0x08, 8), field(2, Buffer.from('spox')), field(7, graph), field(8, Buffer.of(0x0a, 0, 0x10, 16)),
    Buffer.of(0x28, 0x96, 0x01),
  ])
}

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
    'field 0.onnx': Buffer.concat([model('sr'), Buffer.of(0xff)]),
    'length.onnx': Buffer.concat([model('sr'), Buffer.alloc(11, 0xff)]),
    'group.onnx': Buffer.concat([model('sr'), Buffer.of(0x0b)]),
    'no graph.onnx': Buffer.concat([Buffer.of(0x08, 8), field(2, Buffer.from('\n\x02sr'))]),
    'byte.onnx': '\x08',
    folder: {},
  })
  const load = (): Promise<never> => Promise.reject(new Error('it is not asked for'))
  for (const name of readdirSync(folder)) {
    await t.rejects(
      openSilero(join(folder, name), load),
      { code: 'STENO_BAD_OPTION', message: /^`vadModel` must be the path of a Silero model/ },
      name,
    )
  }
  await t.rejects(openSilero(join(folder, 'nowhere.onnx'), load), { code: 'STENO_FILE_NOT_FOUND' })
})

t.test('a model that was downloaded in part is refused wherever it was cut', async t => {
  const whole = model('sr')
  const path = join(t.testdir({ 'model.onnx': whole }), 'model.onnx')
  const noPackage = (): Promise<never> => Promise.reject(new Error('not found'))
  await t.rejects(openSilero(path, noPackage), { code: 'STENO_VAD_MISSING' }, 'the whole model')
  // The last field, the version of the model, is not needed.
  const complete = whole.length - 3
  for (let bytes = 0; bytes < whole.length; bytes++) {
    if (bytes === complete) continue
    writeFileSync(path, whole.subarray(0, bytes))
    const error = await openSilero(path, noPackage).then(() => undefined, (error: unknown) => error)
    if ((error as { code?: string }).code !== 'STENO_BAD_OPTION') t.fail(`${bytes} bytes: ${String(error)}`)
  }
})

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { emulate, scriptFromText } from '../../../lib/testing/index.js'
import { tones, wav } from '../../audio/sounds.js'
import { stenopipe } from '../../support/cli.js'

const service = await emulate({ script: scriptFromText('Hello world.'), apiKey: 'sk-emulated' })
t.teardown(() => service.close())
const env = { DASHSCOPE_API_KEY: 'sk-emulated', DASHSCOPE_WEBSOCKET_BASE_URL: service.url }

t.test('several inputs are transcribed side by side, and the failure of one does not end the others', async t => {
  const dir = t.testdir({ 'b.mp3': 'no audio' })
  for (const name of ['a.wav', 'c d.wav']) writeFileSync(join(dir, name), wav(tones()))
  const inputs = ['a.wav', 'b.mp3', 'c d.wav'].map(name => join(dir, name))
  const out = join(dir, 'new', 'out')
  const { status, err, out: printed } = await stenopipe(
    ['transcribe', ...inputs, '--output-dir', out, '-f', 'srt,txt', '--jobs', '2'], { env },
  )
  t.same([status, printed], [1, ''])
  t.same(readdirSync(out).sort(), ['a.srt', 'a.txt', 'c d.srt', 'c d.txt'])
  t.equal(readFileSync(join(out, 'c d.txt'), 'utf8'), 'Hello world.\n')
  t.ok(err.includes(`${inputs[0]!}: 0:03 of audio`), err)
  t.ok(err.includes(`${inputs[1]!}: Cannot decode`), err)
  t.match(err, /\n2 of 3 inputs transcribed in \d+\.\d+ s; not .*b\.mp3\n$/)
})

t.test('one input has a name in the directory too, and the format decides on the extension', async t => {
  const dir = t.testdir()
  writeFileSync(join(dir, 'talk.v2.wav'), wav(tones()))
  const words = ['transcribe', join(dir, 'talk.v2.wav'), '--output-dir', dir, '-q']
  t.same(await stenopipe([...words, '-f', 'VTT'], { env }), { status: 0, out: '', err: '' })
  t.same(await stenopipe(words, { env }), { status: 0, out: '', err: '' })
  t.same(readdirSync(dir).sort(), ['talk.v2.srt', 'talk.v2.vtt', 'talk.v2.wav'])
})

t.test('usage errors of several inputs are reported before anything is started', async t => {
  const before = service.tasks.length
  const words = ['a.mp3', 'x/A.wav', '-', '-o', 'b', '--max-cost', '1']
  const { status, err } = await stenopipe(['transcribe', ...words], { env })
  t.equal(status, 2)
  t.match(err, /several INPUTs need --output-dir DIR\n/)
  t.match(err, /the outputs of a\.mp3 and x\/A\.wav have the same name/)
  t.match(err, /standard input has no name/)
  t.match(err, /--output is for one INPUT/)
  t.match(err, /--max-cost is for one INPUT/)
  const replacing = await stenopipe(['transcribe', 'talk.srt', 'b.mp3', '--output-dir', '.'], { env })
  t.match(replacing, { status: 2, err: /the output talk\.srt would replace an input\n/ })
  t.equal(service.tasks.length, before)
})

t.test('raw samples have a rate, channels and an encoding of their own', async t => {
  const dir = t.testdir()
  const path = join(dir, 'a.raw')
  // One second of two channels of 32-bit floats at 44.1 kHz.
  writeFileSync(path, Buffer.alloc(44_100 * 2 * 4))
  const words = ['transcribe', path, '--format-in', 'pcm', '--input-sample-rate', '44100', '--input-channels', '2']
  t.match(await stenopipe([...words, '--input-encoding', 'f32le'], { env }), { status: 0, err: /0:01 of audio/ })
  t.match(await stenopipe(['transcribe', path, '--input-channels', '2'], { env }), {
    status: 2, err: /--input-channels is only for --format-in pcm; leave it out\n/,
  })
  t.match(await stenopipe([...words, '--input-encoding', 'u9'], { env }), {
    status: 2, err: /--input-encoding must be one of /,
  })
  const offline = ['--engine', 'pocketsphinx', '--format-in', 'pcm', '--sample-rate', '44100']
  t.match(await stenopipe(['transcribe', path, ...offline]), {
    status: 2, err: /give the rate of the samples as --input-sample-rate 44100/,
  })
})

t.test('an input that is too long is a failure that keeps what came before', async t => {
  const dir = t.testdir()
  writeFileSync(join(dir, 'a.wav'), wav(tones()))
  const { status, err } = await stenopipe(['transcribe', join(dir, 'a.wav'), '--max-duration', '0:02'], { env })
  t.equal(status, 1)
  t.match(err, /longer than --max-duration of 2000 ms; /)
})

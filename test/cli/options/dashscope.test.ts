import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  emulate,
  type EmulateOptions,
  type Emulator,
  numberedAudio,
  numberedEngine,
  scriptFromText,
} from '../../../lib/testing/index.js'
import { type Outcome, partialText, type RunOptions, stenopipe } from '../../support/cli.js'

const KEY = 'sk-never-to-be-seen'
const script = scriptFromText('Hello world. How are you?')
const silence = wav(Buffer.alloc(3 * 32_000))

/** s16le mono at 16 kHz as a file. */
function wav(pcm: Buffer): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + pcm.length, 4)
  header.write('WAVEfmt ', 8)
  for (const [place, value] of [
    [16, 16],
    [24, 16_000],
    [28, 32_000],
    [40, pcm.length],
  ] as const)
    header.writeUInt32LE(value, place)
  for (const [place, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) header.writeUInt16LE(value, place)
  header.write('data', 36)
  return Buffer.concat([header, pcm])
}

interface Bench {
  readonly service: Emulator
  readonly keyFile: string
  readonly dir: string
  /** Transcribes a file at the emulator, and checks that the output does not contain the key. */
  readonly run: (words?: readonly string[], options?: RunOptions) => Promise<Outcome>
}

async function bench(
  t: Test,
  { audio = silence, ...options }: EmulateOptions & { audio?: Buffer } = {},
): Promise<Bench> {
  const service = await emulate({ script, apiKey: KEY, ...options })
  t.teardown(() => service.close())
  const dir = t.testdir({ key: `${KEY}\nnot the key\n` })
  const [input, keyFile] = [join(dir, 'a.wav'), join(dir, 'key')]
  writeFileSync(input, audio)
  const run: Bench['run'] = async (words = [], options = {}) => {
    const outcome = await stenopipe(
      ['transcribe', input, '--base-url', service.url, '--api-key-file', keyFile, ...words],
      options,
    )
    t.notMatch(outcome.out + outcome.err, KEY)
    t.notMatch(outcome.err, /\n\s+at /)
    return outcome
  }
  return { service, keyFile, dir, run }
}

t.test('the cloud engine writes SRT and reports its name, delays and cost', async t => {
  const { service, run } = await bench(t)
  const { status, out, err } = await run()
  t.equal(status, 0)
  t.equal(out, '1\n00:00:00,000 --> 00:00:01,370\nHello world.\n\n2\n00:00:01,450 --> 00:00:02,950\nHow are you?\n\n')
  const [title, end, ...more] = err.split('\n')
  t.equal(title, `DashScope fun-asr-realtime, ${new URL(service.url).host}, beijing prices, 16000 Hz`)
  t.match(
    end,
    /^0:03 of audio from \S+a\.wav in [\d.]+ s, [\d.]+x real time; first text after .*; billed 3 s, 0\.000141 USD$/,
  )
  t.same(more, [''])
  t.equal(service.upgrades[0]?.key, 'header')
})

t.test('model, region, language and hot words reach the service', async t => {
  const { service, run } = await bench(t)
  const words = [
    '--engine',
    'dashscope',
    '--model',
    'paraformer-realtime-v2',
    '--language',
    'en,zh',
    '--vocabulary',
    'vocab-1',
  ]
  t.equal((await run(words)).status, 0)
  t.equal(service.tasks[0]?.model, 'paraformer-realtime-v2')
  t.match(service.tasks[0]?.parameters, { language_hints: ['en', 'zh'], vocabulary_id: 'vocab-1', sample_rate: 16_000 })
  const { err } = await run(['--region', 'singapore'])
  t.match(err, /singapore prices, 16000 Hz\n(.|\n)*billed 3 s, 0\.00027 USD\n$/)
})

t.test('a telephone model receives audio at 8 kHz by default', async t => {
  const { service, run } = await bench(t)
  const { status, err } = await run(['--model', 'paraformer-realtime-8k-v2'])
  t.equal(status, 0)
  t.match(err, /^DashScope paraformer-realtime-8k-v2, .*, 8000 Hz\n/)
  t.match(service.tasks[0]?.parameters, { sample_rate: 8000 })
  t.ok(Math.abs(service.tasks[0]!.bytes - 3 * 16_000) < 1600, `${service.tasks[0]!.bytes} bytes`)
})

t.test('a key in the environment selects the cloud, unless the embedded engine is named', async t => {
  const { service, dir } = await bench(t)
  const env = { DASHSCOPE_API_KEY: KEY, DASHSCOPE_WEBSOCKET_BASE_URL: service.url }
  const { status, err } = await stenopipe(['transcribe', join(dir, 'a.wav')], { env })
  t.equal(status, 0)
  t.match(err, /^DashScope fun-asr-realtime, 127/)
  const offline = await stenopipe(['transcribe', join(dir, 'a.wav'), '--engine', 'pocketsphinx'], { env })
  t.match(offline.err, /^pocketsphinx, offline, 16000 Hz\n/)
  t.equal(service.tasks.length, 1)
})

t.test('a lost connection is reported, and every word comes once', async t => {
  const audio = wav(numberedAudio({ frames: 400 }))
  const { run } = await bench(t, {
    audio,
    script: undefined as never,
    engine: numberedEngine(),
    faults: [{ type: 'disconnect', frames: 33 }],
  })
  const { status, out, err } = await run(['-f', 'txt'])
  t.equal(status, 0)
  t.same(out.match(/\d+/g)?.map(Number), Array.from({ length: 400 }, (_, i) => i + 1))
  const [, disconnect, reconnect, end] = err.split('\n')
  t.match(disconnect, /^connection lost at 0:0\d, reconnecting: The connection .* was lost \(close code 1006\)$/)
  t.match(reconnect, /^reconnected \(attempt 1, after \d+\.\d+ s, \d+\.\d+ s sent again\)$/)
  t.match(end, /^0:08 of audio from .*; 1 reconnect; billed \d+ s, /)
})

t.test('warnings come after the line that names the engine, and -q silences everything', async t => {
  const { run } = await bench(t, { faults: [{ type: 'disconnect', frames: 12, times: 2 }], models: ['fun-asr-next'] })
  const loud = await run(['--model', 'fun-asr-next'])
  t.match(
    loud.err,
    /^DashScope fun-asr-next, .*\nwarning: --model "fun-asr-next" is not in the catalogue.*\nconnection lost/,
  )
  t.match(loud.err, /billed \d s\n$/, 'no price, no cost')
  const { status, out, err } = await run(['--model', 'fun-asr-next', '-q'])
  t.same([status, err], [0, ''])
  t.match(out, 'Hello world.')
})

t.test('every usage error of a call is reported, and the service is not called', async t => {
  const { service, dir, run } = await bench(t)
  const out = join(dir, 'out.srt')
  const outcome = await run([
    '-o',
    out,
    '--model',
    'paraformer-realtime-8k-v2',
    '--region',
    'singapore',
    '--sample-rate',
    '16000',
    '--language',
    'xx',
    '--accuracy',
    'fast',
    '--max-cost',
    '0',
    '-f',
    'pdf',
    '--base-url',
    'http://host',
    '--api-key-file',
    KEY,
  ])
  t.same([outcome.status, outcome.out], [2, ''])
  const [title, ...problems] = outcome.err.split('\n')
  t.equal(title, 'stenopipe: 8 usage errors')
  for (const flag of [
    '--format', '--max-cost', '--accuracy', '--region', '--sample-rate', '--language', '--base-url', '--api-key-file',
  ])
    t.equal(problems.filter(line => line.startsWith(`  - ${flag} `)).length, 1, flag)
  t.notOk(existsSync(out))
  t.same(service.upgrades, [])
})

t.test('a key file that is missing, empty or no key is refused', async t => {
  const { service, dir, run } = await bench(t)
  for (const [name, text] of [
    ['empty', '\nsk-second-line'],
    ['words', `${KEY} ${KEY}`],
  ] as const)
    writeFileSync(join(dir, name), text)
  const failures: [string, RegExp][] = [
    [join(dir, 'gone'), /a path without a file/], [dir, /a file that cannot be read \(EISDIR\)/],
    [join(dir, 'empty'), /first line is empty/], [join(dir, 'words'), /white space/],
  ]
  for (const [path, reason] of failures) {
    const { status, err } = await run(['--api-key-file', path])
    t.equal(status, 2)
    t.match(err, /^stenopipe: --api-key-file must be /)
    t.match(err, reason)
  }
  t.same(service.upgrades, [])
})

t.test('a cost limit ends the job, keeps what was recognised and shows the cost', async t => {
  const { dir, run } = await bench(t)
  const out = join(dir, 'out.srt')
  const { status, err } = await run(['-o', out, '--max-cost', '0.0001'])
  t.equal(status, 1)
  t.match(
    err,
    /; billed 2 s, 0\.000094 USD\nstenopipe: --max-cost of 0\.0001 USD was reached .*out\.srt\.\w{8}\.partial\n$/,
  )
  t.match(partialText(out), 'Hello world.')
})

t.test('a wrong key is one sentence in terms of flags', async t => {
  const { run, dir } = await bench(t)
  writeFileSync(join(dir, 'other'), 'sk-other')
  const { status, out, err } = await run(['--api-key-file', join(dir, 'other')])
  t.same([status, out], [1, ''])
  t.match(err, /^stenopipe: The service rejected the API key .*--region\n$/)
  t.notMatch(err, 'sk-other')
})

t.test('a key on the command line is refused in any position, and not repeated', async t => {
  for (const words of [
    ['transcribe', 'a.wav', '--api-key', KEY],
    ['transcribe', `--api-key=${KEY}`, 'a.wav'],
    [`--apikey=${KEY}`],
    ['transcribe', 'a.wav', `-api_key=${KEY}`],
    ['models', `--dashscope-api-key=${KEY}`],
    ['transcribe', '--help', `--API-KEY=${KEY}`],
  ]) {
    const { status, out, err } = await stenopipe(words)
    t.same([status, out], [2, ''])
    t.match(err, /--api-key-file, or set DASHSCOPE_API_KEY\n/)
    t.notMatch(err, KEY)
  }
})

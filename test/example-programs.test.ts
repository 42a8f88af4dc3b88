import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { emulate, type EmulateOptions, type Emulator, scriptFromText } from '../lib/testing/index.js'
import { MICROPHONE_RATE, soundServer } from './support/audio-server.js'
import { runProgram } from './support/programs.js'
import { clips, wordErrorRate } from './support/speech.js'

const clip = clips.find(({ name }) => name === '0880')!
const finals = ['Hello world.', 'How are you?']
const sound = await soundServer(t)

/** The service; by default it recognises two sentences. */
async function emulator(t: Test, options?: EmulateOptions): Promise<Emulator> {
  const service = await emulate(options ?? { script: scriptFromText(finals.join(' ')) })
  t.after(() => service.close())
  return service
}

const TICK_MS = 20
const TICK_BYTES = MICROPHONE_RATE * 2 * TICK_MS / 1000

/** Plays to the microphone, over and over, until the work is done. Default: silence. */
async function playing<T>(work: Promise<T>, pcm: Uint8Array = Buffer.alloc(TICK_BYTES)): Promise<T> {
  let isDone = false
  const done = work.finally(() => { isDone = true })
  done.catch(() => {})
  for (let i = 0; !isDone; i = (i + TICK_BYTES) % pcm.length) {
    const tick = sound.play(pcm.subarray(i, i + TICK_BYTES)).then(() => sleep(TICK_MS))
    await Promise.race([tick, done.catch(() => {})])
  }
  return done
}

async function ffmpeg(...words: string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...words])
}

t.test('caption-file writes the captions of a file', async t => {
  const service = await emulator(t)
  const output = join(t.testdir(), 'talk.srt')
  t.match(await runProgram('caption-file.ts', [clip.path, output], service).ended, { status: 0, lines: [], errors: '' })
  t.match(readFileSync(output, 'utf8'), /^1\n00:00:00,000 --> [\d:,]+\nHello world\.\n\n2\n/)
})

t.test('microphone shows live captions until Ctrl-C', async t => {
  const program = runProgram('microphone.ts', ['desk'], await emulator(t), sound.env)
  await playing(program.line(/How are/))
  program.interrupt()
  const { status, lines, errors } = await playing(program.ended)
  t.same([status, errors], [0, ''])
  t.ok(lines.some(line => line.includes('Hello world.')), lines.join('|'))
})

t.test('voice-chat answers, and falls silent when it is interrupted', async t => {
  const speak = join(t.testdir(), 'speak')
  writeFileSync(speak, '#!/bin/sh\necho "$1"\nfor i in $(seq 600); do sleep 0.1; done\n')
  chmodSync(speak, 0o755)
  const program = runProgram('voice-chat.ts', [speak], await emulator(t), sound.env)
  const tone = Buffer.alloc(TICK_BYTES)
  for (let i = 0; i < tone.length / 2; i++) tone.writeInt16LE(Math.round(8000 * Math.sin(i * Math.PI / 24)), 2 * i)
  await playing(program.line(/You said: Hello world\./))
  await playing(program.line(/You said: How are you\?/))
  // The next reply ends the one before, and the user interrupts it.
  await playing(replies(speak, 1))
  await playing(replies(speak, 0), tone)
  program.interrupt()
  t.match(await playing(program.ended), { status: 0, errors: '' })
})

/** Resolves when this number of replies is being spoken. */
async function replies(command: string, count: number): Promise<void> {
  while (await speakers(command) !== count) await sleep(100)
}

/** Replies that are being spoken; each lasts a minute unless it is stopped. */
async function speakers(command: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'])
  return stdout.split('\n').filter(line => line.startsWith('/bin/sh') && line.includes(command)).length
}

t.test('browser-recording captions the WebM of a recorder over a WebSocket', async t => {
  const webm = join(t.testdir(), 'recording.webm')
  await ffmpeg('-i', clip.path, '-c:a', 'libopus', '-f', 'webm', webm)
  const program = runProgram('browser-recording.ts', ['0'], await emulator(t))
  const address = await program.line(/^http/)
  t.match(await (await fetch(address)).text(), /MediaRecorder/)
  const socket = new WebSocket(address.replace('http', 'ws'))
  const results: { text: string; isFinal: boolean }[] = []
  socket.on('message', (data: Buffer) => { results.push(JSON.parse(String(data)) as (typeof results)[number]) })
  await once(socket, 'open')
  const bytes = readFileSync(webm)
  for (let i = 0; i < bytes.length; i += 1000) socket.send(bytes.subarray(i, i + 1000))
  socket.send('end')
  await once(socket, 'close')
  t.same(results.filter(({ isFinal }) => isFinal).map(({ text }) => text), finals)
  program.interrupt()
  t.match(await program.ended, { errors: '' })
})

t.test('browser-recording reports what is no recording and goes on', async t => {
  const program = runProgram('browser-recording.ts', ['0'], await emulator(t))
  const socket = new WebSocket((await program.line(/^http/)).replace('http', 'ws'))
  await once(socket, 'open')
  socket.send(Buffer.from('no audio at all'))
  socket.send('end')
  const [code] = await once(socket, 'close') as [number]
  t.equal(code, 1011)
  program.interrupt()
  t.match((await program.ended).errors, /recognis/)
})

t.test('speaker-per-channel names who said what, in the order of time', async t => {
  const service = await emulator(t, { engine: pocketsphinx({ accuracy: 'fast' }) })
  const call = join(t.testdir(), 'call.wav')
  const other = clips.find(({ name }) => name === '0930')!
  const filter = '[0]apad[agent];[1]adelay=4500[caller];[agent][caller]join=inputs=2:channel_layout=stereo'
  await ffmpeg('-i', clip.path, '-i', other.path, '-filter_complex', filter, '-t', '8', call)
  const { status, lines, errors } = await runProgram('speaker-per-channel.ts', [call, 'agent', 'caller'], service).ended
  t.same([status, errors], [0, ''])
  t.match(lines[0], /^\d+\.\d s {2}agent: \w+/)
  t.match(lines.at(-1), /^\d+\.\d s {2}caller: \w+/)
  const times = lines.map(line => parseFloat(line))
  t.same(times, [...times].sort((a, b) => a - b))
  t.ok(times.at(-1)! >= 4.5, `the caller speaks after 4.5 s: ${lines.join('|')}`)
})

t.test('hls publishes subtitles for a stream', async t => {
  const [directory, media] = [join(t.testdir({ media: {} }), 'live'), join(t.testdirName, 'media')]
  await ffmpeg('-i', clip.path, '-c:a', 'aac', '-hls_time', '2', '-hls_list_size', '0', join(media, 'live.m3u8'))
  const server = createServer(({ url = '' }, response) => { response.end(readFileSync(join(media, url))) })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live.m3u8`
  const program = runProgram('hls.ts', [url, directory], await emulator(t))
  t.match(await program.ended, { status: 0, lines: [], errors: '' })
  const playlist = readFileSync(join(directory, 'captions.m3u8'), 'utf8')
  t.match(playlist, /#EXT-X-PLAYLIST-TYPE:EVENT[\s\S]*captions-0\.vtt[\s\S]*#EXT-X-ENDLIST/)
  t.match(readFileSync(join(directory, 'captions-0.vtt'), 'utf8'), /Hello world\./)
})

const METRIC = /^\[Metric\] requestId: ([0-9a-f-]{36}), first package delay ms: \d+, last package delay ms: \d+$/
const SAMPLES = 'service-samples/'

/** Lines of Python's callback without those of interims; the last interim may read like the final. */
function withoutInterims(lines: readonly string[], interim: string): string[] {
  return lines.filter((line, i) => !line.startsWith(interim)
    || (finals.includes(line.slice(interim.length)) && line !== lines[i + 1]))
}

/** Runs a sample of the service's page; one with a microphone is interrupted after the last sentence. */
async function sample(name: string, service: Emulator): Promise<string[]> {
  const program = runProgram(`${SAMPLES}${name}.ts`, name.endsWith('file') ? [clip.path] : [], service, sound.env)
  if (name.endsWith('microphone')) {
    await playing(program.line(/How are you\?/))
    // The sentence is final before the end of the audio, not by it.
    await playing(sleep(500))
    program.interrupt()
  }
  const { status, lines, errors } = await playing(program.ended)
  t.same([name, status, errors], [name, 0, ''])
  const [, requestId] = METRIC.exec(lines.pop() ?? '') ?? []
  t.equal(requestId, service.tasks.at(-1)?.taskId, `${name}: the metric names its task`)
  return lines
}

function sentencesOf(line: string): string[] {
  const found = JSON.parse(line) as { text: string }[] | { sentences: { text: string }[] }
  return (Array.isArray(found) ? found : found.sentences).map(({ text }) => text)
}

t.test('each sample of the service has a test', t => {
  const families = ['fun-asr', 'paraformer'].flatMap(family => ['java', 'python'].flatMap(language =>
    ['file', 'microphone'].map(source => `${family}-${language}-${source}.ts`)))
  t.same(readdirSync(new URL(`examples/${SAMPLES}`, import.meta.url)).sort(), families)
  t.end()
})

for (const family of ['fun-asr', 'paraformer']) {
  t.test(`the ${family} samples of the service print what they print there`, async t => {
    const service = await emulator(t)
    const file = await sample(`${family}-java-file`, service)
    t.equal(file.length, 1)
    t.same(sentencesOf(file[0]!.replace(/^Result: /, '')), finals)

    const [title, line, ...rest] = await sample(`${family}-python-file`, service)
    t.same([title, rest], ['Recognition result:', []])
    t.same(sentencesOf(line!), finals)

    const interims: string[] = []
    const java = await sample(`${family}-java-microphone`, service)
    interims.push(...java.filter(text => /: How( are)?$/.test(text)))
    const ending = family === 'fun-asr' ? ['Recognition complete'] : []
    t.same(java.filter(text => !text.startsWith('Intermediate Result: ')), [
      ...finals.map(text => `Final Result: ${text}`),
      ...ending,
    ])

    const text = 'RecognitionCallback text: '
    const python = await sample(`${family}-python-microphone`, service)
    interims.push(...python.filter(text => /: How( are)?$/.test(text)))
    const printed = withoutInterims(python, text)
    const end = /^RecognitionCallback sentence end, request_id:[0-9a-f-]{36}, usage:\{"duration":\d+\}$/
    t.match(printed.filter((_, i) => i === 3 || i === 5), [end, end])
    t.same(printed.filter((_, i) => i !== 3 && i !== 5), [
      'Initializing ...', 'RecognitionCallback open.', text + finals[0]!, text + finals[1]!,
      'RecognitionCallback completed.', 'RecognitionCallback close.', 'Recognition stopped.',
    ])
    t.ok(interims.length > 0, 'interims come while the microphone is open')
  })
}

t.test('a sample with a microphone recognises speech', async t => {
  const service = await emulator(t, { engine: pocketsphinx({ accuracy: 'fast' }) })
  // A second of silence ends the sentence. Of the first one the microphone may miss the beginning.
  const speech = fromMicrophone(Buffer.concat([clip.pcm.subarray(0, 32_000), Buffer.alloc(32_000)]))
  for (const name of ['fun-asr-java-microphone', 'paraformer-java-microphone']) {
    const program = runProgram(`${SAMPLES}${name}.ts`, [], service, sound.env)
    await playing(program.line(/^Final Result: /, 2), speech)
    program.interrupt()
    const { status, lines, errors } = await playing(program.ended)
    t.same([name, status, errors], [name, 0, ''])
    const texts = lines.map(line => line.replace('Final Result: ', ''))
    t.ok(Math.min(...texts.map(text => wordErrorRate('he was not', text))) <= 0.7, `${name}: ${texts.join('|')}`)
  }
})

/** 16 kHz samples at the rate of the microphone. */
function fromMicrophone(pcm: Buffer): Buffer {
  const times = MICROPHONE_RATE / 16_000
  const out = Buffer.alloc(pcm.length * times)
  for (let i = 0; i < out.length / 2; i++) out.writeInt16LE(pcm.readInt16LE(Math.floor(i / times) * 2), i * 2)
  return out
}

t.test('the samples print errors, too', async t => {
  const service = await emulator(t, { faults: [{ type: 'refuse', status: 401 }] })
  const refused = await runProgram(`${SAMPLES}fun-asr-python-file.ts`, [clip.path], service).ended
  t.match(refused.lines, [/^Error: .*key/, /^\[Metric\] requestId: undefined,/])
  const empty = join(t.testdir({ 'empty.wav': '' }), 'empty.wav')
  t.ok(existsSync(empty))
  const nothing = await runProgram(`${SAMPLES}fun-asr-java-file.ts`, [empty], service).ended
  t.match(nothing.lines, [/no bytes|empty/i, /^\[Metric\]/])
})

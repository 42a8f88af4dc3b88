import t, { type Test } from 'tap'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listDevices, type ListDevicesOptions } from '../../../lib/audio/microphone/devices.js'
import { micSource, type MicSourceOptions } from '../../../lib/audio/microphone/mic-source.js'
import type { PcmSource } from '../../../lib/audio/sources/pcm-source.js'
import { closed } from '../../contract/stage.js'
import { MICROPHONE_RATE, soundServer } from '../../support/audio-server.js'
import { children, levels, tones } from '../sounds.js'
import { collect } from '../servers.js'

const server = await soundServer(t)
const TICK_MS = 20
const silence = Buffer.alloc(MICROPHONE_RATE * 2 * TICK_MS / 1000)
const LOUD = 8000

/** Plays silence to the microphone until the work is done. */
async function inSilence<T>(work: Promise<T>): Promise<T> {
  let isDone = false
  const done = work.finally(() => { isDone = true })
  done.catch(() => {})
  while (!isDone) {
    // The server stops reading when the recording has ended.
    await Promise.race([server.play(silence), done.catch(() => {})])
    await sleep(TICK_MS)
  }
  return done
}

/** Resolves when the first samples have arrived. */
function started(mic: PcmSource): Promise<unknown> {
  return inSilence(new Promise((resolve, reject) => { mic.once('readable', resolve).once('error', reject) }))
}

/** Records a second of a tone between silence, and stops after it. */
async function recordTone(mic: PcmSource): Promise<{ readonly pcm: Buffer; readonly starts: number[] }> {
  await started(mic)
  await server.play(tones({ sampleRate: MICROPHONE_RATE }))
  const chunks: Uint8Array[] = []
  const starts: number[] = []
  const { sampleRate } = mic.format
  let hasTone = false
  await inSilence((async () => {
    for await (const { data, start } of mic) {
      chunks.push(data)
      starts.push(start)
      const [level] = levels(Buffer.from(data), sampleRate)
      if (level! > LOUD) hasTone = true
      else if (hasTone && level === 0) mic.stop()
    }
  })())
  return { pcm: Buffer.concat(chunks), starts }
}

/** Child processes of this process, without the server. */
function recorders(): number[] {
  return children().filter(pid => pid !== server.pid)
}

t.test('micSource() records the microphone at the requested sample rate', async t => {
  for (const options of [
    {},
    { sampleRate: 8000, device: 'DESK' },
    { recorder: 'ffmpeg', device: 'desk' },
    { device: 'Desk microphone' },
  ] as MicSourceOptions[]) {
    const { sampleRate = 16_000 } = options
    const mic = micSource(options)
    t.same(mic.format, { encoding: 's16le', sampleRate, channels: 1 })
    const { pcm, starts } = await recordTone(mic)
    const loud = [...Array(pcm.length / 2).keys()].filter(i => Math.abs(pcm.readInt16LE(2 * i)) > LOUD)
    const ms = ((loud.at(-1)! - loud[0]!) / sampleRate) * 1000
    t.ok(Math.abs(ms - 1000) < 5, `${ms} ms of tone with ${JSON.stringify(options)}`)
    const peak = Math.max(...loud.map(i => pcm.readInt16LE(2 * i)))
    t.ok(peak > 15_500 && peak < 16_500, `${peak}`)
    t.equal(starts[0], 0)
    await closed(mic)
    t.same(recorders(), [])
  }
})

t.test('micSource() drops the oldest audio for a slow reader, reports it, and keeps times right', async t => {
  const mic = micSource({ maxBuffer: 500 })
  const drops: number[] = []
  mic.on('drop', ({ duration }) => { drops.push(duration) })
  await started(mic)
  await server.play(tones({ sampleRate: MICROPHONE_RATE }))
  await inSilence(new Promise<void>(resolve => {
    let lost = 0
    mic.on('drop', ({ duration }) => {
      lost += duration
      if (lost > 2000) resolve()
    })
  }))
  let [end, total] = [0, 0]
  mic.stop()
  await inSilence((async () => {
    for await (const { start, duration } of mic) {
      t.ok(start >= end - 1e-6)
      end = start + duration
      total += duration
    }
  })())
  t.ok(Math.abs(end - total - mic.dropped) < 1e-6, `${end} ms = ${total} output + ${mic.dropped} dropped`)
  t.ok(Math.abs(drops.reduce((sum, ms) => sum + ms, 0) - mic.dropped) < 1e-6)
})

t.test('micSource() outputs everything recorded until stop(), then ends', async t => {
  const mic = micSource()
  await started(mic)
  await server.play(tones({ sampleRate: MICROPHONE_RATE }))
  await inSilence((async () => { while (mic.readableLength === 0 || mic.dropped > 0) await sleep(TICK_MS) })())
  mic.stop()
  const { error, pcm } = await collect(mic)
  t.equal(error, undefined)
  t.ok(pcm.length > 0)
  const never = micSource()
  never.stop()
  t.same(
    await collect(never),
    { pcm: Buffer.alloc(0), starts: [], offsets: [], warnings: [] },
    'empty when stopped before the first samples',
  )
  await closed(never)
  t.same(recorders(), [])
})

t.test('micSource() leaves no process or thread when destroyed, aborted or read in part', async t => {
  for (const delay of [0, 5, 40, 150, 400]) {
    const mic = micSource(delay > 5 ? { device: 'desk' } : {})
    if (delay > 0) mic.resume()
    await inSilence(sleep(delay))
    mic.destroy()
    await closed(mic)
    t.same(recorders(), [], `after ${delay} ms`)
  }
  const threaded = micSource({ recorder: 'pvrecorder' })
  threaded.destroy()
  await closed(threaded)
  t.notOk(process.getActiveResourcesInfo().includes('MessagePort'), 'no thread')
  const ending = new AbortController()
  const aborted = micSource({ signal: ending.signal })
  aborted.once('data', () => { ending.abort() })
  t.equal((await inSilence(collect(aborted))).error?.name, 'AbortError')
  const late = micSource({ signal: AbortSignal.abort() })
  t.equal((await collect(late)).error?.name, 'AbortError', 'aborted before it started')
  await closed(late)
  const partlyRead = micSource()
  await inSilence((async () => { for await (const { duration } of partlyRead) if (duration > 0) break })())
  for (const mic of [aborted, partlyRead]) await closed(mic)
  t.same(recorders(), [])
})

t.test('listDevices() lists microphones before monitors', async t => {
  const expected = [
    { id: 'desk', label: 'Desk microphone', isDefault: true, isMonitor: false },
    { id: 'speaker.monitor', label: 'Monitor of 扬声器', isDefault: false, isMonitor: true },
  ]
  t.same(await listDevices(), expected.map(device => ({ ...device, recorder: 'parec' })))
  t.same(await listDevices({ recorder: 'ffmpeg' }), expected.map(device => ({ ...device, recorder: 'ffmpeg' })))
  t.match(await listDevices({ recorder: 'pvrecorder' }), [
    { label: 'Desk microphone', isMonitor: false },
    { isMonitor: true },
  ])
  await t.rejects(listDevices({ signal: AbortSignal.abort() }), { name: 'AbortError' })
})

t.test('micSource() reports an unknown device and those available', async t => {
  const { error } = await collect(micSource({ device: 'nope', recorder: 'parec' }))
  t.match(error, {
    code: 'STENO_DEVICE_NOT_FOUND',
    retryable: false,
    message: /"nope".*"Desk microphone".*`listDevices\(\)`/,
  })
  t.same(recorders(), [])
})

t.test('micSource() throws for invalid options', async t => {
  for (const options of [
    { device: '' },
    { device: 7 },
    { recorder: 'sox' },
    { recorder: 'toString' },
    { sampleRate: 7 },
    { maxBuffer: 1 },
    { timeout: 0 },
    { ffmpegPath: '' },
  ]) {
    t.throws(() => micSource(options as MicSourceOptions), { code: 'STENO_BAD_OPTION' }, JSON.stringify(options))
  }
  t.same(recorders(), [])
})

t.test('micSource() and listDevices() refuse unknown options', async t => {
  const error = { code: 'STENO_UNKNOWN_OPTION', option: 'devise' }
  t.throws(() => micSource({ devise: 'desk' } as MicSourceOptions), error)
  t.throws(() => micSource({ read: () => {} } as MicSourceOptions), { code: 'STENO_UNKNOWN_OPTION', option: 'read' })
  await t.rejects(listDevices({ devise: 'desk' } as ListDevicesOptions), error)
  t.same(recorders(), [])
})

/** Puts shell scripts first in PATH until the end of the test. */
function fakePrograms(t: Test, scripts: Record<string, string>): void {
  const folder = t.testdir()
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const { PATH } = process.env
  process.env['PATH'] = `${folder}:${PATH}`
  t.teardown(() => { process.env['PATH'] = PATH })
}

t.test('listDevices() reports why a recorder failed to list devices', async t => {
  const script = 'echo "Host is down" >&2; exit 1'
  fakePrograms(t, { 'pw-record': script, 'pw-dump': script })
  await t.rejects(listDevices({ recorder: 'pw-record' }), {
    code: 'STENO_RECORDER_FAILED',
    message: /pw-record: .*Host is down/,
  })
})

t.test('micSource() tries the next recorder when one does not reach the device', async t => {
  fakePrograms(t, {
    parec: 'echo "Connection refused" >&2; exit 1',
    'pw-record': [
      'case $1 in',
      '  --help) echo " -a, --raw";;',
      '  --raw) exec dd if=/dev/zero bs=9600 count=5 2>/dev/null;;',
      '  *) exit 1;;',
      'esac',
    ].join('\n'),
  })
  const mic = micSource()
  const { pcm, error } = await collect(mic)
  t.ok(pcm.length > 15_000, 'the second recorder output samples')
  t.match(error, {
    code: 'STENO_RECORDER_FAILED',
    retryable: true,
    message: /the microphone: parec exited with code 1: Connection refused; pw-record exited with code 0;/,
  })
})

t.test('a recorder that ends by itself is an error after its output', async t => {
  fakePrograms(t, { parec: 'head -c 9600 /dev/zero; echo "Stream error: Entity killed" >&2; exit 1' })
  const { pcm, error } = await collect(micSource({ recorder: 'parec' }))
  t.ok(pcm.length > 3000)
  t.match(error, { code: 'STENO_RECORDER_FAILED', message: /parec exited with code 1: Stream error: Entity killed/ })
})

t.test('a recorder without output is an error after `timeout`', async t => {
  fakePrograms(t, { parec: 'exec sleep 60' })
  const { error } = await collect(micSource({ recorder: 'parec', timeout: 200 }))
  t.match(error, { code: 'STENO_SOURCE_TIMEOUT', message: /after 200 ms waiting for audio from the microphone/ })
  t.same(recorders(), [])
})

t.test('a missing recorder is reported with the command that installs it', async t => {
  const { PATH } = process.env
  t.teardown(() => { process.env['PATH'] = PATH })
  process.env['PATH'] = t.testdir()
  for (const [recorder, install] of [
    ['parec', /pulseaudio-utils/],
    ['pw-record', /pipewire-bin/],
    ['arecord', /alsa-utils/],
    ['ffmpeg', /ffmpeg/],
  ] as const) {
    t.throws(() => micSource({ recorder }), { code: 'STENO_RECORDER_MISSING', message: install }, recorder)
    await t.rejects(listDevices({ recorder }), { code: 'STENO_RECORDER_MISSING' })
  }
})

// Last, because it ends the server.
t.test('a sound server that crashes is an error', async t => {
  const mic = micSource({ recorder: 'parec' })
  await started(mic)
  await server.crash()
  const { error } = await collect(mic)
  t.match(error, { code: 'STENO_RECORDER_FAILED', retryable: true, message: /Connection terminated/ })
  t.same(recorders(), [])
})

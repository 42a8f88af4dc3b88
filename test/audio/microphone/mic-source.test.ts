import t, { type Test } from 'tap'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listDevices } from '../../../lib/audio/microphone/devices.js'
import { micSource, type MicSourceOptions } from '../../../lib/audio/microphone/mic-source.js'
import type { PcmSource } from '../../../lib/audio/sources/pcm-source.js'
import { closed } from '../../contract/stage.js'
import { MICROPHONE_RATE, soundServer } from '../../support/audio-server.js'
import { children, levels, tones } from '../sounds.js'
import { heard } from '../servers.js'

const server = await soundServer(t)
const TICK_MS = 20
const silence = Buffer.alloc(MICROPHONE_RATE * 2 * TICK_MS / 1000)
const LOUD = 8000

/** Silence before the microphone until the work is done, as in a quiet room. */
async function inQuiet<T>(work: Promise<T>): Promise<T> {
  let isDone = false
  const done = work.finally(() => { isDone = true })
  done.catch(() => {})
  while (!isDone) {
    // Nobody takes what is heard once the recording is over.
    await Promise.race([server.hear(silence), done.catch(() => {})])
    await sleep(TICK_MS)
  }
  return done
}

/** Resolves when the first samples are there. */
function begun(mic: PcmSource): Promise<unknown> {
  return inQuiet(new Promise((resolve, reject) => { mic.once('readable', resolve).once('error', reject) }))
}

/** A second of a tone in silence, as a microphone source gives it; ended by stop() when it is over. */
async function tone(mic: PcmSource): Promise<{ readonly pcm: Buffer; readonly starts: number[] }> {
  await begun(mic)
  await server.hear(tones({ sampleRate: MICROPHONE_RATE }))
  const pieces: Uint8Array[] = []
  const starts: number[] = []
  const { sampleRate } = mic.format
  let isHeard = false
  await inQuiet((async () => {
    for await (const { data, start } of mic) {
      pieces.push(data)
      starts.push(start)
      const [level] = levels(Buffer.from(data), sampleRate)
      if (level! > LOUD) isHeard = true
      else if (isHeard && level === 0) mic.stop()
    }
  })())
  return { pcm: Buffer.concat(pieces), starts }
}

/** This process's children but for the server. */
function recorders(): number[] {
  return children().filter(pid => pid !== server.pid)
}

t.test('micSource() gives what the microphone hears, at the rate that is asked for', async t => {
  for (const options of [
    {},
    { sampleRate: 8000, device: 'DESK' },
    { recorder: 'ffmpeg', device: 'desk' },
    { device: 'Desk microphone' },
  ] as MicSourceOptions[]) {
    const { sampleRate = 16_000 } = options
    const mic = micSource(options)
    t.same(mic.format, { encoding: 's16le', sampleRate, channels: 1 })
    const { pcm, starts } = await tone(mic)
    const loud = [...Array(pcm.length / 2).keys()].filter(i => Math.abs(pcm.readInt16LE(2 * i)) > LOUD)
    const ms = ((loud.at(-1)! - loud[0]!) / sampleRate) * 1000
    t.ok(Math.abs(ms - 1000) < 5, `${ms} ms of sound with ${JSON.stringify(options)}`)
    const peak = Math.max(...loud.map(i => pcm.readInt16LE(2 * i)))
    t.ok(peak > 15_500 && peak < 16_500, `${peak}`)
    t.equal(starts[0], 0)
    await closed(mic)
    t.same(recorders(), [])
  }
})

t.test('the device never waits: a late reader loses the oldest, is told what, and has right times', async t => {
  const mic = micSource({ maxBuffer: 500 })
  const drops: number[] = []
  mic.on('drop', ({ duration }) => { drops.push(duration) })
  await begun(mic)
  await server.hear(tones({ sampleRate: MICROPHONE_RATE }))
  await inQuiet(new Promise<void>(resolve => {
    let lost = 0
    mic.on('drop', ({ duration }) => {
      lost += duration
      if (lost > 2000) resolve()
    })
  }))
  let [end, total] = [0, 0]
  mic.stop()
  await inQuiet((async () => {
    for await (const { start, duration } of mic) {
      t.ok(start >= end - 1e-6)
      end = start + duration
      total += duration
    }
  })())
  t.ok(Math.abs(end - total - mic.dropped) < 1e-6, `${end} ms are ${total} given and ${mic.dropped} dropped`)
  t.ok(Math.abs(drops.reduce((sum, ms) => sum + ms, 0) - mic.dropped) < 1e-6)
})

t.test('what was recorded until stop() still comes, then the end', async t => {
  const mic = micSource()
  await begun(mic)
  await server.hear(tones({ sampleRate: MICROPHONE_RATE }))
  await inQuiet((async () => { while (mic.readableLength === 0 || mic.dropped > 0) await sleep(TICK_MS) })())
  mic.stop()
  const { error, pcm } = await heard(mic)
  t.equal(error, undefined)
  t.ok(pcm.length > 0)
  const never = micSource()
  never.stop()
  t.same(
    await heard(never),
    { pcm: Buffer.alloc(0), starts: [], places: [], warnings: [] },
    'stopped before the first sound it is empty',
  )
  await closed(never)
  t.same(recorders(), [])
})

t.test('nothing is left of a recording that is destroyed, at whatever moment, aborted or left early', async t => {
  for (const delay of [0, 5, 40, 150, 400]) {
    const mic = micSource(delay > 5 ? { device: 'desk' } : {})
    if (delay > 0) mic.resume()
    await inQuiet(sleep(delay))
    mic.destroy()
    await closed(mic)
    t.same(recorders(), [], `after ${delay} ms`)
  }
  const thread = micSource({ recorder: 'pvrecorder' })
  thread.destroy()
  await closed(thread)
  t.notOk(process.getActiveResourcesInfo().includes('MessagePort'), 'no thread')
  const ending = new AbortController()
  const aborted = micSource({ signal: ending.signal })
  aborted.once('data', () => { ending.abort() })
  t.equal((await inQuiet(heard(aborted))).error?.name, 'AbortError')
  const late = micSource({ signal: AbortSignal.abort() })
  t.equal((await heard(late)).error?.name, 'AbortError', 'aborted before it began')
  await closed(late)
  const left = micSource()
  await inQuiet((async () => { for await (const { duration } of left) if (duration > 0) break })())
  for (const mic of [aborted, left]) await closed(mic)
  t.same(recorders(), [])
})

t.test('listDevices() lists the microphone first and what the machine plays after it', async t => {
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

t.test('micSource() names a device that there is not, and those that there are', async t => {
  const { error } = await heard(micSource({ device: 'nope', recorder: 'parec' }))
  t.match(error, {
    code: 'STENO_DEVICE_NOT_FOUND',
    retryable: false,
    message: /"nope".*"Desk microphone".*`devices\(\)`/,
  })
  t.same(recorders(), [])
})

t.test('micSource() refuses at once what it cannot take', async t => {
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

/** Programs that stand before all others in PATH while a test lasts. */
function programs(t: Test, scripts: Record<string, string>): void {
  const folder = t.testdir()
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const { PATH } = process.env
  process.env['PATH'] = `${folder}:${PATH}`
  t.teardown(() => { process.env['PATH'] = PATH })
}

t.test('listDevices() says what kept a recorder from listing them', async t => {
  const script = 'echo "Host is down" >&2; exit 1'
  programs(t, { 'pw-record': script, 'pw-dump': script })
  await t.rejects(listDevices({ recorder: 'pw-record' }), {
    code: 'STENO_RECORDER_FAILED',
    message: /pw-record: .*Host is down/,
  })
})

t.test('when a recorder does not get to the device the next one is tried', async t => {
  programs(t, {
    parec: 'echo "Connection refused" >&2; exit 1',
    'pw-record':
      'case $1 in --help) echo " -a, --raw";; --raw) exec dd if=/dev/zero bs=9600 count=5 2>/dev/null;; *) exit 1;; esac',
  })
  const mic = micSource()
  const { pcm, error } = await heard(mic)
  t.ok(pcm.length > 15_000, 'the second gave sound')
  t.match(error, {
    code: 'STENO_RECORDER_FAILED',
    retryable: true,
    message: /the microphone: parec ended with 1: Connection refused; pw-record ended with 0;/,
  })
})

t.test('a recorder that ends by itself is an error, after what it gave', async t => {
  programs(t, { parec: 'head -c 9600 /dev/zero; echo "Stream error: Entity killed" >&2; exit 1' })
  const { pcm, error } = await heard(micSource({ recorder: 'parec' }))
  t.ok(pcm.length > 3000)
  t.match(error, { code: 'STENO_RECORDER_FAILED', message: /parec ended with 1: Stream error: Entity killed/ })
})

t.test('a recorder that gives nothing is told of in time', async t => {
  programs(t, { parec: 'exec sleep 60' })
  const { error } = await heard(micSource({ recorder: 'parec', timeout: 200 }))
  t.match(error, { code: 'STENO_SOURCE_TIMEOUT', message: /the microphone for 200 ms/ })
  t.same(recorders(), [])
})

t.test('what is not installed is named with the command that installs it', async t => {
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

// The last, since nothing is there after it.
t.test('a sound server that goes away is an error', async t => {
  const mic = micSource({ recorder: 'parec' })
  await begun(mic)
  await server.crash()
  const { error } = await heard(mic)
  t.match(error, { code: 'STENO_RECORDER_FAILED', retryable: true, message: /Connection terminated/ })
  t.same(recorders(), [])
})

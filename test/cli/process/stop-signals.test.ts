import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { emulate, type EmulateOptions, scriptFromText } from '../../../lib/testing/index.js'
import { MAIN, NEUTRAL } from '../../support/cli.js'

const POLL_MS = 20
const script = scriptFromText('Hello world. How are you? All is well.')
/** Samples of silence, in which the emulator hears its script. */
const audio = Buffer.alloc(3 * 32_000)

interface Run {
  readonly child: ChildProcess
  /** Text on standard error so far. */
  readonly err: () => string
  /** Resolves with the exit status once the process has closed. */
  readonly status: Promise<number | null>
}

/** Runs the built command, with standard input left open. */
function run(t: Test, words: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...words], { env: { ...process.env, ...NEUTRAL, ...env } })
  t.teardown(() => child.kill('SIGKILL'))
  let err = ''
  child.stdout.resume()
  child.stdin.on('error', () => {})
  child.stderr.on('data', (text: Buffer) => { err += String(text) })
  return { child, err: () => err, status: new Promise(resolve => child.on('close', resolve)) }
}

async function until(isMet: () => boolean): Promise<void> {
  while (!isMet()) await sleep(POLL_MS)
}

/** A job in the emulator that reads samples from standard input. */
async function job(t: Test, words: readonly string[], options: EmulateOptions = {}): Promise<Run> {
  const service = await emulate({ script, ...options })
  t.teardown(() => service.close())
  const keyFile = join(t.testdirName, 'key')
  writeFileSync(keyFile, service.apiKey)
  return run(t, ['transcribe', ...words, '--base-url', service.url, '--api-key-file', keyFile])
}

const partials = (dir: string): string[] => readdirSync(dir).filter(name => name.endsWith('.partial'))
const hasText = (dir: string): boolean => partials(dir).some(name => readFileSync(join(dir, name), 'utf8') !== '')

/** Processes that a process has started. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(other => {
    try {
      const stat = readFileSync(`/proc/${other}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid
    } catch {
      return false
    }
  })
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

for (const [signal, name, status] of [
  ['SIGINT', 'Ctrl-C', 130], ['SIGTERM', 'SIGTERM', 143], ['SIGHUP', 'SIGHUP', 129],
] as const) {
  t.test(`${signal} keeps the results so far, and replaces no file`, async t => {
    const dir = t.testdir({ out: { 'a.txt': 'good\n' } })
    const out = join(dir, 'out')
    const { child, err, status: exit } = await job(t, ['-', '--format-in', 'pcm', '-o', join(out, 'a.txt')])
    child.stdin!.write(audio)
    await until(() => hasText(out))
    child.kill(signal)
    t.equal(await exit, status, err())
    t.equal(readFileSync(join(out, 'a.txt'), 'utf8'), 'good\n')
    const [kept, ...more] = partials(out)
    t.same(more, [])
    t.match(readFileSync(join(out, kept!), 'utf8'), /^Hello world\.\n/)
    const lines = err().split('\n')
    t.match(lines[1], `${name}: finishing the current sentence; `)
    t.match(lines[2], / of audio from standard input in /)
    t.match(lines[3], `stenopipe: interrupted; the output until then is in ${join(out, kept!)}`)
  })

  t.test(`a second ${signal} exits at once, and names what was kept`, async t => {
    const dir = t.testdir({ out: {} })
    const out = join(dir, 'out')
    const words = ['-', '--format-in', 'pcm', '-o', join(out, 'a.txt')]
    const { child, err, status: exit } = await job(t, words, { faults: [{ type: 'no-finish' }] })
    child.stdin!.write(audio)
    await until(() => hasText(out))
    child.kill(signal)
    await until(() => err().includes('finishing'))
    t.equal(child.exitCode, null, 'it waits for the last sentence')
    child.kill(signal)
    t.equal(await exit, status)
    const [kept] = partials(out)
    t.equal(err().split('\n').at(-2), `stenopipe: interrupted; the output until then is in ${join(out, kept!)}`)
  })
}

t.test('an interrupt before any result leaves no file', async t => {
  const dir = t.testdir({ out: {} })
  const out = join(dir, 'out')
  const words = ['-', '--format-in', 'pcm', '-f', 'vtt,json', '-o', join(out, 'a'), '--hls', join(out, 'hls')]
  const { child, err, status } = await job(t, words, { faults: [{ type: 'slow-start', ms: 'never' }] })
  await until(() => partials(out).length === 2)
  await sleep(300)
  child.kill('SIGTERM')
  t.equal(await status, 143, err())
  t.same(readdirSync(out), [])
})

t.test('a download that stalls ends with the process', { skip: process.platform !== 'linux' }, async t => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).write(Buffer.alloc(1000))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close().closeAllConnections() })
  t.testdir({})
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/talk.mp3`
  const { child, err, status } = await job(t, [url])
  await until(() => childrenOf(child.pid!).length > 0)
  await sleep(300)
  const children = childrenOf(child.pid!)
  t.ok(children.length > 0)
  child.kill('SIGTERM')
  t.equal(await status, 143, err())
  await until(() => !children.some(isRunning))
})

t.test('a command that waits ends at once with its children', { skip: process.platform !== 'linux' }, async t => {
  const dir = t.testdir({ bin: {}, out: {} })
  for (const program of ['pactl', 'pw-dump', 'arecord', 'parec', 'pw-record']) {
    const path = join(dir, 'bin', program)
    writeFileSync(path, '#!/bin/sh\n/bin/sleep 600\n')
    chmodSync(path, 0o755)
  }
  const listing = run(t, ['devices'], { PATH: join(dir, 'bin') })
  await until(() => childrenOf(listing.child.pid!).length > 0)
  const children = childrenOf(listing.child.pid!)
  listing.child.kill('SIGTERM')
  t.equal(await listing.status, 143, listing.err())
  await until(() => !children.some(isRunning))

  const reading = run(t, ['captions', '-', '-o', join(dir, 'out', 'a.srt')])
  // More than a pipe holds, so that it is known to read.
  await new Promise(resolve => reading.child.stdin!.write(' '.repeat(2_000_000), resolve))
  reading.child.kill('SIGHUP')
  t.equal(await reading.status, 129, reading.err())
  t.same(readdirSync(join(dir, 'out')), [])
})

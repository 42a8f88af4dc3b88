import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'

/** PulseAudio server of a test, with a virtual microphone. */
export interface SoundServer {
  /** Environment variables by which recorders find it. */
  readonly env: { readonly PULSE_SERVER: string }
  /** Process id of the server. */
  readonly pid: number
  /** Plays s16le mono samples at 48 kHz to the microphone; resolves when the server has read them. */
  play(pcm: Uint8Array): Promise<void>
  /** Kills the server. */
  crash(): Promise<void>
}

/** Sample rate of the microphone, in Hz. */
export const MICROPHONE_RATE = 48_000

/** Starts a server until the end of the test, which recorders of this process use. Its devices: `desk`, `speaker`. */
export async function soundServer(t: Test): Promise<SoundServer> {
  // Paths of sockets must be short; those of testdir() are not.
  const folder = mkdtempSync(join(tmpdir(), 'pulse-'))
  const [socket, pipe] = [join(folder, 'socket'), join(folder, 'pipe')]
  const modules = [
    `module-pipe-source file=${pipe} source_name=desk format=s16le rate=${MICROPHONE_RATE} channels=1`
      + " source_properties=device.description='Desk\\ microphone'",
    'module-null-sink sink_name=speaker rate=48000 sink_properties=device.description=扬声器',
    // Last: a client that connects finds all devices.
    `module-native-protocol-unix socket=${socket} auth-anonymous=1 auth-cookie-enabled=0`,
  ]
  const args = [
    '-n',
    '--daemonize=no',
    '--exit-idle-time=-1',
    '--use-pid-file=no',
    '--disallow-exit',
    '--disable-shm=yes',
    '--log-level=error',
  ]
  const child = spawn('pulseaudio', [...args, ...modules.flatMap(module => ['-L', module])], {
    stdio: 'ignore', env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder },
  })
  const exited = once(child, 'close')
  const crash = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  const env = { PULSE_SERVER: `unix:${socket}` }
  Object.assign(process.env, env)
  t.teardown(async () => {
    await crash()
    rmSync(folder, { recursive: true })
  })
  while (!await canConnect(socket)) await sleep(20)
  // For writing only, and not created: a write without a reader must fail instead of waiting for ever.
  const microphone = (await open(pipe, constants.O_WRONLY)).createWriteStream()
  microphone.on('error', () => {})
  t.teardown(() => { microphone.destroy() })
  return {
    env, crash,
    pid: child.pid!,
    async play(pcm) {
      if (!microphone.write(pcm)) await once(microphone, 'drain')
    },
  }
}

function canConnect(socket: string): Promise<boolean> {
  return new Promise(resolve => {
    const connection = createConnection(socket)
    connection.on('error', () => { resolve(false) }).on('connect', () => { connection.destroy(); resolve(true) })
  })
}

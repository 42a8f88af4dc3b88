import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'

/** A PulseAudio of the test's own, with a microphone that hears what it is told. */
export interface SoundServer {
  /** What finds it: for the environment of those who record. */
  readonly env: { readonly PULSE_SERVER: string }
  readonly pid: number
  /** Plays to the microphone: s16le mono at 48 kHz, taken as fast as the server reads. */
  hear(pcm: Uint8Array): Promise<void>
  /** The server crashes. */
  crash(): Promise<void>
}

/** Frames a second of the microphone, in Hz. */
export const MICROPHONE_RATE = 48_000

/**
 * Starts one for as long as the test lasts; this process's recorders find it. It has a microphone `desk` and a
 * `speaker`.
 */
export async function soundServer(t: Test): Promise<SoundServer> {
  // Paths of sockets must be short, which those of testdir() are not.
  const folder = mkdtempSync(join(tmpdir(), 'pulse-'))
  const [socket, pipe] = [join(folder, 'socket'), join(folder, 'pipe')]
  const modules = [
    `module-pipe-source file=${pipe} source_name=desk format=s16le rate=${MICROPHONE_RATE} channels=1`
      + " source_properties=device.description='Desk\\ microphone'",
    'module-null-sink sink_name=speaker rate=48000 sink_properties=device.description=扬声器',
    // The last: whoever reaches it finds all of them.
    `module-native-protocol-unix socket=${socket} auth-anonymous=1 auth-cookie-enabled=0`,
  ]
  const words = [
    '-n',
    '--daemonize=no',
    '--exit-idle-time=-1',
    '--use-pid-file=no',
    '--disallow-exit',
    '--disable-shm=yes',
    '--log-level=error',
  ]
  const child = spawn('pulseaudio', [...words, ...modules.flatMap(module => ['-L', module])], {
    stdio: 'ignore', env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder },
  })
  const gone = once(child, 'close')
  const crash = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  const env = { PULSE_SERVER: `unix:${socket}` }
  Object.assign(process.env, env)
  t.teardown(async () => {
    await crash()
    rmSync(folder, { recursive: true })
  })
  while (!await reaches(socket)) await sleep(20)
  // For writing only, and never made here: a write must fail when nobody is there to read, not wait for ever.
  const microphone = (await open(pipe, constants.O_WRONLY)).createWriteStream()
  microphone.on('error', () => {})
  t.teardown(() => { microphone.destroy() })
  return {
    env, crash,
    pid: child.pid!,
    async hear(pcm) {
      if (!microphone.write(pcm)) await once(microphone, 'drain')
    },
  }
}

function reaches(socket: string): Promise<boolean> {
  return new Promise(resolve => {
    const connection = createConnection(socket)
    connection.on('error', () => { resolve(false) }).on('connect', () => { connection.destroy(); resolve(true) })
  })
}

import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Readable } from 'node:stream'

/** How a child ended. */
export interface Exit {
  /** Its status; null when a signal ended it or it never started. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started. */
  readonly error?: NodeJS.ErrnoException | undefined
  /** The last words it had, at most 4 kB. */
  readonly stderr: string
}

const MOST_STDERR_BYTES = 4096

/** Where a program is: in the absolute entries of PATH, never in the working directory; undefined when in none. */
export function findProgram(program: string): string | undefined {
  const name = process.platform === 'win32' && !/\.\w+$/.test(program) ? `${program}.exe` : program
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  return folders.map(folder => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** A running program, such as ffmpeg. Nothing here rejects or throws: how it went is in `closed`. */
export class Child {
  /** Resolves when the child is gone and its pipes are closed. */
  readonly closed: Promise<Exit>
  /** What it writes; undefined when it could not be started. */
  readonly stdout: Readable | undefined
  readonly #child: ChildProcess
  #stderr = Buffer.alloc(0)

  /** @param env What is to be different in its environment. */
  constructor(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    // A group of its own: Ctrl-C in a terminal is for the program to answer, which may want the rest of the audio.
    const child = this.#child = spawn(path, args, {
      stdio: 'pipe', windowsHide: true, detached: process.platform !== 'win32', env: { ...process.env, ...env },
    })
    this.stdout = child.pid === undefined ? undefined : child.stdout
    // stdin breaks when the child ends first; whether that is a fault, its exit status tells.
    child.stdin?.on('error', () => {})
    // Must be read to the end: a child that nobody listens to stops for ever after 64 kB of complaints.
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, bytes]).subarray(-MOST_STDERR_BYTES)
    })
    this.closed = new Promise(resolve => {
      const settle = (code: number | null, signal: NodeJS.Signals | null, error?: Error): void => {
        resolve({ code, signal, error, stderr: this.#stderr.toString().trim() })
      }
      child.once('close', settle)
      child.on('error', error => { if (child.pid === undefined) settle(null, null, error) })
    })
  }

  /** Resolves when the pipe has taken the bytes, or when the child reads no more. */
  write(bytes: Uint8Array): Promise<void> {
    const { stdin } = this.#child
    if (!stdin?.writable) return Promise.resolve()
    return new Promise(resolve => { stdin.write(bytes, () => { resolve() }) })
  }

  /** Says that no more bytes come. */
  end(): void {
    this.#child.stdin?.end()
  }

  /** Ends the child; what it wrote until then can still be read. */
  stop(): void {
    this.#child.kill('SIGKILL')
  }

  /** Ends the child at once. */
  kill(): void {
    this.stop()
    // A wrapper script may leave a child of its own that holds these open.
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream?.destroy()
  }
}

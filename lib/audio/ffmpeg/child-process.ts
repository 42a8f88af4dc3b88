import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Readable } from 'node:stream'

/** Exit of a child process. */
export interface Exit {
  /** Exit code; null when a signal ended the child or it never started. */
  readonly code: number | null
  /** Signal that ended the child. */
  readonly signal: NodeJS.Signals | null
  /** Reason why the child could not be started. */
  readonly error?: NodeJS.ErrnoException | undefined
  /** End of its standard error, at most 4 kB. */
  readonly stderr: string
}

/** Exit of a child that was killed before it was started. */
export const KILLED: Exit = { code: null, signal: 'SIGKILL', stderr: '' }

const MAX_STDERR_BYTES = 4096
const SECRET_WORDS = 'API_?KEY|ACCESS_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?'
const SECRET_VARIABLE = new RegExp(`^DASHSCOPE_|(^|_)(${SECRET_WORDS})(_|$)|_PROXY$`, 'i')

/** Path of a program in the absolute entries of PATH, never in the working directory; undefined when not found. */
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

/**
 * Environment of a child process: that of this process without API keys, tokens and proxies, which may have a password.
 * A program that parses media of strangers has no use for them.
 */
export function childEnvironment(added: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !SECRET_VARIABLE.test(name))
  return { ...Object.fromEntries(inherited), ...added }
}

/** Running child process, such as ffmpeg. Nothing rejects or throws: `closed` resolves with the exit. */
export class Child {
  /** Resolves when the child has exited and its pipes are closed. */
  readonly closed: Promise<Exit>
  /** Standard output; undefined when the child could not be started. */
  readonly stdout: Readable | undefined
  readonly #child: ChildProcess | undefined
  #isClosed = false
  #stderr = Buffer.alloc(0)

  /** @param env - Environment variables to add or to replace. */
  constructor(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = start(path, args, env)
    if (child instanceof Error) {
      this.closed = Promise.resolve({ code: null, signal: null, error: child, stderr: '' })
      return
    }
    this.#child = child
    this.stdout = child.pid === undefined ? undefined : child.stdout ?? undefined
    // stdin breaks when the child exits first; its exit code shows whether that is an error.
    child.stdin?.on('error', () => {})
    // Must be read to the end: a child whose stderr is not read blocks for ever after 64 kB.
    child.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, bytes]).subarray(-MAX_STDERR_BYTES)
    })
    this.closed = new Promise(resolve => {
      const settle = (code: number | null, signal: NodeJS.Signals | null, error?: Error): void => {
        this.#isClosed = true
        resolve({ code, signal, error, stderr: this.#stderr.toString().trim() })
      }
      child.once('close', settle)
      child.on('error', error => { if (child.pid === undefined) settle(null, null, error) })
    })
  }

  /** Resolves when the pipe has accepted the bytes, or when the child no longer reads. */
  write(bytes: Uint8Array): Promise<void> {
    const stdin = this.#child?.stdin
    if (!stdin?.writable) return Promise.resolve()
    return new Promise(resolve => { stdin.write(bytes, () => { resolve() }) })
  }

  /** Closes standard input. */
  end(): void {
    this.#child?.stdin?.end()
  }

  /** Ends the child and the children that it has started; its output up to now can still be read. */
  stop(): void {
    const pid = this.#child?.pid
    if (pid === undefined || this.#isClosed) return
    try {
      // The process group: a wrapper script may have left a child of its own that keeps the pipes open.
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
    } catch {
      this.#child?.kill('SIGKILL')
    }
  }

  /** Ends the child and discards its output. */
  kill(): void {
    this.stop()
    for (const stream of [this.#child?.stdin, this.#child?.stdout, this.#child?.stderr]) stream?.destroy()
  }
}

function start(path: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess | NodeJS.ErrnoException {
  try {
    return spawn(path, args, {
      // In its own process group: Ctrl-C in a terminal is for the application, which may want the rest of the audio.
      stdio: 'pipe', windowsHide: true, detached: process.platform !== 'win32', env: childEnvironment(env),
    })
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}

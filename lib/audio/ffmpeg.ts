import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { failure, type StenopipeError } from '../errors.js'

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

/**
 * Where ffmpeg is: `ffmpegPath`, else FFMPEG_PATH, else the absolute entries of PATH. A bare name is searched for in
 * PATH, never in the working directory, where anybody's upload may lie. Throws STENO_FFMPEG_MISSING.
 */
export function findFfmpeg(ffmpegPath?: string): string {
  const wanted = ffmpegPath ?? (process.env['FFMPEG_PATH'] || 'ffmpeg')
  if (wanted.includes('/') || wanted.includes(sep)) return resolve(wanted)

  const name = process.platform === 'win32' && !/\.\w+$/.test(wanted) ? `${wanted}.exe` : wanted
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  const found = folders.map(folder => join(folder, name)).find(isExecutable)
  if (found === undefined) throw failure('STENO_FFMPEG_MISSING', { path: wanted })
  return found
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** A running ffmpeg. Nothing here rejects or throws: how it went is in `closed`. */
export class Ffmpeg {
  /** Resolves when the child is gone and its pipes are closed. */
  readonly closed: Promise<Exit>
  /** What it writes; undefined when it could not be started. */
  readonly stdout: Readable | undefined
  readonly #child: ChildProcess
  #stderr = Buffer.alloc(0)

  constructor(path: string, args: readonly string[]) {
    // A group of its own: Ctrl-C in a terminal is for the program to answer, which may want the rest of the audio.
    const child = this.#child = spawn(path, args, { stdio: 'pipe', windowsHide: true, detached: process.platform !== 'win32' })
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

  /** Ends the child at once. */
  kill(): void {
    this.#child.kill('SIGKILL')
    // A wrapper script may leave a child of its own that holds these open.
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream?.destroy()
  }
}

// What demuxers and decoders say of their input, as opposed to what ffmpeg says of its arguments or the machine.
const UNREADABLE = new RegExp([
  'Invalid data found', 'moov atom not found', 'header parsing failed', 'End of file', 'ended prematurely',
  'frame size', 'Cannot determine format', 'codec parameters', 'not found for input stream',
  'pipe:0: Input/output error', 'Error opening input', 'Format not on whitelist',
].join('|'))

/** The fault in how ffmpeg ended; undefined when it did what it should. */
export function exitFault(exit: Exit, path: string, bytesOut: number): StenopipeError | undefined {
  const { code, signal, error, stderr } = exit
  if (error) {
    const isMissing = ['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code ?? '')
    return isMissing
      ? failure('STENO_FFMPEG_MISSING', { path }, error)
      : failure('STENO_FFMPEG_FAILED', { outcome: `could not be started (${error.code})`, stderr }, error)
  }
  if (code === 0 && bytesOut > 0) return undefined
  if (/matches no streams/.test(stderr)) return failure('STENO_NO_AUDIO_STREAM', {})
  if (code === 0) return failure('STENO_AUDIO_UNREADABLE', { detail: lastWords(stderr) || 'no sound came out' })
  if (bytesOut === 0 && UNREADABLE.test(stderr)) return failure('STENO_AUDIO_UNREADABLE', { detail: lastWords(stderr) })
  const outcome = signal ? `was ended by ${signal}` : `exited with ${code}`
  return failure('STENO_FFMPEG_FAILED', { outcome, stderr: lastWords(stderr) })
}

/** The last three lines, without addresses of memory. */
function lastWords(stderr: string): string {
  return stderr.replaceAll(/ @ 0x[0-9a-f]+/g, '').split('\n').slice(-3).join('; ')
}

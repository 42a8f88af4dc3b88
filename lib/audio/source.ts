import fs from 'node:fs'
import type { Readable, ReadableOptions } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { check, failure } from '../errors.js'

/** Options of `fileSource()`: those of a stream. */
export type FileSourceOptions = Pick<ReadableOptions, 'highWaterMark' | 'signal'>

/** The bytes of a file. */
export type FileSource = Readable & {
  /** Where the file is. */
  readonly path: string
}

/**
 * Reads the bytes of a file.
 *
 * Errors: STENO_BAD_OPTION at once; as stream errors STENO_FILE_NOT_FOUND, STENO_NOT_A_FILE, STENO_FILE_UNREADABLE.
 *
 * @param file - A path, or a `file:` URL object.
 *
 * @example
 * ```ts
 * import { decode, fileSource } from 'stenopipe'
 *
 * fileSource('talk.mp3').pipe(decode())
 * ```
 */
export function fileSource(file: string | URL, options: FileSourceOptions = {}): FileSource {
  const path = pathOf(file)
  // The stock stream asks these three, so errors get our names and everything else stays Node's.
  const named = {
    open(at: string, flags: string, mode: number, done: (error: Error | null, fd: number) => void) {
      fs.open(at, flags, mode, (error, fd) => { done(error && faultOf(error, path), fd) })
    },
    read(...[fd, into, from, length, position, done]: ReadArguments) {
      fs.read(fd, into, from, length, position, (error, bytes) => { done(error && faultOf(error, path), bytes, into) })
    },
    close: fs.close,
  }
  return fs.createReadStream(path, { ...options, fs: named }) as Readable as FileSource
}

type ReadArguments = [
  fd: number, into: Buffer, from: number, length: number, position: number | null,
  done: (error: Error | null, bytes: number, into: Buffer) => void,
]

function pathOf(file: unknown): string {
  const path = file instanceof URL && file.protocol === 'file:' ? fileURLToPath(file) : file
  check(typeof path === 'string', 'path', 'a path or a `file:` URL', path)
  check(path !== '' && !path.includes('\0'), 'path', 'a non-empty path without NUL', path)
  return path
}

function faultOf(error: NodeJS.ErrnoException, path: string): Error {
  if (error.code === 'ENOENT') return failure('STENO_FILE_NOT_FOUND', { path }, error)
  if (error.code === 'EISDIR') return failure('STENO_NOT_A_FILE', { path }, error)
  return failure('STENO_FILE_UNREADABLE', { path, reason: error.code ?? error.message }, error)
}

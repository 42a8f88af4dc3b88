import fs from 'node:fs'
import type { Readable, ReadableOptions } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { check, failure } from '../errors.js'
import { indexFirst, type Run } from './index-first.js'

/** Options of `fileSource()`: those of a stream. */
export type FileSourceOptions = Pick<ReadableOptions, 'highWaterMark' | 'signal'>

/** The bytes of a file. */
export type FileSource = Readable & {
  /** Where the file is. */
  readonly path: string
}

/**
 * Reads the bytes of a file. Those of an MP4 that keeps its index at the end come with the index first, so that `decode()`
 * can read it; to copy such a file as it is, use `fs.createReadStream()`.
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
  let runs: Runs | undefined
  // The stock stream asks these three, so errors get our names and everything else stays Node's.
  const named = {
    open(at: string, flags: string, mode: number, done: (error: Error | null, fd?: number) => void) {
      fs.open(at, flags, mode, (error, fd) => {
        if (error) done(faultOf(error, path))
        else arranged(fd).then(found => { runs = found && new Runs(found); done(null, fd) }, () => { done(null, fd) })
      })
    },
    read(...[fd, into, from, length, position, done]: ReadArguments) {
      const next = runs?.next(into.subarray(from, from + length))
      if (typeof next === 'number') process.nextTick(done, null, next, into)
      else {
        fs.read(fd, into, from, next?.length ?? length, next?.position ?? position ?? null, (error, bytes) => {
          runs?.passed(bytes)
          done(error && faultOf(error, path), bytes, into)
        })
      }
    },
    close: fs.close,
  }
  return fs.createReadStream(path, { ...options, fs: named }) as Readable as FileSource
}

/** Goes through runs of bytes. */
class Runs {
  readonly #runs: readonly Run[]
  #at = 0
  #done = 0

  constructor(runs: readonly Run[]) {
    this.#runs = runs
  }

  /** Fills in what is in memory and says how much that was; else says what to read of the file. 0 at the end. */
  next(into: Buffer): number | { position: number; length: number } {
    const run = this.#runs[this.#at]
    if (run === undefined) return 0
    const left = ('bytes' in run ? run.bytes.length : run.to - run.from) - this.#done
    if (left <= 0) {
      this.#at++
      this.#done = 0
      return this.next(into)
    }
    if (!('bytes' in run)) return { position: run.from + this.#done, length: Math.min(left, into.length) }
    const bytes = run.bytes.copy(into, 0, this.#done)
    this.passed(bytes)
    return bytes
  }

  passed(bytes: number): void {
    this.#done += bytes
  }
}

/** The order to read a file in; undefined for that of its bytes. */
async function arranged(fd: number): Promise<readonly Run[] | undefined> {
  const found = await new Promise<fs.Stats>((resolve, reject) => {
    fs.fstat(fd, (error, stats) => { if (error) reject(error); else resolve(stats) })
  })
  if (!found.isFile()) return undefined
  return indexFirst((at, bytes) => new Promise((resolve, reject) => {
    const into = Buffer.alloc(bytes)
    fs.read(fd, into, 0, bytes, at, (error, got) => { if (error) reject(error); else resolve(into.subarray(0, got)) })
  }), found.size)
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

import fs from 'node:fs'
import type { Readable, ReadableOptions } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { checkOption } from '../../option-checks.js'
import { fileError, fileRange, type FileRangeOptions } from './file-range.js'
import { moovFirst, type ByteRange } from '../containers/faststart.js'
import type { PcmSource } from './pcm-source.js'
import { type Chosen, isSelection } from '../ffmpeg/stream-selection.js'

/** Options of `fileSource()` for a whole file: those of a stream. */
export type FileSourceOptions = Pick<ReadableOptions, 'highWaterMark' | 'signal'>

/** The bytes of a file. */
export type FileSource = Readable & {
  /** Where the file is. */
  readonly path: string
}

/**
 * Reads a file: its bytes, as they are, or the sound of a part of it.
 *
 * The bytes of an MP4 that keeps its index at the end come with the index first, so that `decode()` can read it; to copy
 * such a file as it is, use `fs.createReadStream()`.
 *
 * With any of `from`, `to`, `stream`, `channel`, `mix` the part is decoded by a child, ffmpeg, which goes straight to where
 * it begins and is gone before `close` comes. What comes out is that of `urlSource()`: `AudioChunk`s, or, piped to a stage
 * of bytes such as `decode()`, samples; `recognize()` gives times of the whole media either way. Nothing that the file
 * names is opened. That a file breaks off is seen less often than by `decode()`: WAV and FLAC just end.
 *
 * Errors: STENO_BAD_OPTION at once; as stream errors STENO_FILE_NOT_FOUND, STENO_NOT_A_FILE, STENO_FILE_UNREADABLE. For a
 * part also those of `decode()`; STENO_FFMPEG_MISSING at once, and STENO_BAD_OPTION as a stream error for a part that is
 * not there.
 *
 * @param file - A path, or a `file:` URL object.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize } from 'stenopipe'
 *
 * fileSource('talk.mp3').pipe(decode()).pipe(recognize())
 * // Words from 60 000 ms on, of the second audio stream's left channel.
 * fileSource('film.mkv', { from: 60_000, to: 90_000, stream: 1, channel: 0 }).pipe(decode()).pipe(recognize())
 * ```
 */
export function fileSource(file: string | URL, options: FileRangeOptions & Chosen): PcmSource
export function fileSource(file: string | URL, options?: FileSourceOptions): FileSource
export function fileSource(file: string | URL, options: FileSourceOptions | FileRangeOptions = {}): FileSource | PcmSource {
  const path = pathOf(file)
  return isSelection(options as FileRangeOptions) ? fileRange(path, options) : wholeFile(path, options)
}

function wholeFile(path: string, options: FileSourceOptions): FileSource {
  let runs: Runs | undefined
  // The stock stream asks these three, so errors get our names and everything else stays Node's.
  const named = {
    open(at: string, flags: string, mode: number, done: (error: Error | null, fd?: number) => void) {
      fs.open(at, flags, mode, (error, fd) => {
        if (error) done(fileError(error, path))
        else arranged(fd).then(found => { runs = found && new Runs(found); done(null, fd) }, () => { done(null, fd) })
      })
    },
    read(...[fd, into, from, length, position, done]: ReadArguments) {
      const next = runs?.next(into.subarray(from, from + length))
      if (typeof next === 'number') process.nextTick(done, null, next, into)
      else {
        fs.read(fd, into, from, next?.length ?? length, next?.position ?? position ?? null, (error, bytes) => {
          runs?.passed(bytes)
          done(error && fileError(error, path), bytes, into)
        })
      }
    },
    close: fs.close,
  }
  return fs.createReadStream(path, { ...options, fs: named }) as Readable as FileSource
}

/** Goes through runs of bytes. */
class Runs {
  readonly #runs: readonly ByteRange[]
  #at = 0
  #done = 0

  constructor(runs: readonly ByteRange[]) {
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
async function arranged(fd: number): Promise<readonly ByteRange[] | undefined> {
  const found = await new Promise<fs.Stats>((resolve, reject) => {
    fs.fstat(fd, (error, stats) => { if (error) reject(error); else resolve(stats) })
  })
  if (!found.isFile()) return undefined
  return moovFirst((at, bytes) => new Promise((resolve, reject) => {
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
  checkOption(typeof path === 'string', 'path', 'a path or a `file:` URL', path)
  checkOption(path !== '' && !path.includes('\0'), 'path', 'a non-empty path without NUL', path)
  return path
}


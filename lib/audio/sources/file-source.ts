import fs from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { checkKnown, checkOption } from '../../option-checks.js'
import { type ByteRange, moovFirst } from '../containers/faststart.js'
import { selectionOptions } from '../ffmpeg/stream-selection.js'
import { PipeReader } from './pipe-reader.js'
import { fileError, fileRange, type FileRangeOptions } from './file-range.js'
import { type PcmSource, sourceStreamOptions, type SourceStreamOptions } from './pcm-source.js'

/** Options of `fileSource()` for a whole file: those of the stream constructor. */
export type FileSourceOptions = SourceStreamOptions

/** Bytes of a file. */
export type FileSource = Readable & {
  /** Path of the file. */
  readonly path: string
}

const rangeOptions = [
  ...selectionOptions, 'sampleRate', 'timeout', 'maxDuration', 'ffmpegPath',
] as const satisfies (keyof FileRangeOptions)[]

type WholeFileOptions = FileSourceOptions & { readonly [Name in (typeof rangeOptions)[number]]?: undefined }

/**
 * Reads a file: its bytes as they are, or the audio of a part of it.
 *
 * Without options, or with those of the stream constructor only, the output is the bytes of the file. An MP4 whose
 * index is at the end is read index first, so that `decode()` can read it; to copy such a file, use
 * `fs.createReadStream()`.
 *
 * With any other option, such as `from`, `to`, `stream`, `channel` or `mix`, ffmpeg decodes that part of the file. It
 * seeks to the start of the part, opens nothing that the file refers to, and has exited when `close` is emitted. The
 * output is that of `urlSource()`: `AudioChunk`s, or samples when piped into a stage that takes bytes, such as
 * `decode()`. Either way the times of `recognize()` are those of the whole file. Truncation is detected less often than
 * by `decode()`: a truncated WAV or FLAC file just ends.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once; as stream errors STENO_FILE_NOT_FOUND, STENO_NOT_A_FILE
 * and STENO_FILE_UNREADABLE. For a part, those of `decode()` too: STENO_FFMPEG_MISSING at once, and STENO_BAD_OPTION as
 * a stream error when the file does not contain the part.
 *
 * @param file - Path, or `file:` URL object.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize } from 'stenopipe'
 *
 * fileSource('talk.mp3').pipe(decode()).pipe(recognize())
 * // Left channel of the second audio stream, from 60 to 90 s.
 * fileSource('film.mkv', { from: 60_000, to: 90_000, stream: 1, channel: 0 }).pipe(decode()).pipe(recognize())
 * ```
 */
export function fileSource(file: string | URL, options?: WholeFileOptions): FileSource
export function fileSource(file: string | URL, options: FileRangeOptions): PcmSource
export function fileSource(
  file: string | URL, options: FileRangeOptions | WholeFileOptions = {},
): FileSource | PcmSource {
  const path = pathOf(file)
  return isRange(options) ? fileRange(path, options) : wholeFile(path, options)
}

function isRange(options: FileRangeOptions | WholeFileOptions): options is FileRangeOptions {
  return rangeOptions.some(name => options[name] !== undefined)
}

function wholeFile(path: string, options: FileSourceOptions): FileSource {
  const streamOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  checkKnown('fileSource()', streamOptions, rangeOptions, sourceStreamOptions)
  let reordered: RangeReader | undefined
  const pipe = new PipeReader()
  // fs.ReadStream calls these three instead of the functions of node:fs.
  const functions = {
    open(name: string, _: string, mode: number, done: (error: Error | null, fd?: number) => void) {
      // A FIFO without a writer would otherwise block a thread of the pool that all file operations share.
      fs.open(name, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0), mode, (error, fd) => {
        if (error) {
          done(fileError(error, path))
          return
        }
        readingOrder(fd, pipe).then(ranges => {
          reordered = ranges && new RangeReader(ranges)
          done(null, fd)
        }, () => { done(null, fd) })
      })
    },
    read(...[fd, into, offset, length, position, done]: ReadArguments) {
      const next = reordered?.next(into.subarray(offset, offset + length))
      if (typeof next === 'number') {
        process.nextTick(done, null, next, into)
        return
      }
      const range = { fd, into, offset, length: next?.length ?? length, position: next?.position ?? position ?? null }
      pipe.read(range, stream, (error, bytes) => {
        reordered?.advance(bytes)
        done(error && fileError(error, path), bytes, into)
      })
    },
    close: fs.close,
  }
  const stream = fs.createReadStream(path, { ...streamOptions, fs: functions }) as Readable as FileSource
  return stream
}

/** Reads the byte ranges of a file one after another. */
class RangeReader {
  readonly #ranges: readonly ByteRange[]
  #index = 0
  #bytesRead = 0

  constructor(ranges: readonly ByteRange[]) {
    this.#ranges = ranges
  }

  /** Copies bytes that are in memory and returns their number, or returns what to read from the file; 0 at the end. */
  next(into: Buffer): number | { position: number; length: number } {
    const range = this.#ranges[this.#index]
    if (range === undefined) return 0
    const left = ('bytes' in range ? range.bytes.length : range.to - range.from) - this.#bytesRead
    if (left <= 0) {
      this.#index++
      this.#bytesRead = 0
      return this.next(into)
    }
    if (!('bytes' in range)) return { position: range.from + this.#bytesRead, length: Math.min(left, into.length) }
    const copied = range.bytes.copy(into, 0, this.#bytesRead)
    this.advance(copied)
    return copied
  }

  /** Counts bytes as read. */
  advance(bytes: number): void {
    this.#bytesRead += bytes
  }
}

/** Byte ranges in the order in which to read a file; undefined to read it from start to end. */
async function readingOrder(fd: number, pipe: PipeReader): Promise<readonly ByteRange[] | undefined> {
  const stats = await new Promise<fs.Stats>((resolve, reject) => {
    fs.fstat(fd, (error, found) => { if (error) reject(error); else resolve(found) })
  })
  pipe.isWaiting = stats.isFIFO()
  if (!stats.isFile()) return undefined
  return moovFirst((position, length) => new Promise((resolve, reject) => {
    const into = Buffer.alloc(length)
    fs.read(fd, into, 0, length, position, (error, bytes) => {
      if (error) reject(error)
      else resolve(into.subarray(0, bytes))
    })
  }), stats.size)
}

type ReadArguments = [
  fd: number, into: Buffer, offset: number, length: number, position: number | null,
  done: (error: Error | null, bytes: number, into: Buffer) => void,
]

function pathOf(file: unknown): string {
  const path = file instanceof URL && file.protocol === 'file:' ? fileURLToPath(file) : file
  checkOption(typeof path === 'string', 'path', 'a path or a `file:` URL', path)
  checkOption(path !== '' && !path.includes('\0'), 'path', 'a non-empty path without NUL', path)
  return path
}

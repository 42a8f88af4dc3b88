import fs from 'node:fs'
import type { Readable } from 'node:stream'
import { systemClock } from '../../stream/clock.js'

const POLL_INTERVAL_MS = 20

/** Range of one read. */
export interface ReadRange {
  readonly fd: number
  readonly into: NodeJS.ArrayBufferView
  /** Position in `into`. */
  readonly offset: number
  /** Most bytes to read. */
  readonly length: number
  /** Position in the file; null for the next byte. */
  readonly position: number | null
}

/**
 * Reads a file that was opened without blocking. Where nothing can be read yet, in a FIFO or a terminal, it tries again
 * until the stream is destroyed, so that no thread waits.
 */
export class PipeReader {
  /** True for a FIFO whose writer has not appeared: the end of the file is not its end then. */
  isWaiting = false

  /** Calls `done` with the number of bytes, 0 at the end. */
  read(range: ReadRange, stream: Readable, done: (error: Error | null, bytes: number) => void): void {
    const { fd, into, offset, length, position } = range
    fs.read(fd, into, offset, length, position, (error, bytes) => {
      const isEmpty = error?.code === 'EAGAIN'
      if (isEmpty || bytes > 0) this.isWaiting = false
      if ((isEmpty || (this.isWaiting && !error)) && !stream.destroyed) {
        systemClock.after(POLL_INTERVAL_MS, () => { this.read(range, stream, done) })
      } else done(isEmpty ? null : error, bytes)
    })
  }
}

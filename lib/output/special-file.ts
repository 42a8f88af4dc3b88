import { type BigIntStats, constants, createWriteStream, fstatSync, openSync, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Socket } from 'node:net'
import { once } from 'node:events'
import { finished, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { outputError } from './errors.js'
import type { Target } from './target.js'

/** Target that is written in place. */
export type SpecialTarget = Exclude<Target, { readonly type: 'file' }>

/** Time between two attempts to open a FIFO that has no reader yet, in ms. */
const FIFO_POLL_MS = 50

/** Opens a special file or a descriptor. Waits for the reader of a FIFO, as a shell does. */
export async function openSpecial(path: string, target: SpecialTarget): Promise<Writable> {
  if (target.type === 'descriptor') return descriptorStream(path, target.descriptor)
  if (target.type === 'fifo') return outputStream(path, pipeStream(await openFifo(target.path)))
  if (target.type === 'socket') {
    const socket = new Socket().connect(target.path)
    await once(socket, 'connect')
    return outputStream(path, socket.resume())
  }
  const handle = await open(target.path, constants.O_WRONLY)
  return outputStream(path, handle.createWriteStream())
}

/** Options of `outputStream()`. */
export interface OutputStreamOptions {
  /** False when the other stream stays open. Default true. */
  readonly ends?: boolean
  /** Called before each write. */
  readonly beforeWrite?: () => void
}

/**
 * Writable to another one, whose errors become those of `outputError()`.
 *
 * @param path File as the user wrote it.
 * @param inner Stream that is written to.
 */
export function outputStream(
  path: string, inner: Writable, { ends = true, beforeWrite = () => {} }: OutputStreamOptions = {},
): Writable {
  // The callbacks have the errors.
  inner.on('error', () => {})
  const wrapped = (error: Error | null | undefined): Error | null => error
    ? outputError(path, inner.errored ?? error)
    : null
  return new Writable({
    write(text: Buffer, _encoding, done) {
      beforeWrite()
      inner.write(text, error => { done(wrapped(error)) })
    },
    final(done) {
      if (!ends) {
        done()
        return
      }
      finished(inner, { readable: false }, error => { done(wrapped(error)) })
      inner.end()
    },
    destroy(error, done) {
      if (!ends || inner.closed) done(error)
      else inner.once('close', () => { done(error) }).destroy()
    },
  })
}

function descriptorStream(path: string, descriptor: number): Writable {
  // The process has streams to these, and ends them itself.
  if (descriptor === 1) return outputStream(path, process.stdout, { ends: false })
  if (descriptor === 2) return outputStream(path, process.stderr, { ends: false })
  const stats = fstatSync(descriptor, { bigint: true })
  const isPipe = stats.isFIFO() || stats.isSocket()
  const isInternal = stats.isFIFO() && hasOtherEnd(descriptor, stats)
  if (isInternal || !(isPipe || stats.isFile() || stats.isCharacterDevice())) {
    throw Object.assign(new Error('descriptor of the runtime'), { code: 'EBADF' })
  }
  return outputStream(path, isPipe ? pipeStream(descriptor) : createWriteStream('', { fd: descriptor }))
}

/** True for a pipe between parts of this process, such as the one in which Node.js passes signals. */
function hasOtherEnd(descriptor: number, { dev, ino }: BigIntStats): boolean {
  return readdirSync('/dev/fd').map(Number).some(other => {
    if (other === descriptor || other <= 2) return false
    try {
      const stats = fstatSync(other, { bigint: true })
      return stats.dev === dev && stats.ino === ino
    } catch {
      // The listing itself was one of them.
      return false
    }
  })
}

function pipeStream(descriptor: number): Writable {
  return new Socket({ fd: descriptor, readable: false, writable: true })
}

/** Not in blocking mode, which would hold a thread of the process, and its exit, until a reader comes. */
async function openFifo(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error
    }
    await sleep(FIFO_POLL_MS)
  }
}

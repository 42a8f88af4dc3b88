import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { failure } from '../../errors.js'

/** One destination of text. */
export interface Output {
  readonly stream: Writable
  /** Makes the output final, after everything has been written. */
  commit(): Promise<void>
  /** Closes the output after a failure. Resolves with the path of what was written until then, if there is any. */
  abort(): Promise<string | undefined>
}

/** Standard output, written as text arrives. @param beforeWrite Called before each write. */
export function standardOutput(beforeWrite: () => void): Output {
  // write() passes the error to its callback; without a listener the event would end the process with a stack trace.
  process.stdout.on('error', () => {})
  const stream = new Writable({
    write(text: Buffer, _encoding, done) {
      beforeWrite()
      process.stdout.write(text, error => { done(error) })
    },
  })
  return { stream, commit: () => Promise.resolve(), abort: () => Promise.resolve(undefined) }
}

/**
 * A file that is `PATH.partial` until `commit()` renames it.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE at once.
 */
export async function fileOutput(path: string): Promise<Output> {
  const partial = `${path}.partial`
  const handle = await openNew(path, partial)
  const stream = handle.createWriteStream()
  return {
    stream,
    async commit() {
      await rename(partial, path)
    },
    async abort() {
      stream.destroy()
      // After a rename there is no partial file.
      const size = await stat(partial).then(found => found.size, () => undefined)
      if (size) return partial
      await rm(partial, { force: true })
      return undefined
    },
  }
}

async function openNew(path: string, partial: string): Promise<FileHandle> {
  const isDirectory = await stat(path).then(found => found.isDirectory(), () => false)
  if (isDirectory) throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is a directory' })
  try {
    return await open(partial, 'w')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'its directory does not exist' : code ?? message
    throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason }, error)
  }
}

import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { failure } from '../../errors.js'

/** Where the text goes: a stream, and what becomes of it in the end. */
export interface Output {
  readonly stream: Writable
  /** All was written, or all that will be. */
  keep(): Promise<void>
  /** Something went wrong. @returns Where what was written so far can be found, if anywhere. */
  giveUp(): Promise<string | undefined>
}

/** Standard output, as text comes; `before` is called before each piece. */
export function standardOutput(before: () => void): Output {
  // The callback of write() has the error, too; unheard, the event would end the process with a stack.
  process.stdout.on('error', () => {})
  const stream = new Writable({
    write(text: Buffer, _encoding, done) {
      before()
      process.stdout.write(text, error => { done(error) })
    },
  })
  return { stream, keep: () => Promise.resolve(), giveUp: () => Promise.resolve(undefined) }
}

/**
 * A file that gets its name only when it is whole; until then it is `PATH.partial`.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE, before anything is recognised.
 */
export async function fileOutput(path: string): Promise<Output> {
  const partial = `${path}.partial`
  const handle = await openNew(path, partial)
  const stream = handle.createWriteStream()
  return {
    stream,
    async keep() {
      await rename(partial, path)
    },
    async giveUp() {
      stream.destroy()
      // It is gone once it has its name.
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
    throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: code === 'ENOENT' ? 'its directory does not exist' : code ?? message }, error)
  }
}

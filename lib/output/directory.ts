import { rmdirSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { failure } from '../errors.js'
import { withOutputErrors } from './errors.js'

/**
 * Creates a directory and those above it. Resolves with the outermost one that was created; undefined when it existed.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE.
 */
export async function createDirectory(path: string): Promise<string | undefined> {
  return withOutputErrors(path, async () => {
    const found = await stat(path).catch(() => undefined)
    if (found?.isDirectory()) return undefined
    if (found) throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is not a directory' })
    return create(resolve(path))
  })
}

/** Removes a directory and those above it up to the outermost one, as far as they are empty. */
export function removeEmptyDirectories(path: string, outermost: string): void {
  try {
    for (let current = resolve(path); ; current = dirname(current)) {
      rmdirSync(current)
      if (current === outermost) return
    }
  } catch {
    // It holds files of others.
  }
}

/** One by one, since a recursive `mkdir()` reports a read-only file system as a missing directory. */
async function create(path: string): Promise<string> {
  try {
    await mkdir(path)
    return path
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
  }
  const outermost = await create(dirname(path))
  await mkdir(path)
  return outermost
}

import { randomBytes } from 'node:crypto'
import { type BigIntStats, rmSync, statSync } from 'node:fs'
import { access, chmod, chown, constants, copyFile, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { failure } from '../errors.js'
import { withOutputErrors } from './errors.js'
import { openSpecial, outputStream } from './special-file.js'
import { isSameFile, resolveTarget, type Target } from './target.js'

type FileTarget = Extract<Target, { readonly type: 'file' }>

/** File that is being written. */
export interface OutputFile {
  /** Takes the contents. Its errors are STENO_OUTPUT_UNWRITABLE, or EPIPE. */
  readonly stream: Writable
  /** True when commit() replaces a file that has contents. */
  readonly replaces: boolean
  /** Makes the file final, after the stream has finished. Errors: STENO_OUTPUT_UNWRITABLE. */
  commit(): Promise<void>
  /**
   * Ends the work without making the file final, at once and synchronously.
   *
   * @param keep True when contents are kept under the temporary name.
   * @returns The path of what was kept, if anything.
   */
  release(keep: boolean): string | undefined
}

/** Permission bits of a mode. */
const PERMISSIONS = 0o7777
const NEW_FILE_MODE = 0o666
/** Mode until that of the existing file is set. */
const PRIVATE_MODE = 0o600
const SUFFIX_BYTES = 4
/** Errors of a directory in which no file can be created. */
const READ_ONLY: readonly string[] = ['EACCES', 'EPERM', 'EROFS']

/** A name beside a file that no other process uses. */
export function partialName(path: string): string {
  return `${path}.${randomBytes(SUFFIX_BYTES).toString('hex')}.partial`
}

/**
 * Opens a file for writing. A regular file gets its name on `commit()`; everything else is written in place.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE, also for a protected file.
 *
 * @param path Path as the user wrote it.
 * @param protect Files that must not be written, such as the input: paths or descriptors.
 */
export async function openOutput(path: string, protect: readonly (string | number)[] = []): Promise<OutputFile> {
  return withOutputErrors(path, async () => {
    const target = await resolveTarget(path)
    for (const file of protect) {
      if (!await isSameFile(target, file)) continue
      throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is the input' })
    }
    return target.type === 'file' ? openRegular(path, target) : inPlace(await openSpecial(path, target))
  })
}

/** Writes a file as a whole. Errors: STENO_OUTPUT_UNWRITABLE; an earlier file is then as it was. */
export async function writeOutput(path: string, text: string): Promise<void> {
  const file = await openOutput(path)
  try {
    await finished(file.stream.end(text))
    await file.commit()
  } catch (error) {
    file.release(false)
    throw error
  }
}

/** Gives a complete temporary file its name, as `commit()` does. Errors: STENO_OUTPUT_UNWRITABLE. */
export async function moveOutput(temporary: string, path: string): Promise<void> {
  await withOutputErrors(path, async () => {
    const target = await resolveTarget(path)
    if (target.type !== 'file') throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is not a regular file' })
    await adoptMode(temporary, target.existing)
    await replace(temporary, target)
  })
}

async function openRegular(path: string, target: FileTarget): Promise<OutputFile> {
  const { existing } = target
  if (existing) await access(target.path, constants.W_OK)
  const { handle, temporary } = await openTemporary(target)
  try {
    await adoptMode(temporary, existing)
  } catch (error) {
    await handle.close()
    await rm(temporary, { force: true })
    throw error
  }
  const stream = outputStream(path, handle.createWriteStream())
  let isCommitted = false
  return {
    stream,
    replaces: existing !== undefined && existing.size > 0n,
    async commit() {
      await withOutputErrors(path, () => replace(temporary, target))
      isCommitted = true
    },
    release(keep) {
      stream.on('error', () => {}).destroy()
      if (isCommitted) return undefined
      if (keep && sizeOf(temporary) > 0) return temporary
      rmSync(temporary, { force: true })
      return undefined
    },
  }
}

/** A temporary file beside the target, or elsewhere when only the target itself can be written. */
async function openTemporary(target: FileTarget): Promise<{ handle: FileHandle; temporary: string }> {
  const { path, existing } = target
  const mode = existing ? PRIVATE_MODE : NEW_FILE_MODE
  const create = async (name: string): Promise<{ handle: FileHandle; temporary: string }> => {
    const temporary = partialName(name)
    return { temporary, handle: await open(temporary, 'wx', mode) }
  }
  try {
    return await create(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    // The name itself may fit.
    if (code === 'ENAMETOOLONG' && await isNameValid(path)) return create(join(dirname(path), 'stenopipe'))
    if (existing && READ_ONLY.includes(code)) return create(join(tmpdir(), basename(path)))
    throw error
  }
}

async function isNameValid(path: string): Promise<boolean> {
  return access(path).then(() => true, (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENAMETOOLONG')
}

/** Gives a temporary file the mode of the file it will replace, and the owner where that is allowed. */
async function adoptMode(temporary: string, existing: BigIntStats | undefined): Promise<void> {
  if (!existing) return
  const { uid, gid } = statSync(temporary, { bigint: true })
  if (uid !== existing.uid || gid !== existing.gid) {
    await chown(temporary, Number(existing.uid), Number(existing.gid)).catch(() => {})
  }
  await chmod(temporary, Number(existing.mode) & PERMISSIONS)
}

async function replace(temporary: string, { path }: FileTarget): Promise<void> {
  try {
    await rename(temporary, path)
  } catch (error) {
    // A file that is mounted by itself, or whose directory cannot be written, can only be written in place.
    const { code = '' } = error as NodeJS.ErrnoException
    if (![...READ_ONLY, 'EBUSY', 'EXDEV'].includes(code)) throw error
    await copyFile(temporary, path)
    await rm(temporary, { force: true })
  }
}

function inPlace(stream: Writable): OutputFile {
  return {
    stream,
    replaces: false,
    commit: () => Promise.resolve(),
    release() {
      stream.on('error', () => {}).destroy()
      return undefined
    },
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

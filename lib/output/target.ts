import { fstatSync, type BigIntStats } from 'node:fs'
import { lstat, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { failure } from '../errors.js'

/** Destination of a path, after all symbolic links. */
export type Target =
  | { readonly type: 'file'; readonly path: string; readonly existing: BigIntStats | undefined }
  | { readonly type: 'fifo' | 'socket' | 'device'; readonly path: string }
  | { readonly type: 'descriptor'; readonly descriptor: number }

/** Limit of Linux. */
const MAX_LINKS = 40
const standardStreams: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }

/**
 * Resolves with the destination of a path.
 *
 * Errors: those of the file system; STENO_OUTPUT_UNWRITABLE for a directory.
 */
export async function resolveTarget(path: string): Promise<Target> {
  if (path.endsWith('/') || path.endsWith(sep)) throw isDirectory(path)
  let current = path
  for (let links = 0; links <= MAX_LINKS; links++) {
    // Before the links of /dev/stdout and /dev/fd are followed: a pipe or a deleted file has no other path.
    const written = descriptorOf(current)
    if (written !== undefined) return { type: 'descriptor', descriptor: written }
    current = join(await realpath(dirname(current)), basename(current))
    const descriptor = descriptorOf(current)
    if (descriptor !== undefined) return { type: 'descriptor', descriptor }
    const stats = await lstat(current, { bigint: true }).catch(missing)
    if (!stats?.isSymbolicLink()) return targetOf(current, stats, path)
    const link = await readlink(current)
    current = isAbsolute(link) ? link : join(dirname(current), link)
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' })
}

/** True when a destination is the regular file that a path or a descriptor stands for. */
export async function isSameFile(target: Target, file: string | number): Promise<boolean> {
  const existing = target.type === 'file' ? target.existing : undefined
  const stats = target.type === 'descriptor' ? fstatSync(target.descriptor, { bigint: true }) : existing
  if (!stats?.isFile()) return false
  const other = await statsOf(file)
  return other !== undefined && other.ino === stats.ino && other.dev === stats.dev
}

async function statsOf(file: string | number): Promise<BigIntStats | undefined> {
  try {
    return typeof file === 'number' ? fstatSync(file, { bigint: true }) : await stat(file, { bigint: true })
  } catch {
    return undefined
  }
}

function targetOf(path: string, existing: BigIntStats | undefined, given: string): Target {
  if (existing === undefined || existing.isFile()) return { type: 'file', path, existing }
  if (existing.isDirectory()) throw isDirectory(given)
  if (existing.isFIFO()) return { type: 'fifo', path }
  return { type: existing.isSocket() ? 'socket' : 'device', path }
}

/** Descriptor that a path stands for, such as that of a process substitution of the shell. */
function descriptorOf(path: string): number | undefined {
  const number = /^\/(?:dev\/fd|proc\/(?<pid>self|thread-self|\d+)\/fd)\/(\d+)$/.exec(path)
  if (!number) return standardStreams[path]
  const pid = number.groups?.['pid']
  const isOther = pid !== undefined && /\d/.test(pid) && Number(pid) !== process.pid
  return isOther ? undefined : Number(number[2])
}

function isDirectory(path: string): Error {
  return failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is a directory' })
}

/** The target of a dangling link, or a new file. */
function missing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}

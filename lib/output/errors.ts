import { getSystemErrorMap } from 'node:util'
import { failure, StenopipeError } from '../errors.js'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'the file is too large',
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'a part of its path is not a directory',
  EISDIR: 'it is a directory',
  EEXIST: 'a file of that name exists',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'it has too many symbolic links',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBADF: 'the descriptor is not open for writing',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is a running program',
  EIO: 'the device reported an error',
  ENXIO: 'the device does not exist',
  ECONNREFUSED: 'no program listens on the socket',
}

/**
 * Error of a failed write, with the file and the reason in words. EPIPE stays as it is: the reader of a pipe that has
 * seen enough is no failure of the file.
 *
 * @param path File as the user wrote it.
 */
export function outputError(path: string, error: unknown): Error {
  const { code = '', errno, message } = error as NodeJS.ErrnoException
  if (error instanceof StenopipeError || code === 'EPIPE') return error as Error
  const description = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]
  return failure('STENO_OUTPUT_UNWRITABLE', { path, reason: reasons[code] ?? description ?? message }, error)
}

/** Resolves like `action`; its system errors become those of `outputError()`. */
export async function withOutputErrors<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    throw outputError(path, error)
  }
}

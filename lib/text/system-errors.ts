type Description = readonly [reason: string, advice: string]

const descriptions: ReadonlyMap<string, Description> = new Map([
  ['EACCES', ['permission denied', 'check its permissions']],
  ['EPERM', ['not permitted', 'check its permissions']],
  ['EMFILE', ['this process has too many open files', 'close some, or raise the limit with `ulimit -n`']],
  ['ENFILE', ['this machine has too many open files', 'close some']],
  ['EAGAIN', ['this machine has too many processes', 'end some, or raise the limit with `ulimit -u`']],
  ['ENOMEM', ['this machine is out of memory', 'free some, or use a larger machine']],
  ['ENOSPC', ['the disk is full', 'free some space']],
  ['EDQUOT', ['the disk quota is used up', 'free some space']],
  ['EROFS', ['the file system is read-only', 'choose another path']],
  ['ENOTDIR', ['a part of the path is not a directory', 'check the path']],
  ['ENAMETOOLONG', ['the path is too long', 'shorten it']],
  ['ELOOP', ['the path has too many symbolic links', 'check the path']],
  ['EIO', ['the device reports an input/output error', 'check the disk']],
  ['ENXIO', ['it is a socket, or a device that is not connected', 'choose another file']],
])

/**
 * Reason of a failure in plain words, and what to do about it. Any other text than a code of the operating system, such
 * as `ENOSPC`, is returned as it is, with `advice`.
 *
 * @example
 * ```ts
 * describeSystemError('ENOSPC', 'choose another path') // ['the disk is full (ENOSPC)', 'free some space']
 * ```
 */
export function describeSystemError(reason: string, advice: string): Description {
  const description = descriptions.get(reason)
  return description ? [`${description[0]} (${reason})`, description[1]] : [reason, advice]
}

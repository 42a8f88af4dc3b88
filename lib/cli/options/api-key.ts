import { createReadStream } from 'node:fs'
import { Redacted } from '../../errors.js'
import { checkOption } from '../../option-checks.js'

/** Keys are shorter, so a film that is named by mistake is not read. */
const MAX_BYTES = 8192
const EXPECTED = 'the path of a file whose first line is a key'

/** Message about a key in the arguments; the key is not repeated. */
export const API_KEY_IN_ARGUMENTS = 'other users can read a key on the command line; '
  + 'write it to a file and give that to --api-key-file, or set DASHSCOPE_API_KEY'

/** True when an argument looks like `--api-key`, whose value every user of the machine can read in its process list. */
export function containsApiKey(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end < 0 ? undefined : end)
    .some(word => /^-+(?:dashscope[-_]?)?api[-_]?key/i.test(word) && !/^--api-key-file(?:=|$)/.test(word))
}

/**
 * Reads the first line of a key file. Errors: STENO_BAD_OPTION, which shows neither the key nor the path, since a user
 * may give the key for the path.
 */
export async function readKeyFile(path: string): Promise<string> {
  let text = ''
  try {
    for await (const bytes of createReadStream(path, { end: MAX_BYTES - 1 })) text += String(bytes)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'a path without a file' : `a file that cannot be read (${code})`
    checkOption(false, 'apiKey', EXPECTED, new Redacted(reason))
  }
  const key = text.split('\n', 1)[0]!.trim()
  checkOption(key !== '', 'apiKey', EXPECTED, new Redacted('a file whose first line is empty'))
  return key
}

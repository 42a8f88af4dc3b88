import { createReadStream } from 'node:fs'
import { Redacted } from '../../errors.js'
import { checkOption } from '../../option-checks.js'

/** Keys are shorter; whoever names a film does not wait for it. */
const MOST_BYTES = 8192
const EXPECTED = 'the path of a file whose first line is a key'

/**
 * The first line of a key file. Errors: STENO_BAD_OPTION, which shows neither the key nor the path, since somebody will
 * give a key for the path.
 */
export async function readKeyFile(path: string): Promise<string> {
  let text = ''
  try {
    for await (const bytes of createReadStream(path, { end: MOST_BYTES - 1 })) text += String(bytes)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    checkOption(false, 'apiKey', EXPECTED, new Redacted(code === 'ENOENT' ? 'one where no file is' : `one that cannot be read (${code ?? 'unknown'})`))
  }
  const key = text.split('\n', 1)[0]!.trim()
  checkOption(key !== '', 'apiKey', EXPECTED, new Redacted('a file whose first line is empty'))
  return key
}

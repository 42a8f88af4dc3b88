import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { failure, Redacted } from '../../../errors.js'
import { checkOption } from '../../../option-checks.js'

/** What an HTTP header takes and a key is made of. */
const KEY = /^[\x21-\x7e]+$/
const EXPECTED = 'a key of visible ASCII characters'
const ENV_KEY = 'DASHSCOPE_API_KEY'
const ENV_FILE = 'DASHSCOPE_API_KEY_FILE_PATH'

/** A key, or what gives one: it is asked anew for each connection, as temporary keys need it. */
export type ApiKey = string | (() => string | Promise<string>)

/**
 * Finds the key: the option; else DASHSCOPE_API_KEY; else, as the official SDKs do, the first line of the file
 * DASHSCOPE_API_KEY_FILE_PATH names, else of `~/.dashscope/api_key`. Empty variables count as absent.
 *
 * Errors: STENO_API_KEY_MISSING, which says where it looked; STENO_BAD_OPTION for a key with white space or other
 * characters that no key has, which does not show it; what a given function throws, as it is.
 *
 * @param home Where the user's files are.
 *
 * @example
 * ```ts
 * await resolveKey(undefined, { DASHSCOPE_API_KEY: 'sk-1' }) // 'sk-1'
 * ```
 */
export async function resolveKey(
  apiKey: ApiKey | undefined, env: NodeJS.ProcessEnv = process.env, home: () => string = homedir,
): Promise<string> {
  if (typeof apiKey === 'function') return checked('apiKey', await apiKey(), 'a function that gave ')
  if (apiKey !== undefined) return checked('apiKey', apiKey)
  const fromEnv = env[ENV_KEY]
  return fromEnv ? checked(ENV_KEY, fromEnv) : keyOfFile(env, home)
}

/**
 * A name for the account of a key that tells nothing of the key: its SHA-256, in hex.
 *
 * @example
 * ```ts
 * hashKey('sk-1').length // 64
 * ```
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

async function keyOfFile(env: NodeJS.ProcessEnv, home: () => string): Promise<string> {
  const named = env[ENV_FILE]
  const where = named ? ENV_FILE : '~/.dashscope/api_key'
  const missing = (reason: string): Error =>
    failure('STENO_API_KEY_MISSING', { looked: `\`apiKey\`, ${ENV_KEY}, ${where}${reason}` })
  let text: string
  try {
    text = await readFile(named || join(home(), '.dashscope', 'api_key'), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw missing(code === 'ENOENT' && !named ? '' : ` (${code === 'ENOENT' ? 'no such file' : code ?? 'unreadable'})`)
  }
  const key = text.split('\n', 1)[0]!.trim()
  if (key === '') throw missing(' (its first line is empty)')
  return checked(where, key)
}

/** A key that can be sent. The error tells what it is like, never what it is. */
function checked(option: string, key: unknown, source = ''): string {
  checkOption(typeof key === 'string' && KEY.test(key), option, EXPECTED, new Redacted(`${source}${likeness(key)}`))
  return key
}

function likeness(key: unknown): string {
  if (typeof key !== 'string') return key === null || key === undefined ? 'nothing' : `a value of type ${typeof key}`
  if (key === '') return 'an empty string'
  const fault = /\s/.test(key) ? 'white space' : /[^\x20-\x7e]/.test(key.replaceAll(/[\x00-\x1f\x7f]/g, ''))
    ? 'characters outside ASCII' : 'control characters'
  return `a string of ${key.length} characters with ${fault}`
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { failure, Redacted } from '../../../errors.js'
import { checkOption } from '../../../option-checks.js'

/** Characters of a key, which an HTTP header can carry. */
const KEY = /^[\x21-\x7e]+$/
const EXPECTED = 'a key of visible ASCII characters'
const ENV_KEY = 'DASHSCOPE_API_KEY'
const ENV_FILE = 'DASHSCOPE_API_KEY_FILE_PATH'
const HOME_FILE = '~/.dashscope/api_key'

/** API key, or a function that returns one; it is called for each connection, as temporary keys require. */
export type ApiKey = string | (() => string | Promise<string>)

/**
 * Finds the key: the option; else DASHSCOPE_API_KEY; else, as the official SDKs do, the first line of the file that
 * DASHSCOPE_API_KEY_FILE_PATH names, else of `~/.dashscope/api_key`. An empty variable counts as unset.
 *
 * Errors: STENO_API_KEY_MISSING, which lists the places searched; STENO_BAD_OPTION for a key with white space or other
 * invalid characters, which does not show it; the error of the function, unchanged.
 *
 * @param home Returns the home directory of the user.
 *
 * @example
 * ```ts
 * await resolveKey(undefined, { DASHSCOPE_API_KEY: 'sk-1' }) // 'sk-1'
 * ```
 */
export async function resolveKey(
  apiKey: ApiKey | undefined, env: NodeJS.ProcessEnv = process.env, home: () => string = homedir,
): Promise<string> {
  if (typeof apiKey === 'function') return checkedKey('apiKey', await apiKey(), 'a function that returned ')
  if (apiKey !== undefined) return checkedKey('apiKey', apiKey)
  const fromEnv = env[ENV_KEY]
  return fromEnv ? checkedKey(ENV_KEY, fromEnv) : readKeyFile(env, home)
}

/**
 * Identifies a key without revealing it: its SHA-256, in hex.
 *
 * @example
 * ```ts
 * hashKey('sk-1').length // 64
 * ```
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

async function readKeyFile(env: NodeJS.ProcessEnv, home: () => string): Promise<string> {
  const path = env[ENV_FILE]
  const place = path ? ENV_FILE : HOME_FILE
  const missing = (reason: string): Error =>
    failure('STENO_API_KEY_MISSING', { looked: `\`apiKey\`, ${ENV_KEY}, ${place}${reason}` })
  let text: string
  try {
    text = await readFile(path || join(home(), '.dashscope', 'api_key'), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw missing(path ? ' (no such file)' : '')
    throw missing(` (${code ?? 'unreadable'})`)
  }
  const key = text.split('\n', 1)[0]!.trim()
  if (key === '') throw missing(' (its first line is empty)')
  return checkedKey(place, key)
}

/** The key unchanged, if it can be sent; an error describes it without showing it. */
function checkedKey(option: string, key: unknown, source = ''): string {
  checkOption(typeof key === 'string' && KEY.test(key), option, EXPECTED, new Redacted(`${source}${describe(key)}`))
  return key
}

function describe(key: unknown): string {
  if (key === null || key === undefined) return 'nothing'
  if (typeof key !== 'string') return `a value of type ${typeof key}`
  if (key === '') return 'an empty string'
  return `a string of ${key.length} characters with ${invalidCharacters(key)}`
}

function invalidCharacters(key: string): string {
  if (/\s/.test(key)) return 'white space'
  return /[\x00-\x1f\x7f]/.test(key) && !/[^\x00-\x7f]/.test(key) ? 'control characters' : 'characters outside ASCII'
}

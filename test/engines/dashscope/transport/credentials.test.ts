import { join } from 'node:path'
import t from 'tap'
import { hashKey, type ApiKey, resolveKey } from '../../../../lib/engines/dashscope/transport/credentials.js'
import type { StenopipeError } from '../../../../lib/errors.js'

const nowhere = (): string => '/nowhere'
const errorOf = (apiKey: unknown, env: NodeJS.ProcessEnv = {}, home = nowhere): Promise<StenopipeError> =>
  resolveKey(apiKey as ApiKey, env, home).then(
    () => {
      throw new Error('no error')
    },
    (error: unknown) => error as StenopipeError,
  )

t.test('the option comes first, then the environment, then the file', async t => {
  const dir = t.testdir({ named: '  sk-named \r\nsecond line\n', '.dashscope': { api_key: 'sk-home' } })
  const home = (): string => dir
  const all = { DASHSCOPE_API_KEY: 'sk-env', DASHSCOPE_API_KEY_FILE_PATH: join(dir, 'named') }
  t.equal(await resolveKey('sk-option', all, home), 'sk-option')
  t.equal(await resolveKey(undefined, all, home), 'sk-env')
  t.equal(await resolveKey(undefined, { ...all, DASHSCOPE_API_KEY: '' }, home), 'sk-named')
  t.equal(await resolveKey(undefined, {}, home), 'sk-home')
})

t.test('a function is called each time', async t => {
  let count = 0
  const next = async (): Promise<string> => `st-${++count}`
  t.same([await resolveKey(next, {}), await resolveKey(next, {})], ['st-1', 'st-2'])
  t.equal(await resolveKey(() => 'st-sync', {}), 'st-sync')
  const fault = new Error('no token today')
  await t.rejects(resolveKey(() => { throw fault }, {}), fault)
})

t.test('a missing key is one error that lists the places searched', async t => {
  const dir = t.testdir({ empty: '\nsk-below' })
  const start = 'No API key found (looked in `apiKey`, DASHSCOPE_API_KEY, '
  t.match(await errorOf(undefined), { code: 'STENO_API_KEY_MISSING', message: `${start}~/.dashscope/api_key); set` })
  t.match((await errorOf(undefined, { DASHSCOPE_API_KEY_FILE_PATH: join(dir, 'gone') })).message,
    `${start}DASHSCOPE_API_KEY_FILE_PATH (no such file)); set`)
  t.match(
    (await errorOf(undefined, { DASHSCOPE_API_KEY_FILE_PATH: dir })).message,
    'DASHSCOPE_API_KEY_FILE_PATH (EISDIR))',
  )
  t.match(
    (await errorOf(undefined, { DASHSCOPE_API_KEY_FILE_PATH: join(dir, 'empty') })).message,
    '(its first line is empty)',
  )
  t.match(
    (
      await errorOf(undefined, {}, () => {
        throw new Error('no home')
      })
    ).message,
    '~/.dashscope/api_key (unreadable)',
  )
})

t.test('an invalid key is refused and not shown', async t => {
  const faults: readonly (readonly [unknown, string])[] = [
    ['sk-secret\n', 'a string of 10 characters with white space'],
    ['sk secret', 'a string of 9 characters with white space'],
    ['sk-secret\0', 'a string of 10 characters with control characters'],
    ['sk-secrеt', 'a string of 9 characters with characters outside ASCII'],
    ['', 'an empty string'],
    [7, 'a value of type number'],
    [() => undefined, 'a function that returned nothing'],
    [async () => 'sk secret', 'a function that returned a string of 9 characters with white space'],
  ]
  for (const [apiKey, description] of faults) {
    const error = await errorOf(apiKey)
    t.match(error, {
      code: 'STENO_BAD_OPTION',
      message: `\`apiKey\` must be a key of visible ASCII characters, got ${description}`,
    })
    t.notMatch(JSON.stringify([error.message, error.stack, error]), /secr/)
  }
  t.match((await errorOf(undefined, { DASHSCOPE_API_KEY: 'sk secret' })).message, /^`DASHSCOPE_API_KEY` must be/)
  const dir = t.testdir({ '.dashscope': { api_key: 'sk secret' } })
  t.match(
    (await errorOf(undefined, {}, () => dir)).message,
    /^`~\/\.dashscope\/api_key` must be.*9 characters with white space$/,
  )
})

t.test('a hash identifies a key', async t => {
  t.equal(hashKey('sk-1'), hashKey('sk-1'))
  t.not(hashKey('sk-1'), hashKey('sk-2'))
  t.match(hashKey('sk-1'), /^[0-9a-f]{64}$/)
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { type ErrorCode, errorCodes, failure, StenopipeError, Redacted } from '../lib/errors.js'
import { checkOption, checkInteger, checkOneOf, checkText } from '../lib/option-checks.js'

t.test('an error has its code, says whether to try again and keeps its cause', async t => {
  const cause = new Error('EPIPE')
  const error = failure('STENO_ENGINE_FAILED', { engine: 'PocketSphinx', detail: 'it fell' }, cause)
  t.ok(error instanceof StenopipeError)
  t.match(error, { name: 'StenopipeError', code: 'STENO_ENGINE_FAILED', retryable: true, cause })
  t.equal(error.message, 'PocketSphinx stopped unexpectedly: it fell; start a new session')
  t.equal(failure('STENO_AUDIO_EMPTY', {}).retryable, false)
})

t.test('options are named with what was expected and what came', async t => {
  t.throws(() => checkOption(false, 'vad', 'a detector', { a: 1 }), { message: '`vad` must be a detector, got Object' })
  t.throws(() => checkOption(false, 'apiKey', 'a key', new Redacted('no text')), {
    message: '`apiKey` must be a key, got no text',
  })
  t.throws(() => checkInteger('rate', '16000', 1, 5), { message: '`rate` must be an integer from 1 to 5, got "16000"' })
  t.throws(() => checkOneOf('accuracy', undefined, ['a', 'b']), {
    message: '`accuracy` must be one of "a", "b", got undefined',
  })
  t.throws(() => checkText('path', ''), { code: 'STENO_BAD_OPTION' })
  t.doesNotThrow(() => {
    checkInteger('rate', 5, 1, 5)
    checkOneOf('accuracy', 'b', ['a', 'b'])
    checkText('path', undefined)
  })
})

t.test('every code is raised somewhere and explained in lib/errors.md', async t => {
  const sources = ts.sys.readDirectory(new URL('../lib', import.meta.url).pathname, ['.ts'])
    .filter(path => !path.endsWith('/errors.ts')).map(path => readFileSync(path, 'utf8')).join('\n')
  const guide = readFileSync(new URL('../lib/errors.md', import.meta.url), 'utf8')
  for (const code of errorCodes.keys()) {
    if (code !== 'STENO_BAD_OPTION') t.match(sources, `'${code}'`, `${code} is raised`)
    t.match(guide, `\`${code}\``, `${code} is in the guide`)
  }
  for (const [, code] of guide.matchAll(/`(STENO_\w+)`/g)) t.ok(errorCodes.has(code as ErrorCode), `${code!} exists`)
})

import t from 'tap'
import { checkDashScopeOptions } from '../../../lib/engines/dashscope/check-options.js'
import { dashscope, type DashScopeOptions, validate } from '../../../lib/engines/dashscope/index.js'
import { messageOf, type StenopipeError } from '../../../lib/errors.js'

/** `severity option` of each problem, and all messages as one text. */
function problemsOf(options: Record<string, unknown>): { names: string[]; text: string } {
  const problems = validate(options)
  return {
    names: problems.map(({ severity, option }) => `${severity} ${option}`),
    text: problems.map(({ message }) => message).join('\n'),
  }
}

const otherOptions: readonly (readonly [option: string, values: readonly unknown[], message: RegExp])[] = [
  ['apiKey', [7, null, true], /`apiKey` must be a string or a function, got a value of type (number|object|boolean)$/],
  ['agent', ['x', 7], /`agent` must be an agent of `node:https`/],
  ['baseUrl', ['https://example.org', 'x', 7], /`baseUrl` must be a URL/],
  ['workspace', ['a/b', 7], /`workspace` must be the id of a workspace/],
  ['workspaceHost', ['yes', true], /`workspaceHost` must be (true or false|false unless `workspace` is set)/],
  ['connectTimeout', [0, 1.5, 3_600_001, '5'], /`connectTimeout` must be an integer from 1 to 3600000/],
  ['startTimeout', [0], /`startTimeout` must be an integer/],
  ['finishTimeout', [0], /`finishTimeout` must be an integer/],
  ['stallTimeout', [0], /`stallTimeout` must be an integer/],
  ['idleTimeout', [-1], /`idleTimeout` must be an integer from 0/],
  ['keepAlive', [1, 'yes'], /`keepAlive` must be true or false/],
  ['maxCost', [0, -1, NaN, '1'], /`maxCost` must be a number of USD above 0/],
  ['rateLimiter', [{}, 5, null], /`rateLimiter` must be a rate limiter such as `rateLimiter\(\)`/],
  ['maxSessionDuration', [5], /`maxSessionDuration` must be/],
]

t.test('options of the connection, the limits and the session are checked too', async t => {
  for (const [option, values, message] of otherOptions) {
    for (const value of values) {
      const { names, text } = problemsOf({ [option]: value })
      t.same(names, [`error ${option}`], `${option}: ${String(value)}`)
      t.match(text, message)
    }
  }
  t.same(problemsOf({ headers: { 'x-a': '\n' } }).names, ['error headers["x-a"]'])
  t.same(problemsOf({ resume: { maxRetries: -1 } }).names, ['error maxRetries'])
  t.same(problemsOf({ resume: false, maxSessionDuration: 5 }).names, [], 'an option without effect')
})

t.test('problems of the task and of the connection come at once, each once', async t => {
  const options = { region: 'virginia', sampleRate: 0, baseUrl: 'x', connectTimeout: 0, keepAlive: 1, apiKey: 7 }
  t.same(problemsOf(options).names, [
    'error region', 'error sampleRate', 'error baseUrl', 'error apiKey', 'error connectTimeout', 'error keepAlive',
  ])
})

t.test('a limit of cost needs a price, unless the model or the region is at fault already', async t => {
  t.match(problemsOf({ model: 'next', maxCost: 1 }), { names: ['warning model', 'error maxCost'], text: /price/ })
  t.same(problemsOf({ model: 'next', maxCost: 1, strict: true }).names, ['error model'])
  t.same(problemsOf({ model: 'paraformer-realtime-v2', region: 'singapore', maxCost: 1 }).names, ['error region'])
  t.same(problemsOf({ model: 'paraformer-realtime-v2', maxCost: 1 }).names, [])
})

t.test('dashscope() throws all errors as one, with the option if there is one only, and no warning', async t => {
  const wrong = (options: Record<string, unknown>): StenopipeError => {
    try {
      dashscope(options)
    } catch (error) {
      return error as StenopipeError
    }
    throw new Error('no error')
  }
  t.match(wrong({ idleTimeout: -1, sampleRate: 8000 }), {
    code: 'STENO_OPTIONS_REFUSED', option: 'idleTimeout', retryable: false,
    message: 'Cannot start DashScope: `idleTimeout` must be an integer from 0 to 3600000, got -1',
  })
  const several = wrong({ maxSentenceSilence: 5, startTimeout: 0 })
  t.match(several.message, /`maxSentenceSilence` must be .*; also: `startTimeout` must be /)
  t.equal(several.option, undefined)
  t.doesNotThrow(() => dashscope({ sampleRate: 8000, vocabularyId: 'x' }))
})

t.test('messages can name options and calls in another way', async t => {
  const flag = (code: string): string => `<${code}>`
  const options: DashScopeOptions = {
    model: 'paraformer-realtime-v1', sampleRate: 48_000, vocabularyId: 'x', heartbeat: 1 as never, stallTimeout: 0,
  }
  const messages = checkDashScopeOptions(options).map(({ message }) => message(flag))
  t.same(messages, [
    '<heartbeat> must be true or false, got 1',
    '<sampleRate> is 48000 Hz, but "paraformer-realtime-v1" is for 16000 Hz; '
      + 'decode with <decode({ sampleRate: 16000 })>',
    '<vocabularyId> is not supported by "paraformer-realtime-v1"; set the list as <phraseId>, or choose a v2 model',
    '<stallTimeout> must be an integer from 1 to 3600000, got 0',
  ])
  t.throws(() => dashscope(options), { message: /`heartbeat` must/ })
  try {
    dashscope(options)
  } catch (error) {
    t.equal(messageOf(error as Error, flag), `Cannot start DashScope: ${messages.join('; also: ')}`)
  }
})

t.test('every message begins with its option, named as asked for', async t => {
  for (const [option, values] of otherOptions) {
    for (const value of values) {
      const [problem] = checkDashScopeOptions({ [option]: value })
      t.ok(problem!.message(name => `--${name}`).startsWith(`--${option} must be `), option)
    }
  }
})

t.test('a misspelt option is a problem that suggests the right name', async t => {
  t.match(validate({ langaugeHints: ['en'] } as never), [{
    severity: 'error', option: 'langaugeHints',
    message: '`langaugeHints` is not an option of `dashscope()`; did you mean `languageHints`?',
  }])
  t.throws(() => dashscope({ apikey: 'sk-1' } as never), { message: /did you mean `apiKey`/, option: 'apikey' })
})

import { failure, messageOf, quoted, Redacted, StenopipeError } from '../../errors.js'
import { checkBoolean, checkOption, checkOptionNames, integer, type OptionCheck } from '../../option-checks.js'
import { resumeSettings } from '../../engine/resume/options.js'
import type { OptionProblem, Problem } from './catalogue/problems.js'
import { DEFAULT_MODEL, DEFAULT_REGION } from './catalogue/settings.js'
import { taskProblems } from './catalogue/task-problems.js'
import { estimateCost } from './limits/cost.js'
import { checkMaxCost } from './limits/meter.js'
import { dashScopeOptionNames } from './option-names.js'
import type { DashScopeOptions } from './options.js'
import { endpoint } from './transport/endpoint.js'

/** Name of the engine in messages. */
export const ENGINE = 'DashScope'

/** Longest timeout, in ms. */
const MAX_TIMEOUT = 3_600_000

/** Checks of options that concern neither the task nor the address. */
const connectionChecks: { readonly [Name in keyof DashScopeOptions]: OptionCheck } = {
  apiKey: (option, got) => {
    const redacted = new Redacted(`a value of type ${typeof got}`)
    checkOption(typeof got === 'string' || typeof got === 'function', option, 'a string or a function', redacted)
  },
  agent: (option, got) => { checkOption(typeof got === 'object', option, 'an agent of `node:https`', got) },
  connectTimeout: integer(1, MAX_TIMEOUT),
  startTimeout: integer(1, MAX_TIMEOUT),
  finishTimeout: integer(1, MAX_TIMEOUT),
  stallTimeout: integer(1, MAX_TIMEOUT),
  idleTimeout: integer(0, MAX_TIMEOUT),
  keepAlive: checkBoolean,
  rateLimiter: (option, got) => {
    const { acquire } = (got ?? {}) as { acquire?: unknown }
    checkOption(typeof acquire === 'function', option, 'a rate limiter such as `rateLimiter()`', got)
  },
}

/**
 * Finds every problem with the options of `dashscope()` before anything is sent: types and ranges, combinations, and
 * whether the model supports them, is available in the region and fits the audio. Throws nothing.
 *
 * A problem is a warning where the pages of the service contradict each other, and for a model that is not in the
 * catalogue; `strict: true` makes it an error.
 *
 * @example
 * ```ts
 * import { validate } from 'stenopipe/engines/dashscope'
 *
 * for (const { severity, message } of validate({ model: 'paraformer-realtime-v1', sampleRate: 8000 })) {
 *   console.error(severity, message)
 *   // error `sampleRate` is 8000 Hz, but "paraformer-realtime-v1" is for 16000 Hz; …
 * }
 * ```
 */
export function validate(options: DashScopeOptions = {}): Problem[] {
  return checkDashScopeOptions(options).map(problem => ({ ...problem, message: problem.message(quoted) }))
}

/** `validate()` for callers that name options in their own way. */
export function checkDashScopeOptions(options: DashScopeOptions): OptionProblem[] {
  const ofTask = taskProblems(options)
  const isWrong = (option: string): boolean => ofTask.some(one => one.option === option && one.severity === 'error')
  const ofConnection = [
    () => { checkOptionNames('dashscope()', options, dashScopeOptionNames) },
    // Without environment and key, so that only options are checked.
    () => { endpoint(options, {}, '') },
    ...Object.entries(connectionChecks).map(([option, check]) => () => {
      const got = options[option as keyof DashScopeOptions]
      if (got !== undefined) check(option, got)
    }),
    () => {
      // A model that is not available there has no price there.
      if (!isWrong('model') && !isWrong('region')) checkMaxCost(options.maxCost, priceOf(options))
    },
    () => {
      const { resume, maxSessionDuration } = options
      if (resume !== false) resumeSettings({ ...resume, ...maxSessionDuration !== undefined && { maxSessionDuration } })
    },
  ].flatMap(problemOf)
  return [...ofTask, ...ofConnection.filter(({ option }) => !isWrong(option))]
}

/** Throws STENO_OPTIONS_REFUSED if there are errors among the problems. */
export function throwErrors(problems: readonly OptionProblem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [{ option } = { option: '' }] = errors
  if (errors.length === 0) return
  throw failure('STENO_OPTIONS_REFUSED', {
    engine: ENGINE, problems: errors.map(({ message }) => message), ...errors.length === 1 && { option },
  })
}

/** Price of a second of audio, in USD, where the catalogue has one. */
export function priceOf({ model = DEFAULT_MODEL, region = DEFAULT_REGION }: DashScopeOptions): number | undefined {
  return estimateCost({ model, region, durationMs: 0 }).perSecond
}

function problemOf(check: () => void): OptionProblem[] {
  try {
    check()
    return []
  } catch (error) {
    if (!(error instanceof StenopipeError)) throw error
    return [{ severity: 'error', option: error.option ?? '', message: name => messageOf(error, name) }]
  }
}

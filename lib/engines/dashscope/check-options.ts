import { failure } from '../../errors.js'
import { checkOption, checkInteger } from '../../option-checks.js'
import { resume } from '../../engine/resume/resume.js'
import { capabilitiesOf } from './catalogue/capabilities.js'
import { estimateCost } from './limits/cost.js'
import { endpoint } from './transport/endpoint.js'
import { Meter } from './limits/meter.js'
import { DEFAULT_MODEL, DEFAULT_REGION } from './catalogue/settings.js'
import type { DashScopeOptions } from './options.js'
import type { Problem } from './catalogue/option-rules.js'
import { validate } from './catalogue/validate.js'

export const NAME = 'DashScope'

/** USD for a second of audio, where the catalogue has a price. */
export function priceOf({ model = DEFAULT_MODEL, region = DEFAULT_REGION }: DashScopeOptions): number | undefined {
  return estimateCost({ model, region, durationMs: 0 }).perSecond
}

/** Throws all problems that are errors. @returns The warnings. */
export function refuseErrors(options: DashScopeOptions): Problem[] {
  const problems = validate(options)
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  if (errors.length > 0) throw failure('STENO_OPTIONS_REFUSED', { engine: NAME, problems: errors })
  return problems
}

/** Checks all that can be checked before a session opens. Errors: STENO_BAD_OPTION, STENO_OPTIONS_REFUSED. */
export function checkOptions(options: DashScopeOptions): void {
  refuseErrors(options)
  // Reads nothing of the environment yet, and no key.
  endpoint(options, {}, '')
  checkConnection(options)
  // Knows what a limit may be.
  new Meter({ perSecond: priceOf(options), maxCost: options.maxCost })
  checkSession(options)
}

function checkConnection({ apiKey, agent, rateLimiter, ...options }: DashScopeOptions): void {
  // Named by its type, since a key must not be shown.
  checkOption(apiKey === undefined || typeof apiKey === 'string' || typeof apiKey === 'function', 'apiKey', 'a string or a function', typeof apiKey)
  checkOption(agent === undefined || typeof agent === 'object', 'agent', 'an agent of node:https', agent)
  checkOption(rateLimiter === undefined || typeof rateLimiter.acquire === 'function', 'rateLimiter', 'a rate limiter such as `rateLimiter()`', rateLimiter)
  for (const option of ['connectTimeout', 'startTimeout', 'finishTimeout', 'stallTimeout', 'idleTimeout'] as const) {
    if (options[option] !== undefined) checkInteger(option, options[option], option === 'idleTimeout' ? 0 : 1, 3_600_000)
  }
}

function checkSession(options: DashScopeOptions): void {
  const { keepAlive, resume: patience, maxSessionDuration } = options
  checkOption(keepAlive === undefined || typeof keepAlive === 'boolean', 'keepAlive', 'true or false', keepAlive)
  if (patience === false) return
  const unopened = { name: NAME, capabilities: capabilitiesOf(options), open: () => Promise.reject(new Error(NAME)) }
  resume(unopened, { ...patience, ...maxSessionDuration !== undefined && { maxSessionDuration } })
}

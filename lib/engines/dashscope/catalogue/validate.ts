import { findModel, type ModelInfo, models } from './models.js'
import { DEFAULT_MODEL, type DashScopeSettings } from './settings.js'
import { type ParameterRow, parameterTable } from './parameters.js'
import { commonRules, type Problem, rules } from './option-rules.js'
import { kinds } from './value-kinds.js'

export type { Problem } from './option-rules.js'

interface Check {
  readonly option: keyof DashScopeSettings
  readonly expected: string
  readonly holds: (value: unknown) => boolean
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** Types of what is no row of the parameter table. */
const checks: readonly Check[] = [
  { option: 'model', expected: 'the name of a model such as "fun-asr-realtime"', holds: isText },
  {
    option: 'region', expected: '"beijing" or "singapore"',
    holds: value => value === 'beijing' || value === 'singapore',
  },
  { option: 'strict', expected: 'true or false', holds: value => typeof value === 'boolean' },
  { option: 'phraseId', expected: 'a string that is not empty', holds: isText },
  {
    option: 'context', expected: 'an array of { role: "user" or "assistant", text }',
    holds: value => Array.isArray(value) && value.every(isTurn),
  },
  { option: 'parameters', expected: 'an object of wire names and values', holds: isRecord },
  ...parameterTable.map(({ option, kind, ...limits }) => ({
    option, expected: kinds[kind].expected(limits), holds: (value: unknown) => kinds[kind].holds(value, limits),
  })),
]

/**
 * Looks at all options of a task before anything is sent: types and ranges, and whether the model takes them, is
 * offered in the region and fits the audio. Gives every problem at once, each with what mends it; none is `[]`.
 *
 * Where the service's own pages disagree, and for a model that the catalogue does not know, it warns; `strict: true`
 * makes those errors too. Throws nothing.
 *
 * @example
 * ```ts
 * import { validate } from 'stenopipe/engines/dashscope'
 *
 * for (const { severity, message } of validate({ model: 'paraformer-realtime-v1', sampleRate: 8000 })) {
 *   console.error(severity, message)
 *   // error `sampleRate` is 8000 Hz, but "paraformer-realtime-v1" is made for 16000 Hz; …
 * }
 * ```
 */
export function validate(settings: DashScopeSettings = {}): Problem[] {
  const wrong = checks.filter(({ option, holds }) => settings[option] !== undefined && !holds(settings[option]))
  const usable = without(settings, wrong.map(({ option }) => option))
  const { model: name = DEFAULT_MODEL } = usable
  const model = findModel(name)
  const problems = [
    ...wrong.map(({ option, expected }) =>
      problem('error', option, `\`${option}\` must be ${expected}, got ${show(settings[option])}`)),
    ...model ? modelProblems(usable, model) : [unknownModel(name)],
    ...commonRules.filter(rule => rule.isViolated(usable))
      .map(rule => problem(rule.severity, rule.option, rule.message(usable))),
  ]
  return usable.strict ? problems.map(one => ({ ...one, severity: 'error' })) : problems
}

function modelProblems(settings: DashScopeSettings, model: ModelInfo): Problem[] {
  const given = parameterTable.filter(({ option, without }) =>
    settings[option] !== undefined && settings[option] !== without)
  return [
    ...rules.filter(rule => rule.isViolated(settings, model))
      .map(rule => problem(rule.severity, rule.option, rule.message(settings, model))),
    ...given.flatMap(row => supportProblem(row, model)),
  ]
}

/** Whether the model takes a parameter. One that no model of the catalogue takes does no harm. */
function supportProblem({ option, families, instead, doubt }: ParameterRow, { name, family }: ModelInfo): Problem[] {
  const taken = families.includes(family)
  if (!taken) {
    const severity = families.length > 0 ? 'error' : 'warning'
    return [problem(severity, option, `\`${option}\` is not taken by ${JSON.stringify(name)}; ${instead}`)]
  }
  return doubt === undefined ? [] : [problem('warning', option, `\`${option}\` may do nothing: ${doubt}`)]
}

function unknownModel(name: string): Problem {
  const known = models.filter(({ status }) => status === 'stable').map(model => model.name)
  return problem('warning', 'model', `\`model\` ${JSON.stringify(name)} is not in the catalogue, so nothing else can be checked for it; `
    + `make sure that the name is right, or choose one of ${known.join(', ')}`)
}

function problem(severity: Problem['severity'], option: string, message: string): Problem {
  return { severity, option, message }
}

function without(settings: DashScopeSettings, options: readonly string[]): DashScopeSettings {
  return Object.fromEntries(Object.entries(settings).filter(([option]) => !options.includes(option)))
}

/** Numbers and words as they came, of anything else only its kind: a context holds speech. */
function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'another array'
  return value === null || typeof value !== 'object' ? String(value) : 'another object'
}

function isTurn(value: unknown): boolean {
  return isRecord(value) && (value['role'] === 'user' || value['role'] === 'assistant')
    && typeof value['text'] === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

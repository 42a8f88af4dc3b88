import { isRecord } from '../../../option-checks.js'
import { findModel, type ModelInfo, models } from './models.js'
import { commonRules, modelRules } from './option-rules.js'
import { type ParameterRow, parameterTable } from './parameters.js'
import type { OptionProblem } from './problems.js'
import { DEFAULT_MODEL, type DashScopeSettings } from './settings.js'
import { isText, kinds } from './value-kinds.js'

interface TypeCheck {
  readonly option: keyof DashScopeSettings
  readonly expected: string
  readonly isValid: (value: unknown) => boolean
}

/** Longest string that a message shows. */
const MAX_SHOWN = 40

/** Types and ranges: of the parameter table, and of the options that are not in it. */
const typeChecks: readonly TypeCheck[] = [
  { option: 'model', expected: 'the name of a model such as "fun-asr-realtime"', isValid: isText },
  {
    option: 'region', expected: '"beijing" or "singapore"',
    isValid: value => value === 'beijing' || value === 'singapore',
  },
  { option: 'strict', expected: 'true or false', isValid: value => typeof value === 'boolean' },
  { option: 'phraseId', expected: 'a non-empty string', isValid: isText },
  {
    option: 'context', expected: 'an array of { role: "user" or "assistant", text }',
    isValid: value => Array.isArray(value) && value.every(isTurn),
  },
  { option: 'parameters', expected: 'an object of wire names and values', isValid: isRecord },
  ...parameterTable.map(({ option, kind, ...limits }) => ({
    option,
    expected: kinds[kind].expected(limits),
    isValid: (value: unknown) => kinds[kind].isValid(value, limits),
  })),
]

/** All problems with the options of a task: types and ranges, rules, and support by the model. Throws nothing. */
export function taskProblems(settings: DashScopeSettings): OptionProblem[] {
  const failed = typeChecks.filter(({ option, isValid }) =>
    settings[option] !== undefined && !isValid(settings[option]))
  const valid = without(settings, failed.map(({ option }) => option))
  const { model: name = DEFAULT_MODEL } = valid
  const model = findModel(name)
  const problems: OptionProblem[] = [
    ...failed.map(check => typeProblem(check, settings[check.option])),
    ...model ? modelProblems(valid, model) : [unknownModel(name)],
    ...commonRules.filter(rule => rule.isViolated(valid)).map(({ severity, option, message }): OptionProblem =>
      ({ severity, option, message: name => message(name, valid) })),
  ]
  return valid.strict ? problems.map(problem => ({ ...problem, severity: 'error' })) : problems
}

function typeProblem({ option, expected }: TypeCheck, got: unknown): OptionProblem {
  return { severity: 'error', option, message: name => `${name(option)} must be ${expected}, got ${show(got)}` }
}

function modelProblems(settings: DashScopeSettings, model: ModelInfo): OptionProblem[] {
  const given = parameterTable.filter(({ option, fixedValue }) =>
    settings[option] !== undefined && settings[option] !== fixedValue)
  return [
    ...modelRules.filter(rule => rule.isViolated(settings, model)).map(({ severity, option, message }): OptionProblem =>
      ({ severity, option, message: name => message(name, settings, model) })),
    ...given.flatMap(row => supportProblem(row, model)),
  ]
}

/** Problem with a parameter that the model does not take. One that no model of the catalogue takes does no harm. */
function supportProblem(row: ParameterRow, { name: model, family }: ModelInfo): OptionProblem[] {
  const { option, families, advice, contradiction } = row
  if (!families.includes(family)) {
    const severity = families.length > 0 ? 'error' : 'warning'
    return [{
      severity, option,
      message: name => `${name(option)} is not supported by ${JSON.stringify(model)}; ${advice?.(name) ?? 'remove it'}`,
    }]
  }
  if (contradiction === undefined) return []
  return [{ severity: 'warning', option, message: name => `${name(option)} may have no effect: ${contradiction}` }]
}

function unknownModel(model: string): OptionProblem {
  const known = models.filter(({ status }) => status === 'stable').map(({ name }) => name)
  return {
    severity: 'warning', option: 'model',
    message: name => `${name('model')} ${JSON.stringify(model)} is not in the catalogue, `
      + `so its options cannot be checked; make sure that the name is correct`
      + `, or choose one of ${known.join(', ')}`,
  }
}

function without(settings: DashScopeSettings, options: readonly string[]): DashScopeSettings {
  return Object.fromEntries(Object.entries(settings).filter(([option]) => !options.includes(option)))
}

/** Numbers and short strings as they are, of anything else only the type: a context contains speech. */
function show(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > MAX_SHOWN ? `a string of ${value.length} characters` : JSON.stringify(value)
  }
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  return value === null || typeof value !== 'object' ? String(value) : 'an object'
}

function isTurn(value: unknown): boolean {
  return isRecord(value) && (value['role'] === 'user' || value['role'] === 'assistant')
    && typeof value['text'] === 'string'
}

import type { NameOf } from '../../../errors.js'
import type { ContextTurn } from '../../../types.js'
import { type ModelFamily, type ModelInfo, models } from './models.js'
import { parameterTable } from './parameters.js'
import type { Problem } from './problems.js'
import { DEFAULT_REGION, type DashScopeSettings } from './settings.js'

/** Rule about options in combination, or about an option and a model. */
export interface OptionRule<Arguments extends readonly unknown[]> extends Pick<Problem, 'severity'> {
  readonly option: keyof DashScopeSettings
  /** True when the settings break the rule; they contain only options of valid type and range. */
  readonly isViolated: (settings: DashScopeSettings, ...more: Arguments) => boolean
  /** Message with options and calls named by `name`. */
  readonly message: (name: NameOf, settings: DashScopeSettings, ...more: Arguments) => string
}

/** Newest model of the same kind for the other bandwidth. */
const counterpart: Readonly<Record<ModelFamily, string>> = {
  'fun-asr': 'fun-asr-flash-8k-realtime',
  'fun-asr-8k': 'fun-asr-realtime',
  'paraformer-v1': 'paraformer-realtime-8k-v2',
  'paraformer-v2': 'paraformer-realtime-8k-v2',
  'paraformer-8k-v1': 'paraformer-realtime-v2',
  'paraformer-8k-v2': 'paraformer-realtime-v2',
}

/** Most turns of each role, and most characters of each turn, that the service keeps. */
const MAX_TURNS = 5
const MAX_TURN_CHARACTERS = 400
/** Sample rate of AMR-NB, in Hz. */
const AMR_RATE = 8000

const quote = (value: string): string => JSON.stringify(value)
const list = (values: readonly string[]): string => values.map(quote).join(', ')
const chooseFrom = (names: readonly string[]): string => `choose ${names.length > 1 ? 'one of ' : ''}${list(names)}`
const modelsWithContext = models.filter(({ features }) => features.context).map(({ name }) => name)

/** Rules that depend on the model. Newer pages let Fun-ASR's 16 kHz models take any rate, the main page does not. */
export const modelRules: readonly OptionRule<[ModelInfo]>[] = [
  {
    option: 'region', severity: 'error',
    isViolated: ({ region = DEFAULT_REGION }, { regions }) => !regions.includes(region),
    message: (name, { region = DEFAULT_REGION }, model) =>
      `${name('region')} is ${quote(region)}, but ${quote(model.name)} is available in ${list(model.regions)} only; `
      + `set ${name('region')} to that, with a key of that region, or ${chooseFrom(modelsIn(region))}`,
  },
  {
    option: 'sampleRate', severity: 'warning',
    isViolated: (settings, model) => isOtherRate(settings, model) && model.family === 'fun-asr',
    message: rateMessage,
  },
  {
    option: 'sampleRate', severity: 'error',
    isViolated: (settings, model) => isOtherRate(settings, model) && model.family !== 'fun-asr',
    message: rateMessage,
  },
  {
    option: 'sampleRate', severity: 'warning',
    isViolated: ({ format, sampleRate }, { sampleRates }) =>
      format === 'amr' && (sampleRate ?? (sampleRates === 'any' ? undefined : sampleRates[0])) !== AMR_RATE,
    message: (name, _settings, { family, sampleRates }) =>
      `${name('format')} is "amr", which is AMR-NB and always ${AMR_RATE} Hz; set ${name(`sampleRate: ${AMR_RATE}`)}`
      + (sampleRates === 'any' || sampleRates.includes(AMR_RATE) ? '' : ` and choose ${quote(counterpart[family])}`),
  },
  {
    option: 'languageHints', severity: 'error',
    isViolated: (settings, model) => model.languageHints?.open === false && unknownHints(settings, model).length > 0,
    message: hintMessage,
  },
  {
    option: 'languageHints', severity: 'warning',
    isViolated: (settings, model) => model.languageHints?.open === true && unknownHints(settings, model).length > 0,
    message: hintMessage,
  },
  {
    option: 'languageHints', severity: 'warning',
    isViolated: ({ languageHints = [] }, { languageHints: known }) =>
      known !== undefined && languageHints.length > known.used,
    message: (name, { languageHints = [] }, { name: model, languageHints: known }) =>
      `${name('languageHints')} has ${languageHints.length} codes, but ${quote(model)} uses only the first`
      + `${known!.used > 1 ? ` ${known!.used}` : ''}; remove the others, or all of them to have the language detected`,
  },
  {
    option: 'phraseId', severity: 'error',
    isViolated: ({ phraseId }, { features }) => phraseId !== undefined && features.hotWords !== 'phraseId',
    message: (name, _settings, model) =>
      `${name('phraseId')} is for Paraformer v1, not for ${quote(model.name)}; `
      + `set a list made for this model as ${name('vocabularyId')}`,
  },
  {
    option: 'context', severity: 'error',
    isViolated: ({ context = [] }, { features }) => context.length > 0 && !features.context,
    message: (name, _settings, model) =>
      `${name('context')} is not supported by ${quote(model.name)}; remove it, or ${chooseFrom(modelsWithContext)}`,
  },
]

/** Rules that hold for every model. */
export const commonRules: readonly OptionRule<[]>[] = [
  {
    option: 'maxSentenceSilence', severity: 'warning',
    isViolated: ({ maxSentenceSilence, semanticPunctuationEnabled }) =>
      maxSentenceSilence !== undefined && semanticPunctuationEnabled === true,
    message: name => `${name('maxSentenceSilence')} has no effect while ${name('semanticPunctuationEnabled')} is true; `
      + 'remove one of them',
  },
  {
    option: 'multiThresholdModeEnabled', severity: 'warning',
    isViolated: ({ multiThresholdModeEnabled, semanticPunctuationEnabled }) =>
      multiThresholdModeEnabled === true && semanticPunctuationEnabled === true,
    message: name => `${name('multiThresholdModeEnabled')} has no effect while ${name('semanticPunctuationEnabled')} `
      + 'is true; remove one of them',
  },
  {
    option: 'context', severity: 'warning',
    isViolated: ({ context = [] }) => countTurns(context, 'user') > MAX_TURNS
      || countTurns(context, 'assistant') > MAX_TURNS,
    message: name => `${name('context')} has more than ${MAX_TURNS} turns of a role, `
      + `and the service keeps the newest ${MAX_TURNS}; remove the older ones`,
  },
  {
    option: 'context', severity: 'warning',
    isViolated: ({ context = [] }) => context.some(({ text }) => [...text].length > MAX_TURN_CHARACTERS),
    message: name => `${name('context')} has a turn of more than ${MAX_TURN_CHARACTERS} characters, `
      + 'and the service cuts off the rest; shorten it',
  },
  {
    option: 'parameters', severity: 'warning',
    isViolated: settings => overriddenParameters(settings).length > 0,
    message: (name, settings) => `${name('parameters')} overrides ${list(overriddenParameters(settings))}, `
      + 'which an option sets too; remove one of them',
  },
]

function isOtherRate({ sampleRate }: DashScopeSettings, { sampleRates }: ModelInfo): boolean {
  return sampleRate !== undefined && sampleRates !== 'any' && !sampleRates.includes(sampleRate)
}

/** Advice for audio at another rate than that of the model: another model, or another rate of `decode()`. */
function rateMessage(nameOf: NameOf, { sampleRate }: DashScopeSettings, model: ModelInfo): string {
  const { name, family, sampleRates } = model
  const expected = (sampleRates as readonly number[])[0]!
  const other = models.find(model => model.name === counterpart[family])!
  const isOtherFitting = other.sampleRates === 'any' || other.sampleRates.includes(sampleRate!)
  const where = other.regions.length === 1 ? ` (${other.regions[0]} only)` : ''
  const decoding = `decode with ${nameOf(`decode({ sampleRate: ${expected} })`)}`
  // Upsampling a recording at 8 kHz gains nothing, and the service advises against it.
  const choice = `choose ${quote(other.name)}${where}${sampleRate! > expected ? `, or ${decoding}` : ''}`
  return `${nameOf('sampleRate')} is ${sampleRate} Hz, but ${quote(name)} is for ${expected} Hz; `
    + (isOtherFitting ? choice : decoding)
}

function unknownHints({ languageHints = [] }: DashScopeSettings, { languageHints: known }: ModelInfo): string[] {
  return known ? languageHints.filter(code => !known.codes.includes(code)) : []
}

function hintMessage(nameOf: NameOf, settings: DashScopeSettings, model: ModelInfo): string {
  const { codes, open } = model.languageHints!
  return `${nameOf('languageHints')} has ${list(unknownHints(settings, model))}, but ${quote(model.name)} supports `
    + `${list(codes)}${open ? ', and others are not documented; check that it works' : '; use one of those'}, `
    + 'or choose another model'
}

function modelsIn(region: string): string[] {
  return models.filter(({ regions, status }) => status === 'stable' && regions.some(one => one === region))
    .map(({ name }) => name)
}

function countTurns(context: readonly ContextTurn[], role: ContextTurn['role']): number {
  return context.filter(turn => turn.role === role).length
}

/** Wire names that `parameters` sets although an option sets them. */
function overriddenParameters(settings: DashScopeSettings): string[] {
  return parameterTable
    .filter(({ option, wire }) => settings[option] !== undefined && Object.hasOwn(settings.parameters ?? {}, wire))
    .map(({ wire }) => wire)
}

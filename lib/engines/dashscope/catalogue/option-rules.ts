import type { ContextTurn } from '../../../types.js'
import { type ModelFamily, type ModelInfo, models } from './models.js'
import { DEFAULT_REGION, type DashScopeSettings } from './settings.js'
import { parameterTable } from './parameters.js'

/** What is wrong, or doubtful, with the options. */
export interface Problem {
  /** An error makes the service refuse the task or do other than was asked; a warning may. */
  readonly severity: 'error' | 'warning'
  /** The option at fault. */
  readonly option: string
  /** What is wrong and what mends it. */
  readonly message: string
}

/** What options mean together, or to one model. */
export interface Rule {
  readonly option: keyof DashScopeSettings
  readonly severity: Problem['severity']
  /** Sees only options of the right type; those of another are left out. */
  readonly isViolated: (settings: DashScopeSettings, model: ModelInfo) => boolean
  readonly message: (settings: DashScopeSettings, model: ModelInfo) => string
}

/** The newest model of the same kind for the other bandwidth. */
const counterpart: Readonly<Record<ModelFamily, string>> = {
  'fun-asr': 'fun-asr-flash-8k-realtime',
  'fun-asr-8k': 'fun-asr-realtime',
  'paraformer-v1': 'paraformer-realtime-8k-v2',
  'paraformer-v2': 'paraformer-realtime-8k-v2',
  'paraformer-8k-v1': 'paraformer-realtime-v2',
  'paraformer-8k-v2': 'paraformer-realtime-v2',
}

/** Turns of each role and characters of each that the service keeps. */
const TURNS = 5
const CHARACTERS = 400

const quoted = (words: readonly string[]): string => words.map(word => JSON.stringify(word)).join(', ')
const misfit = ({ sampleRate }: DashScopeSettings, { sampleRates }: ModelInfo): boolean =>
  sampleRate !== undefined && sampleRates !== 'any' && !sampleRates.includes(sampleRate)
const strangers = ({ languageHints = [] }: DashScopeSettings, { languageHints: known }: ModelInfo): string[] =>
  known ? languageHints.filter(code => !known.codes.includes(code)) : []
const turnsOf = (context: readonly ContextTurn[], role: ContextTurn['role']): number =>
  context.filter(turn => turn.role === role).length
const named = (names: readonly string[]): string => `choose ${names.length > 1 ? 'one of ' : ''}${quoted(names)}`
const withContext = models.filter(({ features }) => features.context).map(({ name }) => name)

/** The audio has another rate than the model: a matter of a model's name, or of one option of `decode()`. */
function rateMessage({ sampleRate }: DashScopeSettings, { name, family, sampleRates }: ModelInfo): string {
  const own = (sampleRates as readonly number[])[0]!
  const other = models.find(model => model.name === counterpart[family])!
  const fits = other.sampleRates === 'any' || other.sampleRates.includes(sampleRate!)
  const where = other.regions.length === 1 ? ` (${other.regions[0]} only)` : ''
  const mend = `decode with \`decode({ sampleRate: ${own} })\``
  // What was recorded at 8 kHz gains nothing at 16: the service says not to upsample.
  const choice = fits ? `choose ${JSON.stringify(other.name)}${where}${sampleRate! > own ? `, or ${mend}` : ''}` : mend
  return `\`sampleRate\` is ${sampleRate} Hz, but ${JSON.stringify(name)} is made for ${own} Hz; ${choice}`
}

/** Newer pages let Fun-ASR's 16 kHz models take any rate, the main page does not: where they disagree it warns. */
export const rules: readonly Rule[] = [
  {
    option: 'region', severity: 'error',
    isViolated: ({ region = DEFAULT_REGION }, { regions }) => !regions.includes(region),
    message: ({ region = DEFAULT_REGION }, { name, regions }) =>
      `\`region\` is ${JSON.stringify(region)}, but ${JSON.stringify(name)} is offered in ${quoted(regions)} only; `
      + `set \`region\` to that, with a key of that region, or ${named(offeredIn(region))}`,
  },
  {
    option: 'sampleRate', severity: 'warning', isViolated: (s, m) => misfit(s, m) && m.family === 'fun-asr',
    message: rateMessage,
  },
  {
    option: 'sampleRate', severity: 'error', isViolated: (s, m) => misfit(s, m) && m.family !== 'fun-asr',
    message: rateMessage,
  },
  {
    option: 'sampleRate', severity: 'warning',
    isViolated: ({ format, sampleRate }, { sampleRates }) =>
      format === 'amr' && (sampleRate ?? (sampleRates === 'any' ? 16_000 : sampleRates[0])) !== 8000,
    message: (_, { family, sampleRates }) => '`format` is "amr", which is AMR-NB and always 8000 Hz; set `sampleRate: 8000`'
      + (sampleRates === 'any' || sampleRates.includes(8000) ? '' : ` and choose ${JSON.stringify(counterpart[family])}`),
  },
  {
    option: 'languageHints', severity: 'error',
    isViolated: (s, m) => m.languageHints?.open === false && strangers(s, m).length > 0,
    message: hintMessage,
  },
  {
    option: 'languageHints', severity: 'warning',
    isViolated: (s, m) => m.languageHints?.open === true && strangers(s, m).length > 0, message: hintMessage,
  },
  {
    option: 'languageHints', severity: 'warning',
    isViolated: ({ languageHints = [] }, { languageHints: known }) =>
      known !== undefined && languageHints.length > known.used,
    message: ({ languageHints = [] }, { name, languageHints: known }) =>
      `\`languageHints\` has ${languageHints.length} codes, but ${JSON.stringify(name)} looks at the first ${known!.used > 1 ? known!.used : ''}`.trimEnd()
      + '; leave out the others, or all of them to let the model find out',
  },
  {
    option: 'phraseId', severity: 'error',
    isViolated: ({ phraseId }, { features }) => phraseId !== undefined && features.hotWords !== 'phraseId',
    message: (_, { name }) => `\`phraseId\` is for Paraformer v1, not ${JSON.stringify(name)}; give a list made for this model as \`vocabularyId\``,
  },
  {
    option: 'context', severity: 'error',
    isViolated: ({ context = [] }, { features }) => context.length > 0 && !features.context,
    message: (_, { name }) => `\`context\` is not taken by ${JSON.stringify(name)}; leave it out, or ${named(withContext)}`,
  },
]

/** Rules that hold for every model. */
export const commonRules: readonly (Omit<Rule, 'isViolated' | 'message'> & {
  readonly isViolated: (settings: DashScopeSettings) => boolean
  readonly message: (settings: DashScopeSettings) => string
})[] = [
  {
    option: 'maxSentenceSilence', severity: 'warning',
    isViolated: ({ maxSentenceSilence, semanticPunctuationEnabled }) =>
      maxSentenceSilence !== undefined && semanticPunctuationEnabled === true,
    message: () => '`maxSentenceSilence` does not end sentences while `semanticPunctuationEnabled` is true; leave one of them out',
  },
  {
    option: 'multiThresholdModeEnabled', severity: 'warning',
    isViolated: ({ multiThresholdModeEnabled, semanticPunctuationEnabled }) =>
      multiThresholdModeEnabled === true && semanticPunctuationEnabled === true,
    message: () => '`multiThresholdModeEnabled` does nothing while `semanticPunctuationEnabled` is true; leave one of them out',
  },
  {
    option: 'context', severity: 'warning',
    isViolated: ({ context = [] }) => turnsOf(context, 'user') > TURNS || turnsOf(context, 'assistant') > TURNS,
    message: () => `\`context\` has more than ${TURNS} turns of a role, and the service keeps the newest ${TURNS}; leave out the older ones`,
  },
  {
    option: 'context', severity: 'warning',
    isViolated: ({ context = [] }) => context.some(({ text }) => [...text].length > CHARACTERS),
    message: () => `\`context\` has a turn of more than ${CHARACTERS} characters, and the service cuts its tail; shorten it`,
  },
  {
    option: 'parameters', severity: 'warning',
    isViolated: settings => doubles(settings).length > 0,
    message: settings => `\`parameters\` says again what an option says (${quoted(doubles(settings))}), and wins; leave one of them out`,
  },
]

function hintMessage(settings: DashScopeSettings, model: ModelInfo): string {
  const { codes, open } = model.languageHints!
  const doubt = open ? ' for certain' : ''
  return `\`languageHints\` has ${quoted(strangers(settings, model))}, but ${JSON.stringify(model.name)} knows ${quoted(codes)}${doubt}; `
    + (open ? 'check that it works' : 'use one of those') + ', or choose another model'
}

function offeredIn(region: string): string[] {
  return models.filter(({ regions, status }) => status === 'stable' && regions.some(one => one === region))
    .map(({ name }) => name)
}

function doubles(settings: DashScopeSettings): string[] {
  const given = parameterTable.filter(({ option, wire }) =>
    settings[option] !== undefined && Object.hasOwn(settings.parameters ?? {}, wire))
  return given.map(({ wire }) => wire)
}

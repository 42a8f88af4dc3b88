/**
 * Region of the service, with its own keys and prices: `'beijing'` is mainland China, `'singapore'` international.
 */
export type Region = 'beijing' | 'singapore'

/** Family of models that take the same parameters. */
export type ModelFamily =
  | 'fun-asr' | 'fun-asr-8k' | 'paraformer-v2' | 'paraformer-8k-v2' | 'paraformer-v1' | 'paraformer-8k-v1'

/** Use for which a model is recommended. */
export type Scenario = 'mandarin-meetings' | 'many-languages' | 'chinese-dialects' | 'mixed-zh-en-ja' | 'telephone'

/** Values of `languageHints` that a model takes. */
export interface LanguageHints {
  /** Language codes that the model is documented to take. */
  readonly codes: readonly string[]
  /** Number of hints that the model uses; it ignores the rest. */
  readonly used: number
  /** True when newer pages list more codes than these. */
  readonly open: boolean
}

/** Features of a model. All models give text with word times, without limit of duration. */
export interface ModelFeatures {
  /** True when finals have `emoTag`. */
  readonly emotion: boolean
  /** True when `disfluencyRemovalEnabled` removes filler words. */
  readonly disfluencyRemoval: boolean
  /** Punctuation: always added, or switchable by `punctuationPredictionEnabled`. */
  readonly punctuation: 'always' | 'switchable'
  /** Digits for spoken numbers: always written, or switchable by `inverseTextNormalizationEnabled`. */
  readonly inverseTextNormalization: 'always' | 'switchable'
  /** Option for the id of a hot-word list. */
  readonly hotWords: 'vocabularyId' | 'phraseId'
  /** True when the model takes `context`, before and during a task. */
  readonly context: boolean
}

/** Model of the catalogue. */
export interface ModelInfo {
  /** Name for the option `model`. */
  readonly name: string
  /** Family, which determines the parameters that the model takes. */
  readonly family: ModelFamily
  /** Regions in which the model is available. */
  readonly regions: readonly Region[]
  /** Stable name, latest version, or dated snapshot. */
  readonly status: 'stable' | 'latest' | 'snapshot'
  /** Name of the snapshot that a stable name stands for, where it is documented. */
  readonly aliasOf?: string
  /** Sample rates of the audio, in Hz, or `'any'`. */
  readonly sampleRates: 'any' | readonly number[]
  /** Languages as ISO 639-1 codes. */
  readonly languages: readonly string[]
  /** Dialects and accents of Chinese, in words. */
  readonly dialects: string
  /** Language hints that the model takes; absent if it takes none. */
  readonly languageHints?: LanguageHints
  /** Features beyond text with word times. */
  readonly features: ModelFeatures
  /** Price of a second of audio, in USD, by region. */
  readonly pricePerSecond: Readonly<Partial<Record<Region, number>>>
  /** Uses for which the model is recommended. */
  readonly scenarios: readonly Scenario[]
  /** Page of the service that this entry is from, the date of that page, and further pages. */
  readonly source: { readonly page: string; readonly updated: string; readonly also: string }
}

/**
 * Sources of the catalogue: models, regions, rates, languages, prices and scenarios are from the page; language hints,
 * hot words and context are from the references beside it, which are newer.
 */
const source = {
  page: 'Alibaba Cloud Model Studio, Real-time speech recognition - Fun-ASR/Paraformer',
  updated: '2026-03-24',
  also: 'Fun-ASR and Paraformer client event references of 2026 (language hints, parameters, context)',
} as const

const BEIJING = ['beijing'] as const
const BOTH = ['singapore', 'beijing'] as const

const FUN_DIALECTS = 'Mandarin, Cantonese, Wu, Minnan, Hakka, Gan, Xiang, Jin; accents of Central Plains, Southwest, '
  + 'Jilu, Jianghuai, Lanyin, Jiaoliao, Northeast, Beijing, Hong Kong, Taiwan'
const PARAFORMER_DIALECTS = 'Mandarin, Cantonese, Wu, Minnan, Northeast, Gansu, Guizhou, Henan, Hubei, Hunan, Ningxia, '
  + 'Shanxi, Shaanxi, Shandong, Sichuan, Tianjin, Jiangxi, Yunnan, Shanghainese'

const fun: ModelFeatures = {
  emotion: false, disfluencyRemoval: false, punctuation: 'always', inverseTextNormalization: 'always',
  hotWords: 'vocabularyId', context: false,
}
const paraformer1: ModelFeatures = { ...fun, disfluencyRemoval: true, hotWords: 'phraseId' }
const paraformer2: ModelFeatures = {
  ...fun, disfluencyRemoval: true, punctuation: 'switchable', inverseTextNormalization: 'switchable',
}

/** Common to the stable name and the snapshots of the 16 kHz model. */
const funWide = {
  source, family: 'fun-asr', sampleRates: [16_000], languages: ['zh', 'en', 'ja'], dialects: FUN_DIALECTS,
  features: fun,
} as const
const fun8k = {
  source, family: 'fun-asr-8k', regions: BEIJING, sampleRates: [8000], languages: ['zh'],
  dialects: 'Chinese, unspecified',
  languageHints: { codes: ['zh'], used: 1, open: false }, features: fun, pricePerSecond: { beijing: 0.000032 },
  scenarios: ['telephone'],
} as const
const paraformer = {
  source, regions: BEIJING, status: 'stable', languages: ['zh'], dialects: 'Mandarin',
  pricePerSecond: { beijing: 0.000012 }, scenarios: [],
} as const
/** Pages of 2026 mention 28 codes without naming them; the main page has three. */
const OPEN_HINTS = { codes: ['zh', 'en', 'ja'], used: 1, open: true } as const

/**
 * Real-time models of the service, in the order of its own table. A model that is missing here can still be used.
 *
 * @example
 * ```ts
 * import { models } from 'stenopipe/engines/dashscope'
 *
 * models.filter(model => model.regions.includes('singapore')).map(model => model.name)
 * ```
 */
export const models: readonly ModelInfo[] = [
  {
    ...funWide, name: 'fun-asr-realtime', regions: BOTH, status: 'stable', aliasOf: 'fun-asr-realtime-2025-11-07',
    languageHints: OPEN_HINTS, features: { ...fun, context: true },
    pricePerSecond: { singapore: 0.00009, beijing: 0.000047 }, scenarios: ['mandarin-meetings', 'mixed-zh-en-ja'],
  },
  {
    // The main page has an international price for this model, but lists it for Beijing only.
    ...funWide, name: 'fun-asr-realtime-2026-02-28', regions: BEIJING, status: 'latest',
    languageHints: { codes: ['zh', 'en', 'ja'], used: 1, open: false },
    pricePerSecond: { beijing: 0.000047 }, scenarios: ['mandarin-meetings', 'chinese-dialects'],
  },
  {
    ...funWide, name: 'fun-asr-realtime-2025-11-07', regions: BOTH, status: 'snapshot',
    languageHints: OPEN_HINTS, features: { ...fun, context: true },
    pricePerSecond: { singapore: 0.00009, beijing: 0.000047 }, scenarios: ['mixed-zh-en-ja'],
  },
  {
    ...funWide, name: 'fun-asr-realtime-2025-09-15', regions: BEIJING, status: 'snapshot', languages: ['zh', 'en'],
    dialects: 'Mandarin',
    languageHints: { codes: ['zh', 'en'], used: 1, open: false }, pricePerSecond: { beijing: 0.000047 }, scenarios: [],
  },
  { ...fun8k, name: 'fun-asr-flash-8k-realtime', status: 'stable', aliasOf: 'fun-asr-flash-8k-realtime-2026-01-28' },
  { ...fun8k, name: 'fun-asr-flash-8k-realtime-2026-01-28', status: 'snapshot', scenarios: [] },
  {
    ...paraformer, name: 'paraformer-realtime-v2', family: 'paraformer-v2', sampleRates: 'any', features: paraformer2,
    languages: ['zh', 'en', 'ja', 'ko', 'de', 'fr', 'ru'], dialects: PARAFORMER_DIALECTS,
    languageHints: { codes: ['zh', 'en', 'ja', 'yue', 'ko', 'de', 'fr', 'ru'], used: 8, open: false },
    scenarios: ['mandarin-meetings', 'many-languages', 'chinese-dialects'],
  },
  {
    ...paraformer, name: 'paraformer-realtime-v1', family: 'paraformer-v1', sampleRates: [16_000],
    features: paraformer1,
  },
  {
    ...paraformer, name: 'paraformer-realtime-8k-v2', family: 'paraformer-8k-v2', sampleRates: [8000],
    features: { ...paraformer2, emotion: true },
  },
  {
    ...paraformer, name: 'paraformer-realtime-8k-v1', family: 'paraformer-8k-v1', sampleRates: [8000],
    features: paraformer1,
  },
]

/** Model of that name, or `undefined`. */
export function findModel(name: unknown): ModelInfo | undefined {
  return models.find(model => model.name === name)
}

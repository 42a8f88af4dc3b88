/**
 * Where the service runs, each with keys and prices of its own. Beijing is the Chinese mainland, Singapore
 * international.
 */
export type Region = 'beijing' | 'singapore'

/** Models that take the same parameters. */
export type ModelFamily =
  | 'fun-asr' | 'fun-asr-8k' | 'paraformer-v2' | 'paraformer-8k-v2' | 'paraformer-v1' | 'paraformer-8k-v1'

/** What a model is recommended for. */
export type Scenario = 'mandarin-meetings' | 'many-languages' | 'chinese-dialects' | 'mixed-zh-en-ja' | 'telephone'

/** What `languageHints` may say to a model. */
export interface LanguageHints {
  readonly codes: readonly string[]
  /** How many of them the model looks at. */
  readonly used: number
  /** True where newer pages list more codes than these. */
  readonly open: boolean
}

/** What a model can do beyond text with word times, which all give, without limit of duration. */
export interface ModelFeatures {
  /** Finals carry `emoTag`. */
  readonly emotion: boolean
  /** `disfluencyRemovalEnabled` takes out filler words. */
  readonly disfluencyRemoval: boolean
  /** Whether punctuation can be turned off. */
  readonly punctuation: 'always' | 'switchable'
  /** Whether digits for spoken numbers can be turned off. */
  readonly inverseTextNormalization: 'always' | 'switchable'
  /** Which option names its list of hot words. */
  readonly hotWords: 'vocabularyId' | 'phraseId'
  /** Takes `context`, before and during a task. */
  readonly context: boolean
}

/** One row of the catalogue. */
export interface ModelInfo {
  readonly name: string
  readonly family: ModelFamily
  readonly regions: readonly Region[]
  readonly status: 'stable' | 'latest' | 'snapshot'
  /** The snapshot that a stable name stands for. */
  readonly aliasOf?: string
  /** Hz, or `'any'`. */
  readonly sampleRates: 'any' | readonly number[]
  /** ISO 639-1, `yue` for Cantonese. */
  readonly languages: readonly string[]
  readonly dialects: string
  /** Absent where the model takes none. */
  readonly languageHints?: LanguageHints
  readonly features: ModelFeatures
  /** USD for a second of audio. */
  readonly pricePerSecond: Readonly<Partial<Record<Region, number>>>
  readonly scenarios: readonly Scenario[]
  /** Where all this is from, and how old it is. */
  readonly source: { readonly page: string; readonly updated: string; readonly also: string }
}

/**
 * Where the catalogue is from: models, regions, rates, languages, prices and scenarios by the page; language hints,
 * hot words and context by the references beside it, which are newer.
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

/** The stable name and the two dated ones that hear more than Mandarin and English. */
const funWide = {
  source, family: 'fun-asr', sampleRates: [16_000], languages: ['zh', 'en', 'ja'], dialects: FUN_DIALECTS,
  features: fun,
} as const
const fun8k = {
  source, family: 'fun-asr-8k', regions: BEIJING, sampleRates: [8000], languages: ['zh'],
  dialects: 'Chinese, not told apart',
  languageHints: { codes: ['zh'], used: 1, open: false }, features: fun, pricePerSecond: { beijing: 0.000032 },
  scenarios: ['telephone'],
} as const
const paraformer = {
  source, regions: BEIJING, status: 'stable', languages: ['zh'], dialects: 'Mandarin',
  pricePerSecond: { beijing: 0.000012 }, scenarios: [],
} as const
/** 28 codes on pages of 2026, unnamed in what we have; three on the main page. */
const OPEN_HINTS = { codes: ['zh', 'en', 'ja'], used: 1, open: true } as const

/**
 * The service's real-time models, by the order of its own table. A model that is not here may still be used.
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
    // The main page lists an international price for it, yet offers it in Beijing only.
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

/** The row of that name, or `undefined`. */
export function findModel(name: unknown): ModelInfo | undefined {
  return models.find(model => model.name === name)
}

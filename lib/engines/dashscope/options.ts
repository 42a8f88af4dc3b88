import type { ContextTurn } from '../../types.js'
import type { Region } from './models.js'

/** Forms of audio that the service takes as they are: opus and speex in Ogg, wav with PCM in it, amr as AMR-NB. */
export type WireFormat = 'pcm' | 'wav' | 'mp3' | 'opus' | 'speex' | 'aac' | 'amr'

/** Words that a sentence must not show; at most 32 in all. */
export interface SpecialWordFilter {
  /** Each is replaced by `*`. */
  readonly filterWithSigned?: readonly string[]
  /** Each is taken out. */
  readonly filterWithEmpty?: readonly string[]
  /** The service's own list too. Default false. */
  readonly systemReservedFilter?: boolean
}

/**
 * What a task can be told, by the service's names in camel case; without a value the service's default holds.
 * `validate()` says which of them a model takes.
 */
export interface DashScopeParameters {
  /** Form of the audio. Default `'pcm'`: s16le mono. */
  readonly format?: WireFormat
  /** Hz of the audio. Default: the model's own, 16000 where it takes any. */
  readonly sampleRate?: number
  /** Languages to expect, such as `['en']`. Default: the model finds out. Fun-ASR looks at the first only. */
  readonly languageHints?: readonly string[]
  /** A list of hot words made for this model. */
  readonly vocabularyId?: string
  /** A list of hot words for Paraformer v1. */
  readonly phraseId?: string
  /** True: sentences end by meaning (accurate); false, the default: at silence (fast). */
  readonly semanticPunctuationEnabled?: boolean
  /** Silence that ends a sentence, in ms, 200-6000. Default 1300, 800 on older pages. */
  readonly maxSentenceSilence?: number
  /** Keeps sentences that end at silence from growing too long. Default false. */
  readonly multiThresholdModeEnabled?: boolean
  /** Default true. */
  readonly punctuationPredictionEnabled?: boolean
  /** Digits for spoken numbers. Default true. */
  readonly inverseTextNormalizationEnabled?: boolean
  /** Leaves filler words out. Default false. */
  readonly disfluencyRemovalEnabled?: boolean
  /** Keeps the connection through long silence as long as silent audio is sent. Default false. */
  readonly heartbeat?: boolean
  /** -1 (noise counts as speech) to 1 (speech counts as noise), to be tuned in steps of 0.1. */
  readonly speechNoiseThreshold?: number
  /** An object, or the service's own JSON as a string. */
  readonly specialWordFilter?: SpecialWordFilter | string
  /** Tells speakers apart; the service documents no effect in real time. */
  readonly diarizationEnabled?: boolean
  /** How many speakers to expect. */
  readonly speakerCount?: number
  /** The service documents no effect in real time. */
  readonly timestampAlignmentEnabled?: boolean
  /** The service documents no effect in real time. */
  readonly audioEventDetectionEnabled?: boolean
  /** Hot words without a list, word to weight 1-5 or 50; `qwen-audio-3.0` models only. */
  readonly vocabulary?: Readonly<Record<string, number>>
  /** `qwen-audio-3.1-message` only. Default false. */
  readonly intermediateResultEnabled?: boolean
  /** `qwen-audio-3.1-message` only. */
  readonly keepDialect?: boolean
  /** `qwen-audio-3.1-message` only. */
  readonly vadModel?: string
  /** What was said before. `fun-asr-realtime` and its snapshot of 2025-11-07. */
  readonly context?: readonly ContextTurn[]
  /** Anything else, by wire name, sent as it is; it wins over the options above. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** What `validate()` looks at. */
export interface DashScopeSettings extends DashScopeParameters {
  /** Default `'fun-asr-realtime'`. */
  readonly model?: string
  /** Default `'beijing'`. */
  readonly region?: Region
  /** True makes every warning an error. Default false. */
  readonly strict?: boolean
}

/** The model of an engine that was told none. */
export const DEFAULT_MODEL = 'fun-asr-realtime'
/** The region of the official SDKs' default address. */
export const DEFAULT_REGION: Region = 'beijing'

import type { WireFormat } from '../../../engine/audio-formats.js'
import type { ContextTurn } from '../../../types.js'
import type { Region } from './models.js'

export type { WireFormat }

/** Words that are replaced in or removed from sentences; at most 32 in all. */
export interface SpecialWordFilter {
  /** Words replaced by `*`. */
  readonly filterWithSigned?: readonly string[]
  /** Words removed. */
  readonly filterWithEmpty?: readonly string[]
  /** True to apply the service's own list as well. Default false. */
  readonly systemReservedFilter?: boolean
}

/**
 * Parameters of a task, by the service's names in camel case; one that is not set has the service's default.
 * `validate()` reports those that a model does not take.
 */
export interface DashScopeParameters {
  /** Format of the audio. Default `'pcm'`: s16le mono. */
  readonly format?: WireFormat
  /** Sample rate of the audio, in Hz. Default: the model's own, 16000 if it takes any. */
  readonly sampleRate?: number
  /** Languages to expect, such as `['en']`. Default: detected by the model. Fun-ASR uses the first only. */
  readonly languageHints?: readonly string[]
  /** Id of a hot-word list made for this model. */
  readonly vocabularyId?: string
  /** Id of a hot-word list for Paraformer v1. */
  readonly phraseId?: string
  /** True to end sentences by meaning (accurate), false to end them at silence (fast). Default false. */
  readonly semanticPunctuationEnabled?: boolean
  /** Silence that ends a sentence, in ms, 200-6000. Default 1300, 800 on older pages. */
  readonly maxSentenceSilence?: number
  /** True to keep sentences that end at silence from becoming too long. Default false. */
  readonly multiThresholdModeEnabled?: boolean
  /** True to add punctuation. Default true. */
  readonly punctuationPredictionEnabled?: boolean
  /** True to write spoken numbers as digits. Default true. */
  readonly inverseTextNormalizationEnabled?: boolean
  /** True to remove filler words. Default false. */
  readonly disfluencyRemovalEnabled?: boolean
  /** True to keep the connection open through long silence, provided that silent audio is sent. Default false. */
  readonly heartbeat?: boolean
  /** Threshold between speech and noise, in steps of 0.1: -1 (noise counts as speech) to 1 (speech counts as noise). */
  readonly speechNoiseThreshold?: number
  /** Filter as an object, or as the service's own JSON. */
  readonly specialWordFilter?: SpecialWordFilter | string
  /** True to distinguish speakers; the service documents no effect in real time. */
  readonly diarizationEnabled?: boolean
  /** Number of speakers to expect; the service documents no effect in real time. */
  readonly speakerCount?: number
  /** True to align timestamps; the service documents no effect in real time. */
  readonly timestampAlignmentEnabled?: boolean
  /** True to detect audio events; the service documents no effect in real time. */
  readonly audioEventDetectionEnabled?: boolean
  /** Hot words without a list, each with its weight, 1-5 or 50; `qwen-audio-3.0` models only. */
  readonly vocabulary?: Readonly<Record<string, number>>
  /** True for interim results; `qwen-audio-3.1-message` only. Default false. */
  readonly intermediateResultEnabled?: boolean
  /** True to write dialects as spoken; `qwen-audio-3.1-message` only. */
  readonly keepDialect?: boolean
  /** Name of a voice activity detector; `qwen-audio-3.1-message` only. */
  readonly vadModel?: string
  /** Turns of the conversation before this one; `fun-asr-realtime` and its snapshot of 2025-11-07 only. */
  readonly context?: readonly ContextTurn[]
  /** Other parameters by their wire names, sent unchanged; they override the options above. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** Options of a task: its parameters, the model and the region. */
export interface DashScopeSettings extends DashScopeParameters {
  /** Name of the model; `models` lists them. Default `'fun-asr-realtime'`. */
  readonly model?: string
  /** Region of the service. Default `'beijing'`. */
  readonly region?: Region
  /** True to treat every warning of `validate()` as an error. Default false. */
  readonly strict?: boolean
}

/** Model of an engine for which none is set. */
export const DEFAULT_MODEL = 'fun-asr-realtime'
/** Region of the official SDKs' default address. */
export const DEFAULT_REGION: Region = 'beijing'

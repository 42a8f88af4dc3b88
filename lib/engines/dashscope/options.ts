import type { Agent } from 'node:http'
import type { WireFormat } from '../../engine/audio-formats.js'
import type { ResumeOptions } from '../../engine/resume/options.js'
import type { ContextTurn } from '../../types.js'
import type { RateLimiter } from './limits/rate-limiter.js'
import type { ApiKey } from './transport/credentials.js'
import type { Region } from './catalogue/models.js'

export type { WireFormat }

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

/** Options of `dashscope()`, and of `recognize()` where it uses DashScope. Times in ms. */
export interface DashScopeOptions extends DashScopeSettings {
  /**
   * The key, or a function that gives one, asked anew for each connection. Default: DASHSCOPE_API_KEY, then the file
   * of the official SDKs (DASHSCOPE_API_KEY_FILE_PATH or `~/.dashscope/api_key`).
   */
  readonly apiKey?: ApiKey
  /** Whole address, `wss://host/api-ws/v1/inference`; wins over `region`. Default: DASHSCOPE_WEBSOCKET_BASE_URL, then the region's. */
  readonly baseUrl?: string
  /** Id of a workspace, sent as a header. Default: the key's own. */
  readonly workspace?: string
  /** Uses the workspace's own host, which some models need. Default false. */
  readonly workspaceHost?: boolean
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>
  /** An agent of `node:https` (of `node:http` for `ws://`); leaves `proxy` without effect. */
  readonly agent?: Agent
  /** Address of a proxy, or false for none. Default: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
  readonly proxy?: string | false
  /** How long the handshake may take. Default 10000. */
  readonly connectTimeout?: number
  /** How long the service may take to start a task. Default 10000. */
  readonly startTimeout?: number
  /** How long the service may say nothing after the last audio. Default 30000. */
  readonly finishTimeout?: number
  /** How long the service may take no audio while some waits. Default 20000. */
  readonly stallTimeout?: number
  /** How long a connection waits for its next task; 0: it is closed. Default 50000, since the service closes it after 60 s. */
  readonly idleTimeout?: number
  /** Sends silence when the source gives none, so that the service does not end the task after 23 s. PCM only. Default false. */
  readonly keepAlive?: boolean
  /** Ends the session cleanly, with STENO_COST_LIMIT, before it costs more, in USD. Default: no limit. */
  readonly maxCost?: number
  /** When tasks may start. Default: 20 a second for each account, shared by all engines of the process. */
  readonly rateLimiter?: RateLimiter
  /** What happens when the link breaks; false: the break is an error. */
  readonly resume?: Omit<ResumeOptions, 'maxSessionDuration'> | false
  /** Renews a session that has taken so much audio, as `resume()` does. Default: never, since the service documents no limit. */
  readonly maxSessionDuration?: number
}

/** The model of an engine that was told none. */
export const DEFAULT_MODEL = 'fun-asr-realtime'
/** The region of the official SDKs' default address. */
export const DEFAULT_REGION: Region = 'beijing'

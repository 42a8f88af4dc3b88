/** Format of the audio between stages: raw samples, signed 16-bit little-endian, one channel; or encoded audio. */
export interface AudioFormat<Encoding extends string = 's16le'> {
  /** `'s16le'` for raw samples, else the name of a codec. */
  readonly encoding: Encoding
  /** Sample rate in Hz. */
  readonly sampleRate: number
  /** Number of channels; stages carry one. */
  readonly channels: 1
}

/** Chunk of PCM with its position on the source clock. */
export interface AudioChunk {
  /** s16le mono samples. */
  readonly data: Uint8Array
  /** Start of the first sample on the source clock, in ms. */
  readonly start: number
  /** Duration in ms. */
  readonly duration: number
  /** True for speech detected by a voice detector, with its padding; false for silence. */
  readonly speech?: boolean
  /** True when speech ends with this chunk, or is split after it because it has become too long. */
  readonly endOfSpeech?: boolean
}

/** Audio of a live source that was discarded because it was not read in time. */
export interface Drop {
  /** Start on the source clock, in ms. */
  readonly start: number
  /** Duration in ms. */
  readonly duration: number
}

/** One recognised word (for Chinese and Japanese often one character). */
export interface Word {
  /** Start on the source clock, integer ms. */
  readonly beginTime: number
  /** End on the source clock, integer ms. */
  readonly endTime: number
  /** Text of the word without its punctuation. */
  readonly text: string
  /** Punctuation after the word, `''` if none. */
  readonly punctuation: string
  /** Id of the speaker, where the engine distinguishes speakers. */
  readonly speakerId?: string
}

/** Emotion of a sentence, in the service's terms. */
export type EmoTag = 'positive' | 'negative' | 'neutral'

/** Current text of one sentence. */
export interface Sentence {
  /** Number of the sentence in its stream, from 1; interims and their final share it. */
  readonly sentenceId: number
  /** Start on the source clock, integer ms. */
  readonly beginTime: number
  /** End on the source clock, integer ms; `null` while interim. */
  readonly endTime: number | null
  /** Text of the whole sentence so far; each interim replaces the previous one. */
  readonly text: string
  /** Words of `text` in order; empty when the engine returns no word times. */
  readonly words: readonly Word[]
  /** Id of the speaker, where the engine distinguishes speakers. */
  readonly speakerId?: string
  /** Emotion, on finals of `paraformer-realtime-8k-v2` that end at silence. */
  readonly emoTag?: EmoTag
  /** Confidence of `emoTag`, 0 to 1. */
  readonly emoConfidence?: number
}

/** Usage of a session so far. */
export interface Usage {
  /** Billed audio of the session so far, in seconds. */
  readonly duration: number
}

/** Result of `recognize()`, an interim or a final. */
export interface RecognitionResult {
  /** Id of the session; the service calls it the task id. */
  readonly requestId: string
  /** Sentence that the result is about. */
  readonly sentence: Sentence
  /** False for an interim, which may still change; true for the final, which never does. */
  readonly isSentenceEnd: boolean
  /** Usage of the session, where the engine bills. */
  readonly usage?: Usage
}

/** Earlier turn of a conversation, given to an engine as context. */
export interface ContextTurn {
  /** Speaker of the turn; the user comes before the assistant. */
  readonly role: 'user' | 'assistant'
  /** Text of the turn. The service keeps the first 400 characters, and the newest five turns of each role. */
  readonly text: string
}

/** One word of a cue, with its own times. */
export interface CueWord {
  /** Text as shown, with its punctuation. */
  readonly text: string
  /** Start on the source clock, integer ms. */
  readonly start: number
  /** End on the source clock, integer ms, not before `start`. */
  readonly end: number
}

/** One caption. */
export interface Cue {
  /** Start on the source clock, integer ms. */
  readonly start: number
  /** End on the source clock, integer ms, after `start`. */
  readonly end: number
  /** Lines of text, one or two, none of them empty. */
  readonly lines: readonly string[]
  /** Words of each line, in the order of its text; absent where there are no word times. */
  readonly words?: readonly (readonly CueWord[])[]
  /** Speaker, where the engine distinguishes speakers. */
  readonly speaker?: string
  /** Language as a BCP 47 tag, such as `de` or `zh-Hans`. */
  readonly language?: string
}

/** Answer of a service to a failure, in its own words, for logs and for its support. */
export interface ServiceDetails {
  /** The service's code, such as `InvalidParameter`. */
  readonly serviceCode?: string
  /** The service's message, with keys removed. It may quote what was sent. */
  readonly serviceMessage?: string
  /** Id under which its support finds the request: the task id, or that of a refused connection. */
  readonly requestId?: string
  /** WebSocket close code. */
  readonly closeCode?: number
  /** HTTP status at which the connection was refused. */
  readonly httpStatus?: number
  /** Wait that the service asks for, in ms. */
  readonly retryAfter?: number
}

/** The form of raw audio between stages: signed 16-bit little-endian samples, one channel. */
export interface AudioFormat {
  /** The only sample format that flows between stages. */
  readonly encoding: 's16le'
  /** Frames a second, in Hz. */
  readonly sampleRate: number
  /** Channels; stages carry one. */
  readonly channels: 1
}

/** A piece of PCM with its place on the source clock. */
export interface AudioChunk {
  /** s16le mono samples. */
  readonly data: Uint8Array
  /** Where the first sample lies on the source clock, in ms. */
  readonly start: number
  /** How long the piece lasts, in ms. */
  readonly duration: number
  /** True for speech, which a voice detector heard, and for what belongs to it before and after; false for silence. */
  readonly speech?: boolean
  /** True when speech ends with this piece, or was cut behind it because it had become too long. */
  readonly endOfSpeech?: boolean
}

/** Audio of a source that cannot wait, which nobody took in time. */
export interface Drop {
  /** Where it began on the source clock, in ms. */
  readonly start: number
  /** How long it was, in ms. */
  readonly duration: number
}

/** One recognised word (for Chinese and Japanese often one character). */
export interface Word {
  /** Start on the source clock, integer ms. */
  readonly beginTime: number
  /** End on the source clock, integer ms. */
  readonly endTime: number
  /** The word without its punctuation. */
  readonly text: string
  /** The mark that follows the word, `''` if none. */
  readonly punctuation: string
  /** Who said it, where the engine tells speakers apart. */
  readonly speakerId?: string
}

/** The mood of a sentence, in the service's words. */
export type EmoTag = 'positive' | 'negative' | 'neutral'

/** What an engine says about one sentence so far. */
export interface Sentence {
  /** 1 for the first sentence of a stream, then one more for each; interims and their final share it. */
  readonly sentenceId: number
  /** Start on the source clock, integer ms. */
  readonly beginTime: number
  /** End on the source clock, integer ms; `null` while interim. */
  readonly endTime: number | null
  /** The whole sentence so far: each interim replaces the one before. */
  readonly text: string
  /** The words of `text` in order; empty when the engine gives no word times. */
  readonly words: readonly Word[]
  /** Who said it, where the engine tells speakers apart. */
  readonly speakerId?: string
  /** On finals of `paraformer-realtime-8k-v2` whose sentences are cut by silence. */
  readonly emoTag?: EmoTag
  /** How sure `emoTag` is, 0 to 1. */
  readonly emoConfidence?: number
}

/** What a session has cost so far. */
export interface Usage {
  /** Billed audio of the session so far, in seconds. */
  readonly duration: number
}

/** One item on the readable side of `recognize()`. */
export interface RecognitionResult {
  /** The session that said it; the service calls it the task id. */
  readonly requestId: string
  readonly sentence: Sentence
  /** False for an interim, which may still change; true for the final, which never does. */
  readonly isSentenceEnd: boolean
  /** Only where the engine bills. */
  readonly usage?: Usage
}

/** Something said before, that helps to hear what is said now. */
export interface ContextTurn {
  /** Within a turn the user comes first. */
  readonly role: 'user' | 'assistant'
  /** The service keeps the first 400 characters, and the newest five turns of each role. */
  readonly text: string
}

/** One word of a cue, with its own time. */
export interface CueWord {
  /** As shown, with its punctuation. */
  readonly text: string
  /** When it is begun, integer ms on the source clock. */
  readonly start: number
  /** When it has been said, integer ms, not before `start`. */
  readonly end: number
}

/** One caption. */
export interface Cue {
  /** When it appears, integer ms on the source clock. */
  readonly start: number
  /** When it goes, integer ms, later than `start`. */
  readonly end: number
  /** What it shows, one or two lines, none of them empty. */
  readonly lines: readonly string[]
  /** The words line by line, in the order of the text of that line; absent where there are no word times. */
  readonly words?: readonly (readonly CueWord[])[]
  /** Who says it, where the engine tells speakers apart. */
  readonly speaker?: string
  /** In which language, as a BCP 47 tag such as `de` or `zh-Hans`. */
  readonly language?: string
}

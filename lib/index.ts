export { fileSource } from './audio/source.js'
export type { FileSource, FileSourceOptions } from './audio/source.js'
export { decode } from './audio/decode.js'
export type { DecodeOptions, Decoder, InputFormat } from './audio/decode.js'

export { recognize, Recognizer } from './recognize/recognize.js'
export type { AudioInput, RecognizeOptions, SessionInfo, Told } from './recognize/recognize.js'
export type { Metrics } from './recognize/metrics.js'
export type { SessionMessage } from './recognize/diagnostics.js'
export { resume } from './recognize/resume.js'
export type { ResumeOptions } from './recognize/resume.js'
export type {
  AudioEncoding, Engine, EngineCapabilities, EngineSession, SessionAccount, SessionEvent, SessionFormat, SessionOptions,
} from './recognize/engine.js'

export { toJsonl, toSrt, toText } from './captions/formatter.js'
export type { CaptionOptions, FormatterOptions, JsonlOptions } from './captions/formatter.js'
export { toCues } from './captions/cues.js'
export type { CuesOptions } from './captions/cues.js'
export type { Cue, CueWord } from './captions/cue.js'
export type { LayoutOptions } from './captions/layout/options.js'
export type { Language, Profile } from './captions/layout/profiles.js'

export { errorCodes, StenopipeError } from './errors.js'
export type { ErrorCode, ServiceDetails } from './errors.js'
export type { AudioChunk, AudioFormat, ContextTurn, EmoTag, RecognitionResult, Sentence, Usage, Word } from './types.js'

export { fileSource } from './audio/source.js'
export type { FileSource, FileSourceOptions } from './audio/source.js'
export { decode } from './audio/decode.js'
export type { DecodeOptions, Decoder, InputFormat } from './audio/decode.js'
export { resample } from './audio/resample.js'
export type { ResampleOptions, ResampleStage } from './audio/resample.js'
export { normalize } from './audio/normalize.js'
export type { NormalizeOptions, NormalizeStage } from './audio/normalize.js'
export { chunk } from './audio/chunk.js'
export type { ChunkOptions, ChunkStage, SpeechEvent, VadName } from './audio/chunk.js'
export type { Vad } from './audio/vad.js'
export { pace } from './audio/pace.js'
export type { Clock, PaceOptions, PaceStage } from './audio/pace.js'

export { recognize, Recognizer } from './recognize/recognize.js'
export type { AudioInput, RecognizeOptions, SessionInfo } from './recognize/recognize.js'
export type {
  AudioEncoding, Engine, EngineCapabilities, EngineSession, SessionAccount, SessionEvent, SessionFormat, SessionOptions,
} from './recognize/engine.js'

export { toJsonl, toSrt, toText } from './captions/formatter.js'
export type { FormatterOptions, JsonlOptions } from './captions/formatter.js'

export { errorCodes, StenopipeError } from './errors.js'
export type { ErrorCode, ServiceDetails } from './errors.js'
export type { AudioChunk, AudioFormat, ContextTurn, EmoTag, RecognitionResult, Sentence, Usage, Word } from './types.js'

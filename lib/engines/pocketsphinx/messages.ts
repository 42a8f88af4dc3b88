import type { ErrorCode } from '../../errors.js'
import type { Sentence } from '../../types.js'
import type { DecoderOptions } from './native.js'

/** Options of a worker. */
export interface WorkerOptions extends DecoderOptions {
  /** Silence that ends a sentence, in ms. */
  readonly maxSentenceSilence: number
  /** One byte; once it is 1, the worker discards pending audio. */
  readonly closing: SharedArrayBuffer
}

/** Message from a session to its worker. */
export type WorkerRequest =
  | { readonly type: 'audio'; readonly samples: Int16Array }
  | { readonly type: 'finish' }
  | { readonly type: 'close' }

/** Message from a worker to its session. */
export type WorkerReply =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly sentence: Sentence; readonly isSentenceEnd: boolean }
  /** More samples were decoded. */
  | { readonly type: 'decoded'; readonly samples: number }
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }

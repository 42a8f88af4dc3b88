import type { ErrorCode } from '../../errors.js'
import type { Sentence } from '../../types.js'
import type { DecoderOptions } from './native.js'

/** What a worker is started with. */
export interface WorkerOptions extends DecoderOptions {
  readonly maxSentenceSilence: number
  /** One byte; once it is 1 the worker drops the audio that waits. */
  readonly closing: SharedArrayBuffer
}

/** From a session to its worker. */
export type Request =
  | { readonly type: 'audio'; readonly samples: Int16Array }
  | { readonly type: 'finish' }
  | { readonly type: 'close' }

/** From a worker to its session. */
export type Reply =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly sentence: Sentence; readonly isSentenceEnd: boolean }
  /** So many samples more have been recognised. */
  | { readonly type: 'taken'; readonly samples: number }
  | { readonly type: 'finished' }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }

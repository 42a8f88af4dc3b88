import type { Observable, OperatorFunction } from 'rxjs'
import type { AudioInput } from '../../recognize/options.js'
import type { RecognitionParam } from '../param.js'
import type { RecognitionResult } from '../result.js'
import { streamCall } from '../stream-call.js'

/**
 * Recognises the audio of an Observable: `streamCall()` as an operator.
 *
 * Errors: STENO_BAD_OPTION when applied; then those of `streamCall()`.
 *
 * @example
 * ```ts
 * import { fromEvent } from 'rxjs'
 * import { recognizeWith } from 'stenopipe/rx'
 *
 * const audio = fromEvent(process.stdin, 'data', (frame: Buffer) => frame)
 * audio.pipe(recognizeWith({ backpressure: 'latest', maxBuffer: 5000 })).subscribe(console.log)
 * ```
 */
export function recognizeWith(param: RecognitionParam = {}): OperatorFunction<AudioInput, RecognitionResult> {
  return (audio: Observable<AudioInput>) => streamCall(param, audio)
}

import { Observable } from 'rxjs'
import { CallMetrics } from './call-metrics.js'
import { checkParam, type RecognitionParam } from './param.js'
import type { RecognitionResult } from './result.js'
import { RecognitionRun } from './recognition-run.js'
import { type AudioSource, checkSource, connect } from './source.js'

/**
 * Recognises the audio of a source, as the SDK's `streamCall()` does. The Observable is cold: each subscription opens
 * a session of its own. Unsubscribing aborts the session, unsubscribes from an Observable and closes a stream. It
 * completes, or errors, once: after the last result, when every resource of the session is released.
 *
 * Iterables and streams are paused while the session is busy. Observables cannot be paused: see `backpressure`. A
 * stream can be read once; for `retry()`, create a new one with `defer()`.
 *
 * Errors: STENO_BAD_OPTION at once; in the Observable those of `audio` and of `recognize()`, and
 * STENO_BACKPRESSURE_OVERFLOW.
 *
 * @example
 * ```ts
 * import { decode, fileSource } from 'stenopipe'
 * import { finals, streamCall } from 'stenopipe/rx'
 *
 * const audio = fileSource('talk.mp3').pipe(decode())
 * streamCall({ sampleRate: 16_000 }, audio).pipe(finals()).subscribe(({ sentence }) => { console.log(sentence.text) })
 * ```
 */
export function streamCall(param: RecognitionParam, audio: AudioSource): Observable<RecognitionResult> {
  return streamCallInto(() => new CallMetrics(), param, audio)
}

/** `streamCall()` with metrics for each subscription. */
export function streamCallInto(
  newMetrics: () => CallMetrics, param: RecognitionParam, audio: AudioSource,
): Observable<RecognitionResult> {
  checkParam(param)
  checkSource(audio)
  return new Observable(subscriber => {
    const run = new RecognitionRun(param, newMetrics(), {
      result: result => { subscriber.next(result) },
      error: error => { subscriber.error(error) },
      close: ended => { if (ended) subscriber.complete() },
    })
    subscriber.add(() => { run.destroy() })
    subscriber.add(connect(audio, run, param))
  })
}

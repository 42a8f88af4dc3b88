import { Observable } from 'rxjs'
import { CallMetrics } from './call-metrics.js'
import { checkParam, type RecognitionParam } from './param.js'
import type { RecognitionResult } from './result.js'
import { RecognitionRun } from './recognition-run.js'
import { type AudioSource, checkSource, connect } from './source.js'

/**
 * Recognises what comes from `audio`, as the SDK's `streamCall()` does. The Observable is cold: nothing opens before it is
 * subscribed to, and each subscription is a session of its own. Unsubscribing aborts the session, unsubscribes from an
 * Observable and closes a stream. It completes, or errors, once and after the session's last result, when nothing of the
 * session is left.
 *
 * Iterables and streams are paused while the session takes its time. Observables cannot be: see `backpressure`. A stream can
 * be read once; for `retry()`, make it anew with `defer()`.
 *
 * Errors: STENO_BAD_OPTION at once; in the Observable those of `audio` and of `recognize()`, and STENO_BACKPRESSURE_OVERFLOW.
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

/** The same, with the numbers of each subscription in a record. */
export function streamCallInto(begin: () => CallMetrics, param: RecognitionParam, audio: AudioSource): Observable<RecognitionResult> {
  checkParam(param)
  checkSource(audio)
  return new Observable(subscriber => {
    const run = new RecognitionRun(param, begin(), {
      result: result => { subscriber.next(result) },
      error: error => { subscriber.error(error) },
      close: ended => { if (ended) subscriber.complete() },
    })
    subscriber.add(() => { run.destroy() })
    subscriber.add(connect(audio, run, param))
  })
}

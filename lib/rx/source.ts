import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { from, type InteropObservable, isObservable, type Observable, type ReadableStreamLike, takeWhile } from 'rxjs'
import { checkOption } from '../option-checks.js'
import type { AudioInput } from '../recognize/options.js'
import { InputQueue } from './input-queue.js'
import type { RecognitionParam } from './param.js'
import type { RecognitionRun } from './recognition-run.js'

/** Where audio can come from: what pushes (Observables, of any copy of RxJS) and what can be paused (all the rest). */
export type AudioSource =
  | Observable<AudioInput> | InteropObservable<AudioInput>
  | AsyncIterable<AudioInput> | Iterable<AudioInput> | ReadableStreamLike<AudioInput> | Readable

// What other copies of RxJS and other libraries know each other by.
const OBSERVABLE: PropertyKey = Symbol.observable ?? '@@observable'

type Pushing = Observable<AudioInput> | InteropObservable<AudioInput>

/** Throws STENO_BAD_OPTION unless audio can come from it. */
export function checkSource(audio: AudioSource): void {
  checkOption(pushes(audio) || opener(audio) !== undefined, 'audio',
    'an Observable, an async iterable, a ReadableStream or a Readable of Buffers or AudioChunks', audio)
}

/**
 * Lets audio flow into a run.
 *
 * @returns What unsubscribes from it; streams and iterators are closed when the run is.
 */
export function connect(audio: AudioSource, run: RecognitionRun, param: RecognitionParam): () => void {
  if (pushes(audio)) return push(from(audio), run, param)
  pull(opener(audio)!(), run)
  return () => {}
}

function push(audio: Observable<AudioInput>, run: RecognitionRun, param: RecognitionParam): () => void {
  const feed = new InputQueue(run, param)
  const subscription = audio.pipe(takeWhile(input => feed.push(input))).subscribe({
    error: (error: unknown) => { run.destroy(error as Error) },
    complete: () => { feed.end() },
  })
  return () => { subscription.unsubscribe() }
}

function pull(audio: Readable, run: RecognitionRun): void {
  const isUsedUp = audio.readableEnded || audio.destroyed
  if (audio.errored) run.destroy(audio.errored)
  else if (isUsedUp) checkOption(false, 'audio', 'a stream that nobody has read to its end', audio)
  else audio.pipe(run.input)
}

function pushes(audio: AudioSource): audio is Pushing {
  return isObservable(audio) || (typeof audio === 'object' && audio !== null && typeof Reflect.get(audio, OBSERVABLE) === 'function')
}

/** Makes the stream that is piped; what is open already is taken as it is. */
function opener(audio: unknown): (() => Readable) | undefined {
  if (typeof audio !== 'object' || audio === null || ArrayBuffer.isView(audio)) return undefined
  if (audio instanceof Readable || ('pipe' in audio && 'on' in audio)) return () => audio as Readable
  // Read ahead by one piece at most.
  const options = { objectMode: true, highWaterMark: 1 }
  if (audio instanceof ReadableStream) return () => Readable.fromWeb(audio, options)
  return Symbol.asyncIterator in audio || Symbol.iterator in audio ? () => Readable.from(audio as Iterable<AudioInput>, options) : undefined
}

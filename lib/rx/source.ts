import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { from, type InteropObservable, isObservable, type Observable, type ReadableStreamLike, takeWhile } from 'rxjs'
import { checkOption } from '../option-checks.js'
import type { AudioInput } from '../recognize/options.js'
import { InputQueue } from './input-queue.js'
import type { RecognitionParam } from './param.js'
import type { RecognitionRun } from './recognition-run.js'

/** Source of audio: Observables (of any copy of RxJS) push, all others can be paused. */
export type AudioSource =
  | Observable<AudioInput> | InteropObservable<AudioInput>
  | AsyncIterable<AudioInput> | Iterable<AudioInput> | ReadableStreamLike<AudioInput> | Readable

// Interop point of other copies of RxJS and of other libraries.
const OBSERVABLE: PropertyKey = Symbol.observable ?? '@@observable'

type PushSource = Observable<AudioInput> | InteropObservable<AudioInput>

/** Throws STENO_BAD_OPTION unless it is a source of audio. */
export function checkSource(audio: AudioSource): void {
  checkOption(isPushSource(audio) || streamOpener(audio) !== undefined, 'audio',
    'an Observable, an async iterable, a ReadableStream or a Readable of Buffers or AudioChunks', audio)
}

/**
 * Connects a source to a run. Returns a function that unsubscribes; streams and iterators are closed with the run.
 */
export function connect(audio: AudioSource, run: RecognitionRun, param: RecognitionParam): () => void {
  if (isPushSource(audio)) return subscribeTo(from(audio), run, param)
  pipeFrom(streamOpener(audio)!(), run)
  return () => {}
}

function subscribeTo(audio: Observable<AudioInput>, run: RecognitionRun, param: RecognitionParam): () => void {
  const queue = new InputQueue(run, param)
  const subscription = audio.pipe(takeWhile(input => queue.push(input))).subscribe({
    error: (error: unknown) => { run.destroy(error as Error) },
    complete: () => { queue.end() },
  })
  return () => { subscription.unsubscribe() }
}

function pipeFrom(audio: Readable, run: RecognitionRun): void {
  const isUsedUp = audio.readableEnded || audio.destroyed
  if (audio.errored) run.destroy(audio.errored)
  else if (isUsedUp) checkOption(false, 'audio', 'a stream that has not been read to its end', audio)
  else audio.pipe(run.input)
}

function isPushSource(audio: AudioSource): audio is PushSource {
  if (isObservable(audio)) return true
  return typeof audio === 'object' && audio !== null && typeof Reflect.get(audio, OBSERVABLE) === 'function'
}

/** A function that returns the source as a stream; `undefined` for anything that is no source. */
function streamOpener(audio: unknown): (() => Readable) | undefined {
  if (typeof audio !== 'object' || audio === null || ArrayBuffer.isView(audio)) return undefined
  if (audio instanceof Readable || ('pipe' in audio && 'on' in audio)) return () => audio as Readable
  // Read ahead by one item at most.
  const options = { objectMode: true, highWaterMark: 1 }
  if (audio instanceof ReadableStream) return () => Readable.fromWeb(audio, options)
  if (Symbol.asyncIterator in audio || Symbol.iterator in audio) {
    return () => Readable.from(audio as Iterable<AudioInput>, options)
  }
  return undefined
}

import { failure } from '../errors.js'
import { checkOption } from '../option-checks.js'
import { type AudioInput, checkAudio } from '../recognize/options.js'
import type { CallMetrics } from './call-metrics.js'
import { InputQueue } from './input-queue.js'
import { callUserCallback } from './call-user-callback.js'
import { Deferred } from '../stream/deferred.js'
import { type RecognitionParam, settingsOf } from './param.js'
import type { RecognitionResult } from './result.js'
import { RecognitionRun } from './recognition-run.js'

/**
 * Whom `call()` tells what happens: `onOpen`, then `onEvent` any number of times, then `onComplete` or `onError`, then
 * `onClose`. What one of them throws does not disturb the session; it goes where RxJS sends what subscribers throw.
 */
export interface RecognitionCallback {
  /** The session is open. */
  onOpen?(): void
  /** A result has come. */
  onEvent(result: RecognitionResult): void
  /** All results have come. */
  onComplete?(): void
  /** The session broke; nothing more comes but `onClose`. Default: the error is thrown, as RxJS does where nobody takes one. */
  onError?(error: Error): void
  /** Nothing of the session is left. */
  onClose?(): void
}

/** What became of a frame. */
export interface SentFrame {
  /** False when more than a second of audio waits: send the next frame when `drained` has resolved. */
  readonly accepted: boolean
  /** Resolves when there is room for the next frame; rejects when the session ended before. Nobody need wait for it. */
  readonly drained: Promise<void>
}

const names = ['onOpen', 'onEvent', 'onComplete', 'onError', 'onClose'] as const
const ROOM: SentFrame = { accepted: true, drained: Promise.resolve() }

/** One run of `call(param, callback)`. */
export class CallbackCall {
  readonly #run: RecognitionRun
  readonly #feed: InputQueue
  readonly #stopTimeout: number
  readonly #over = new Deferred()
  /** What the user did to end it. */
  #ended: 'stop' | 'close' | undefined
  #isOver = false
  #deadline: NodeJS.Timeout | undefined

  /** @param param Checked before. */
  constructor(param: RecognitionParam, callback: RecognitionCallback, record: CallMetrics) {
    checkCallback(callback)
    this.#stopTimeout = settingsOf(param).stopTimeout
    this.#run = new RecognitionRun(param, record, {
      open: sampleRate => {
        this.#feed.sampleRate = sampleRate
        callUserCallback(() => callback.onOpen?.())
      },
      result: result => { callUserCallback(() => { callback.onEvent(result) }) },
      end: () => {
        this.#isOver = true
        callUserCallback(() => callback.onComplete?.())
      },
      error: error => {
        this.#isOver = true
        this.#over.reject(error)
        callUserCallback(() => {
          if (!callback.onError) throw error
          callback.onError(error)
        })
      },
      close: ended => {
        this.#isOver = true
        clearTimeout(this.#deadline)
        if (ended) this.#over.resolve()
        else this.#over.reject(failure('STENO_SESSION_CLOSED', { action: 'wait for the end' }))
        callUserCallback(() => callback.onClose?.())
      },
    })
    this.#feed = new InputQueue(this.#run, param)
    // The last one who waits for room is told, too.
    this.#over.promise.catch((error: unknown) => { this.#feed.close(error as Error) })
  }

  /** Whether results may still come. */
  get isOver(): boolean {
    return this.#isOver
  }

  send(frame: AudioInput): SentFrame {
    this.#mustGoOn('send audio')
    checkAudio(frame)
    const room = this.#feed.push(frame) ? this.#feed.room : this.#over.promise
    return room ? { accepted: false, drained: room } : ROOM
  }

  /** The promise itself, since the copy that an async function makes would want to be caught. */
  stop(): Promise<void> {
    this.#mustGoOn('stop')
    this.#ended = 'stop'
    this.#feed.end()
    const ms = this.#stopTimeout
    if (!this.#isOver) {
      this.#deadline = setTimeout(() => {
        this.#run.destroy(failure('STENO_SERVICE_TIMEOUT', { ms, awaited: 'end of the results', option: 'stopTimeout' }))
      }, ms)
    }
    return this.#over.promise
  }

  /** @returns Whether there was something to close. */
  close(): boolean {
    const wasOpen = !this.#isOver
    this.#ended ??= 'close'
    this.#isOver = true
    this.#run.destroy()
    return wasOpen
  }

  #mustGoOn(action: string): void {
    const reason = this.#ended === 'stop' ? '`stop()` was called already' : 'the call was closed'
    if (this.#ended) throw failure('STENO_INVALID_STATE', { action, reason })
  }
}

function checkCallback(callback: RecognitionCallback): void {
  for (const name of names) {
    const listener: unknown = Reflect.get(callback, name)
    checkOption(typeof listener === 'function' || (listener === undefined && name !== 'onEvent'), `callback.${name}`, 'a function', listener)
  }
}

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
 * Callbacks of `call()`, in this order: `onOpen`, `onEvent` any number of times, `onComplete` or `onError`,
 * `onClose`. An error thrown by one of them does not end the session; it is reported the way RxJS reports errors of
 * subscribers.
 */
export interface RecognitionCallback {
  /** Called when the session is open. */
  onOpen?(): void
  /** Called for each result. */
  onEvent(result: RecognitionResult): void
  /** Called when all results have come. */
  onComplete?(): void
  /** Called when the session has failed; only `onClose` follows. Default: the error is thrown, as RxJS does. */
  onError?(error: Error): void
  /** Called when every resource of the session is released. */
  onClose?(): void
}

/** Result of `sendAudioFrame()`. */
export interface SentFrame {
  /** False when more than a second of audio is queued: send the next frame when `drained` has resolved. */
  readonly accepted: boolean
  /** Resolves when there is room for the next frame, rejects when the session ends before. It may be ignored. */
  readonly drained: Promise<void>
}

const names = ['onOpen', 'onEvent', 'onComplete', 'onError', 'onClose'] as const
const ACCEPTED: SentFrame = { accepted: true, drained: Promise.resolve() }

/** One run of `call(param, callback)`. */
export class CallbackCall {
  readonly #run: RecognitionRun
  readonly #queue: InputQueue
  readonly #stopTimeout: number
  readonly #closed = new Deferred()
  /** Call of the user that ended it. */
  #endedBy: 'stop' | 'close' | undefined
  #isDone = false
  #stopTimer: NodeJS.Timeout | undefined

  /** @param param Checked before. */
  constructor(param: RecognitionParam, callback: RecognitionCallback, metrics: CallMetrics) {
    checkCallback(callback)
    this.#stopTimeout = settingsOf(param).stopTimeout
    this.#run = new RecognitionRun(param, metrics, {
      open: sampleRate => {
        this.#queue.sampleRate = sampleRate
        callUserCallback(() => callback.onOpen?.())
      },
      result: result => { callUserCallback(() => { callback.onEvent(result) }) },
      end: () => {
        this.#isDone = true
        callUserCallback(() => callback.onComplete?.())
      },
      error: error => {
        this.#isDone = true
        this.#closed.reject(error)
        callUserCallback(() => {
          if (!callback.onError) throw error
          callback.onError(error)
        })
      },
      close: ended => {
        this.#isDone = true
        clearTimeout(this.#stopTimer)
        if (ended) this.#closed.resolve()
        else this.#closed.reject(failure('STENO_SESSION_CLOSED', { action: 'wait for the end' }))
        callUserCallback(() => callback.onClose?.())
      },
    })
    this.#queue = new InputQueue(this.#run, param)
    // A frame that still waits for room learns of the end too.
    this.#closed.promise.catch((error: unknown) => { this.#queue.close(error as Error) })
  }

  /** True when no more results can come. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** Queues audio. Errors: STENO_BAD_OPTION, STENO_INVALID_STATE. */
  send(frame: AudioInput): SentFrame {
    this.#assertOpen('send audio')
    checkAudio(frame)
    const drained = this.#queue.push(frame) ? this.#queue.drained : this.#closed.promise
    return drained ? { accepted: false, drained } : ACCEPTED
  }

  /** Ends the input. Not an async function: its copy of the promise would have to be caught. */
  stop(): Promise<void> {
    this.#assertOpen('stop')
    this.#endedBy = 'stop'
    this.#queue.end()
    const ms = this.#stopTimeout
    if (!this.#isDone) {
      this.#stopTimer = setTimeout(() => {
        this.#run.destroy(failure('STENO_SERVICE_TIMEOUT', { ms, awaited: 'the last results', option: 'stopTimeout' }))
      }, ms)
    }
    return this.#closed.promise
  }

  /** Ends the call at once; returns false when it had ended already. */
  close(): boolean {
    const wasOpen = !this.#isDone
    this.#endedBy ??= 'close'
    this.#isDone = true
    this.#run.destroy()
    return wasOpen
  }

  #assertOpen(action: string): void {
    const reason = this.#endedBy === 'stop' ? '`stop()` was called already' : 'the call was closed'
    if (this.#endedBy) throw failure('STENO_INVALID_STATE', { action, reason })
  }
}

function checkCallback(callback: RecognitionCallback): void {
  for (const name of names) {
    const listener: unknown = Reflect.get(callback, name)
    const isOptional = name !== 'onEvent'
    const isValid = typeof listener === 'function' || (isOptional && listener === undefined)
    checkOption(isValid, `callback.${name}`, 'a function', listener)
  }
}

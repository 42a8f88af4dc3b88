import type { Observable } from 'rxjs'
import { failure } from '../errors.js'
import { checkOption, checkInteger } from '../option-checks.js'
import type { AudioInput } from '../recognize/options.js'
import { CallMetrics } from './call-metrics.js'
import { CallbackCall, type RecognitionCallback, type SentFrame } from './callback.js'
import { callFile, type Transcription } from './file-call.js'
import { checkParam, type RecognitionParam } from './param.js'
import type { RecognitionResult } from './result.js'
import type { AudioSource } from './source.js'
import { streamCallInto } from './stream-call.js'

/** What the SDK gives to end a call by force. */
export interface DuplexApi {
  /**
   * Ends the call at once, without its last results; of the callback only `onClose` is called. `code` and `reason` are those of
   * a WebSocket, for the SDK's sake; engines say goodbye in their own way.
   *
   * @returns True when a call was going on.
   */
  close(code?: number, reason?: string): boolean
  /** The same, without a word. */
  cancel(): void
}

/**
 * The SDK's `Recognition`, for any engine: audio by callback, from a file or from a stream. One object may be used again and
 * again; calls with a callback come one after another, the others may run side by side. The numbers are those of the call
 * (for `streamCall()`: the subscription) that was begun last.
 *
 * @example
 * ```ts
 * import { Recognition } from 'stenopipe/rx'
 *
 * const recognition = new Recognition()
 * recognition.call({ model: 'fun-asr-realtime', format: 'pcm', sampleRate: 16_000 }, {
 *   onEvent: ({ sentence, isSentenceEnd }) => { if (isSentenceEnd) console.log(sentence.text) },
 *   onError: error => { console.error(error.message) },
 * })
 * const { ok, room } = recognition.sendAudioFrame(Buffer.alloc(3200))
 * if (!ok) await room
 * await recognition.stop()
 * console.log(recognition.getLastRequestId(), recognition.getFirstPackageDelay(), recognition.getLastPackageDelay())
 * ```
 */
export class Recognition {
  readonly #defaults: RecognitionParam
  #record = new CallMetrics()
  #call: CallbackCall | undefined

  /**
   * Errors: STENO_BAD_OPTION.
   *
   * @param defaults Options of all calls, such as `baseUrl` or `engine`; a call's own win.
   */
  constructor(defaults: RecognitionParam = {}) {
    checkParam(defaults)
    this.#defaults = defaults
  }

  /**
   * Begins a session and returns at once; then send audio, and `stop()`. Audio that is sent while the session opens waits for it.
   *
   * Errors: STENO_BAD_OPTION, STENO_INVALID_STATE while another such call is going on; all others by `onError`.
   */
  call(param: RecognitionParam, callback: RecognitionCallback): void
  /**
   * Recognises a file, and resolves with its finals. What the engine takes as it is (see `format`) is sent so, all else is
   * decoded; the file is read as fast as it is recognised.
   *
   * Errors, all by the promise: STENO_BAD_OPTION, those of `fileSource()`, `decode()` and `recognize()`.
   *
   * @param file - A path, or a `file:` URL object.
   */
  call(param: RecognitionParam, file: string | URL): Promise<Transcription>
  call(param: RecognitionParam, to: RecognitionCallback | string | URL): Promise<Transcription> | void {
    if (typeof to === 'string' || to instanceof URL) return this.#callFile(param, to)
    checkOption(typeof to === 'object' && to !== null, 'callback', 'an object with `onEvent`, or the path of a file', to)
    if (this.#call?.isOver === false) throw failure('STENO_INVALID_STATE', { action: 'call', reason: 'a call is going on, which `stop()` ends' })
    const whole = this.#with(param)
    checkParam(whole)
    const record = new CallMetrics()
    this.#call = new CallbackCall(whole, to, record)
    this.#record = record
  }

  /**
   * Sends audio of the call with a callback: samples cut anyhow, or chunks that know their time. It is copied. Nothing is lost
   * by not waiting while no more than `maxBuffer` waits; then `backpressure` says what happens.
   *
   * Errors: STENO_BAD_OPTION; STENO_INVALID_STATE before `call()`, after `stop()` and after `close()`. After a failure, which `onError` tells, nothing is
   * thrown, and `drained` rejects.
   */
  sendAudioFrame(frame: AudioInput): SentFrame {
    return this.#current('send audio').send(frame)
  }

  /**
   * Says that no more audio comes. Resolves when all results have come and nothing is left of the session; rejects with what
   * `onError` was told, which may be STENO_SERVICE_TIMEOUT after `stopTimeout`. Nobody need wait for it.
   *
   * Errors: STENO_INVALID_STATE when it is called twice or before `call()`.
   */
  stop(): Promise<void> {
    try {
      return this.#current('stop').stop()
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Ends the call with a callback by force. Errors: STENO_BAD_OPTION for a code that no client may send. */
  getDuplexApi(): DuplexApi {
    const end = (): boolean => this.#call?.close() ?? false
    return {
      close(code = 1000, reason = '') {
        if (code !== 1000) checkInteger('code', code, 3000, 4999)
        checkOption(typeof reason === 'string' && Buffer.byteLength(reason) <= 123, 'reason', 'a string of at most 123 bytes', reason)
        return end()
      },
      cancel() {
        end()
      },
    }
  }

  /** Recognises what comes from `audio`; see `streamCall()`. */
  streamCall(param: RecognitionParam, audio: AudioSource): Observable<RecognitionResult> {
    return streamCallInto(() => this.#begin(), this.#with(param), audio)
  }

  /** Name of the last call's session, the service's task id; `undefined` until it is open. */
  getLastRequestId(): string | undefined {
    return this.#record.requestId
  }

  /**
   * From the first audio (of a file: from the call) to the first result with text, in ms; `undefined` until that has come.
   */
  getFirstPackageDelay(): number | undefined {
    return this.#record.firstPackageDelay
  }

  /** From `stop()`, or the end of the file or stream, to the end of the results, in ms; `undefined` until that has come. */
  getLastPackageDelay(): number | undefined {
    return this.#record.lastPackageDelay
  }

  /** Audio that was dropped (see `backpressure`), in ms. */
  getDroppedDuration(): number {
    return this.#record.dropped
  }

  #with(param: RecognitionParam): RecognitionParam {
    checkOption(typeof param === 'object' && param !== null, 'param', 'a RecognitionParam', param)
    return { ...this.#defaults, ...param }
  }

  async #callFile(param: RecognitionParam, file: string | URL): Promise<Transcription> {
    return callFile(this.#with(param), file, this.#begin())
  }

  #begin(): CallMetrics {
    return this.#record = new CallMetrics()
  }

  #current(action: string): CallbackCall {
    if (!this.#call) throw failure('STENO_INVALID_STATE', { action, reason: 'no call has begun; begin one with `call(param, callback)`' })
    return this.#call
  }
}

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

/** Handle to end a call by force, as in the SDK. */
export interface DuplexApi {
  /**
   * Ends the call at once, without its last results; only `onClose` is called. `code` and `reason` are checked as
   * those of a WebSocket, for compatibility with the SDK; how the connection is closed is up to the engine.
   *
   * @returns True when a call was running.
   */
  close(code?: number, reason?: string): boolean
  /** Ends the call at once, like `close()`. */
  cancel(): void
}

/**
 * The SDK's `Recognition`, for any engine: audio by callback, from a file or from a stream. An object can be reused.
 * Calls with a callback run one at a time, all others may run in parallel. The getters describe the call (for
 * `streamCall()`, the subscription) that was started last.
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
 * const { accepted, drained } = recognition.sendAudioFrame(Buffer.alloc(3200))
 * if (!accepted) await drained
 * await recognition.stop()
 * console.log(recognition.getLastRequestId(), recognition.getFirstPackageDelay(), recognition.getLastPackageDelay())
 * ```
 */
export class Recognition {
  readonly #defaults: RecognitionParam
  #metrics = new CallMetrics()
  #call: CallbackCall | undefined

  /**
   * Errors: STENO_BAD_OPTION.
   *
   * @param defaults Options of all calls, such as `baseUrl` or `engine`; options of a call override them.
   */
  constructor(defaults: RecognitionParam = {}) {
    checkParam(defaults)
    this.#defaults = defaults
  }

  /**
   * Starts a session and returns at once; then send audio and call `stop()`. Audio sent before the session is open is
   * queued.
   *
   * Errors: STENO_BAD_OPTION; STENO_INVALID_STATE while another such call is running; all others go to `onError`.
   */
  call(param: RecognitionParam, callback: RecognitionCallback): void
  /**
   * Recognises a file and resolves with its finals. A file in a format that the engine accepts (see `format`) is sent
   * as it is, any other is decoded. The file is read as fast as it is recognised.
   *
   * Errors, all as rejections: STENO_BAD_OPTION, those of `fileSource()`, `decode()` and `recognize()`.
   *
   * @param file Path, or a `file:` URL object.
   */
  call(param: RecognitionParam, file: string | URL): Promise<Transcription>
  call(param: RecognitionParam, to: RecognitionCallback | string | URL): Promise<Transcription> | void {
    if (typeof to === 'string' || to instanceof URL) return this.#callFile(param, to)
    const isCallback = typeof to === 'object' && to !== null
    checkOption(isCallback, 'callback', 'an object with `onEvent`, or the path of a file', to)
    if (this.#call?.isDone === false) {
      throw failure('STENO_INVALID_STATE', { action: 'call', reason: 'another call is running; end it with `stop()`' })
    }
    const whole = this.#withDefaults(param)
    checkParam(whole)
    const metrics = new CallMetrics()
    this.#call = new CallbackCall(whole, to, metrics)
    this.#metrics = metrics
  }

  /**
   * Sends audio of the call with a callback: samples in pieces of any size, or chunks with their time. The audio is
   * copied. A caller that does not wait loses nothing up to `maxBuffer`; beyond it `backpressure` applies.
   *
   * Errors: STENO_BAD_OPTION; STENO_INVALID_STATE before `call()`, after `stop()` and after `close()`. After a
   * failure, which `onError` reports, nothing is thrown and `drained` rejects.
   */
  sendAudioFrame(frame: AudioInput): SentFrame {
    return this.#currentCall('send audio').send(frame)
  }

  /**
   * Ends the input. Resolves when all results have come and the session is released; rejects with the error that
   * `onError` received, for example STENO_SERVICE_TIMEOUT after `stopTimeout`. The promise may be ignored.
   *
   * Errors: STENO_INVALID_STATE when called twice or before `call()`.
   */
  stop(): Promise<void> {
    try {
      return this.#currentCall('stop').stop()
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * Returns a handle to the call with a callback. Its `close()` throws STENO_BAD_OPTION for a code that no client may
   * send.
   */
  getDuplexApi(): DuplexApi {
    const end = (): boolean => this.#call?.close() ?? false
    return {
      close(code = 1000, reason = '') {
        if (code !== 1000) checkInteger('code', code, 3000, 4999)
        const isReason = typeof reason === 'string' && Buffer.byteLength(reason) <= 123
        checkOption(isReason, 'reason', 'a string of at most 123 bytes', reason)
        return end()
      },
      cancel() {
        end()
      },
    }
  }

  /** Recognises the audio of a source; see `streamCall()`. */
  streamCall(param: RecognitionParam, audio: AudioSource): Observable<RecognitionResult> {
    return streamCallInto(() => this.#newMetrics(), this.#withDefaults(param), audio)
  }

  /** Id of the last call's session, the service's task id; `undefined` until it is open. */
  getLastRequestId(): string | undefined {
    return this.#metrics.requestId
  }

  /**
   * Time from the first audio (for a file: from the call) to the first result with text, in ms; `undefined` before.
   */
  getFirstPackageDelay(): number | undefined {
    return this.#metrics.firstPackageDelay
  }

  /** Time from `stop()`, or the end of the file or stream, to the end of the results, in ms; `undefined` before. */
  getLastPackageDelay(): number | undefined {
    return this.#metrics.lastPackageDelay
  }

  /** Audio dropped by `backpressure`, in ms. */
  getDroppedDuration(): number {
    return this.#metrics.dropped
  }

  #withDefaults(param: RecognitionParam): RecognitionParam {
    checkOption(typeof param === 'object' && param !== null, 'param', 'a RecognitionParam', param)
    return { ...this.#defaults, ...param }
  }

  async #callFile(param: RecognitionParam, file: string | URL): Promise<Transcription> {
    return callFile(this.#withDefaults(param), file, this.#newMetrics())
  }

  #newMetrics(): CallMetrics {
    return this.#metrics = new CallMetrics()
  }

  #currentCall(action: string): CallbackCall {
    if (!this.#call) {
      const reason = 'no call is running; start one with `call(param, callback)`'
      throw failure('STENO_INVALID_STATE', { action, reason })
    }
    return this.#call
  }
}

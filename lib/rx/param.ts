import type { DuplexOptions } from 'node:stream'
import { checkInteger, checkNumber, checkOneOf, checkOption, omitOptions } from '../option-checks.js'
import { checkRecognizeOptions, type RecognizeOptions, streamOptionsOf } from '../recognize/options.js'
import { MAX_TIMER_MS } from '../stream/clock.js'
import type { Drop } from '../types.js'
import { type BackpressureStrategy, strategies } from './backpressure.js'

type OfStream = Exclude<keyof DuplexOptions, 'signal'>

/**
 * Parameters of a call: the options of `recognize()`, which are the SDK's names in camel case, and a policy for
 * sources that cannot be paused.
 *
 * @example
 * ```ts
 * import { RecognitionParam } from 'stenopipe/rx'
 *
 * const plain: RecognitionParam = { model: 'fun-asr-realtime', format: 'pcm', sampleRate: 16_000 }
 * const built = RecognitionParam.builder().model('fun-asr-realtime').format('pcm').sampleRate(16_000).build()
 * ```
 */
export interface RecognitionParam extends Omit<RecognizeOptions, OfStream> {
  /**
   * Policy for audio of an Observable or of `sendAudioFrame()` that arrives faster than it is consumed. Default
   * `'buffer'`.
   *
   * - `'buffer'` queues up to `maxBuffer`, then fails with STENO_BACKPRESSURE_OVERFLOW.
   * - `'drop'` drops the newest audio when the queue is full, `'latest'` the oldest.
   * - `'error'` fails with STENO_BACKPRESSURE_OVERFLOW as soon as any audio has to wait after the session has caught
   *   up once.
   *
   * Dropped audio counts as silence on the source clock, so that times stay right. Iterables and streams are paused
   * instead.
   */
  readonly backpressure?: BackpressureStrategy
  /** Limit of the queue, in ms, 100 to 3600000; for encoded audio the bytes of samples that long. Default 60000. */
  readonly maxBuffer?: number
  /** Called when audio was dropped. Default: none. */
  readonly onDrop?: (drop: Drop) => void
  /** Called for each problem that does not end the call, such as a truncated file. Default: none. */
  readonly onWarning?: (warning: { readonly message: string }) => void
  /** Time the session may take after `stop()`, in ms, before STENO_SERVICE_TIMEOUT. Default 60000. */
  readonly stopTimeout?: number
}

/** Builder of a `RecognitionParam`, as in the SDK; a later call of a method replaces an earlier one. */
export class RecognitionParamBuilder {
  #param: RecognitionParam = {}

  /** Name of the model. */
  model(model: string): this {
    return this.with({ model })
  }

  /** Format of the audio: `pcm`, `wav`, `mp3` … */
  format(format: NonNullable<RecognitionParam['format']>): this {
    return this.with({ format })
  }

  /** Sample rate of the audio, in Hz. */
  sampleRate(sampleRate: number): this {
    return this.with({ sampleRate })
  }

  /** API key, or a function that returns one. */
  apiKey(apiKey: NonNullable<RecognitionParam['apiKey']>): this {
    return this.with({ apiKey })
  }

  /** Id of a workspace. */
  workspace(workspace: string): this {
    return this.with({ workspace })
  }

  /** Additional HTTP headers. */
  headers(headers: Readonly<Record<string, string>>): this {
    return this.with({ headers })
  }

  /** Id of a hot-word list created for the model. */
  vocabularyId(vocabularyId: string): this {
    return this.with({ vocabularyId })
  }

  /** Id of a hot-word list for Paraformer v1. */
  phraseId(phraseId: string): this {
    return this.with({ phraseId })
  }

  /** Removes filler words. */
  disfluencyRemovalEnabled(disfluencyRemovalEnabled: boolean): this {
    return this.with({ disfluencyRemovalEnabled })
  }

  /** One parameter of the service, by its name on the wire. */
  parameter(name: string, value: unknown): this {
    return this.parameters({ [name]: value })
  }

  /** Parameters of the service by their names on the wire, added to those set before. */
  parameters(parameters: Readonly<Record<string, unknown>>): this {
    return this.with({ parameters: { ...this.#param.parameters, ...parameters } })
  }

  /** Engine of the call. */
  engine(engine: NonNullable<RecognitionParam['engine']>): this {
    return this.with({ engine })
  }

  /** Any other options. */
  with(options: RecognitionParam): this {
    this.#param = { ...this.#param, ...options }
    return this
  }

  /** Returns the plain object. Errors: STENO_BAD_OPTION. */
  build(): RecognitionParam {
    const param = { ...this.#param }
    checkParam(param)
    return param
  }
}

/** Entry to the builder, as in the SDK. */
export const RecognitionParam = {
  /** Returns a new builder. */
  builder(): RecognitionParamBuilder {
    return new RecognitionParamBuilder()
  },
} as const

/** The façade's own options with their defaults filled in. */
export interface RxSettings {
  readonly backpressure: BackpressureStrategy
  readonly maxBuffer: number
  readonly stopTimeout: number
  readonly onDrop: (drop: Drop) => void
  readonly onWarning: (warning: { readonly message: string }) => void
}

/** Options of `recognize()` among the parameters. Errors: STENO_UNKNOWN_OPTION for a name that a call does not have. */
export function recognizeOptionsOf(param: RecognitionParam): RecognizeOptions {
  const options = omitOptions(param, settingsOf(param))
  streamOptionsOf(options)
  return options
}

/** Checks all options that do not depend on the engine. Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION. */
export function checkParam(param: RecognitionParam): void {
  checkOption(typeof param === 'object' && param !== null, 'param', 'a RecognitionParam', param)
  checkRecognizeOptions(recognizeOptionsOf(param))
  const { format = 'pcm', signal } = param
  const { backpressure, maxBuffer, onDrop, onWarning, stopTimeout } = settingsOf(param)
  checkOneOf('backpressure', backpressure, strategies)
  const mayDrop = backpressure === 'drop' || backpressure === 'latest'
  const lossless = "'buffer' or 'error' for encoded audio, which must not have holes"
  checkOption(format === 'pcm' || !mayDrop, 'backpressure', lossless, backpressure)
  checkNumber('maxBuffer', maxBuffer, 100, 3_600_000)
  checkInteger('stopTimeout', stopTimeout, 1, MAX_TIMER_MS)
  checkOption(typeof onDrop === 'function', 'onDrop', 'a function', onDrop)
  checkOption(typeof onWarning === 'function', 'onWarning', 'a function', onWarning)
  const isSignal = signal === undefined || typeof signal?.addEventListener === 'function'
  checkOption(isSignal, 'signal', 'an AbortSignal', signal)
}

/** Options of the façade with their defaults. */
export function settingsOf({
  backpressure = 'buffer', maxBuffer = 60_000, stopTimeout = 60_000, onDrop = () => {}, onWarning = () => {},
}: RecognitionParam): RxSettings {
  return { backpressure, maxBuffer, stopTimeout, onDrop, onWarning }
}

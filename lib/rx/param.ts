import type { DuplexOptions } from 'node:stream'
import { checkOption, checkInteger, checkNumber, checkOneOf } from '../option-checks.js'
import { checkRecognizeOptions, type RecognizeOptions } from '../recognize/options.js'
import type { Drop } from '../types.js'
import { type BackpressureStrategy, strategies } from './backpressure.js'

type OfStream = Exclude<keyof DuplexOptions, 'signal'>

/**
 * What is to be recognised and how: the options of `recognize()`, with the SDK's names in camel case, and what becomes of
 * audio that does not wait.
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
   * What becomes of audio from an Observable or `sendAudioFrame()` that comes faster than it is taken. `'buffer'`: it waits,
   * up to `maxBuffer`, and more is STENO_BACKPRESSURE_OVERFLOW. `'drop'`: what comes when that is full is dropped. `'latest'`: the
   * oldest goes. `'error'`: STENO_BACKPRESSURE_OVERFLOW as soon as audio comes while other audio waits, once that has been taken
   * which came while the session opened. What was dropped is silence on the source clock: times stay right. Iterables and
   * streams are paused instead. Default `'buffer'`.
   */
  readonly backpressure?: BackpressureStrategy
  /** Most audio that waits, in ms, 100 to 3600000; encoded audio may have as many bytes as samples of that length. Default 60000. */
  readonly maxBuffer?: number
  /** Is told what was dropped. Default: nobody is. */
  readonly onDrop?: (drop: Drop) => void
  /** Is told what may be wrong although the call goes on, such as a file that breaks off. Default: nobody is. */
  readonly onWarning?: (warning: { readonly message: string }) => void
  /** How long the session may go on after `stop()`, in ms, before STENO_SERVICE_TIMEOUT. Default 60000. */
  readonly stopTimeout?: number
}

const LONGEST_TIMER = 2 ** 31 - 1

/** What is built in the SDK's way; each method takes the place of what was said before, and `build()` gives the plain object. */
export class RecognitionParamBuilder {
  #param: RecognitionParam = {}

  /** Name of the model. */
  model(model: string): this {
    return this.with({ model })
  }

  /** Form of the audio: `pcm`, `wav`, `mp3` … */
  format(format: NonNullable<RecognitionParam['format']>): this {
    return this.with({ format })
  }

  /** Frames a second of the audio, in Hz. */
  sampleRate(sampleRate: number): this {
    return this.with({ sampleRate })
  }

  /** The key, or a function that gives one. */
  apiKey(apiKey: NonNullable<RecognitionParam['apiKey']>): this {
    return this.with({ apiKey })
  }

  /** Id of a workspace. */
  workspace(workspace: string): this {
    return this.with({ workspace })
  }

  /** More headers. */
  headers(headers: Readonly<Record<string, string>>): this {
    return this.with({ headers })
  }

  /** A list of hot words made for this model. */
  vocabularyId(vocabularyId: string): this {
    return this.with({ vocabularyId })
  }

  /** A list of hot words for Paraformer v1. */
  phraseId(phraseId: string): this {
    return this.with({ phraseId })
  }

  /** Leaves filler words out. */
  disfluencyRemovalEnabled(disfluencyRemovalEnabled: boolean): this {
    return this.with({ disfluencyRemovalEnabled })
  }

  /** One parameter of the service, by its name on the wire. */
  parameter(name: string, value: unknown): this {
    return this.parameters({ [name]: value })
  }

  /** Parameters of the service, by their names on the wire; those that were named before stay. */
  parameters(parameters: Readonly<Record<string, unknown>>): this {
    return this.with({ parameters: { ...this.#param.parameters, ...parameters } })
  }

  /** What recognises. */
  engine(engine: NonNullable<RecognitionParam['engine']>): this {
    return this.with({ engine })
  }

  /** Any other options. */
  with(options: RecognitionParam): this {
    this.#param = { ...this.#param, ...options }
    return this
  }

  /** The plain object. Errors: STENO_BAD_OPTION. */
  build(): RecognitionParam {
    const param = { ...this.#param }
    checkParam(param)
    return param
  }
}

/** The SDK's way to say a `RecognitionParam`. */
export const RecognitionParam = {
  /** Begins one. */
  builder(): RecognitionParamBuilder {
    return new RecognitionParamBuilder()
  },
} as const

/** A param whose own options are known to be sound, with their defaults. */
export interface Settings {
  readonly backpressure: BackpressureStrategy
  readonly maxBuffer: number
  readonly stopTimeout: number
  readonly onDrop: (drop: Drop) => void
  readonly onWarning: (warning: { readonly message: string }) => void
}

/** Checks everything that can be checked before the engine is known. Errors: STENO_BAD_OPTION. */
export function checkParam(param: RecognitionParam): void {
  checkOption(typeof param === 'object' && param !== null, 'param', 'a RecognitionParam', param)
  checkRecognizeOptions(param)
  const { format = 'pcm', signal } = param
  const { backpressure, maxBuffer, onDrop, onWarning, stopTimeout } = settingsOf(param)
  checkOneOf('backpressure', backpressure, strategies)
  const mayDrop = backpressure === 'drop' || backpressure === 'latest'
  checkOption(format === 'pcm' || !mayDrop, 'backpressure', "'buffer' or 'error' for encoded audio, which must not have holes", backpressure)
  checkNumber('maxBuffer', maxBuffer, 100, 3_600_000)
  checkInteger('stopTimeout', stopTimeout, 1, LONGEST_TIMER)
  checkOption(typeof onDrop === 'function', 'onDrop', 'a function', onDrop)
  checkOption(typeof onWarning === 'function', 'onWarning', 'a function', onWarning)
  checkOption(signal === undefined || typeof signal?.addEventListener === 'function', 'signal', 'an AbortSignal', signal)
}

/** The façade's own options. */
export function settingsOf({
  backpressure = 'buffer', maxBuffer = 60_000, stopTimeout = 60_000, onDrop = () => {}, onWarning = () => {},
}: RecognitionParam): Settings {
  return { backpressure, maxBuffer, stopTimeout, onDrop, onWarning }
}

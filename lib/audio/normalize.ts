import { checkNumber } from '../option-checks.js'
import { type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import { NormalizerCore, type NormalizerOptions } from './process/normalizer.js'

/** Options of `normalize()`; the rest goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface NormalizeOptions extends StageOptions {
  /** Target level (RMS) of speech, in dB of full scale, -60 to -6. Default -20. */
  readonly target?: number
  /** Largest change of the level, up or down, in dB, 0 to 60. Default 30. */
  readonly maxGain?: number
  /** Sample rate of the audio, in Hz, 8000 to 192000. Default: that of the stage piped in, else 16000. */
  readonly sampleRate?: number
}

/** Stage of `normalize()`: s16le mono samples in, as many out, at one level. */
export class Normalizer extends PcmTransform<Int16Array> {
  readonly #level: Omit<NormalizerOptions, 'sampleRate'>

  constructor({ target = -20, maxGain = 30, sampleRate, ...rest }: NormalizeOptions = {}) {
    checkNumber('target', target, -60, -6)
    checkNumber('maxGain', maxGain, 0, 60)
    super({ name: 'normalize()', options: ['target', 'maxGain', 'sampleRate'], sampleRate }, rest)
    this.#level = { target, maxGain }
  }

  protected override createCore(sampleRate: number): PcmCore<Int16Array> {
    return new NormalizerCore({ ...this.#level, sampleRate })
  }

  protected override emitOutput(output: Int16Array): void {
    this.pushSamples(output)
  }
}

/**
 * Brings speech to one level: s16le mono samples in, as many out, each at its time. The gain follows the level of the
 * last 3 s of voice; silence and steady noise do not change it, and it is 1 until the first voice. It decreases ahead
 * of loud sounds, so that nothing is clipped. The delay is 70 ms; half a sample at the end is dropped.
 *
 * For recordings with soft and loud speakers, and for a distant microphone; at usual levels it does not change what is
 * recognised.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once.
 *
 * @example
 * ```ts
 * import { chunk, decode, fileSource, normalize, recognize } from 'stenopipe'
 *
 * const speech = fileSource('far-away.wav').pipe(decode()).pipe(normalize({ target: -18 })).pipe(chunk())
 * for await (const { sentence } of speech.pipe(recognize())) console.log(sentence.text)
 * ```
 */
export function normalize(options?: NormalizeOptions): Normalizer {
  return new Normalizer(options)
}

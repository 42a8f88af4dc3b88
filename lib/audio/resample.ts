import { failure } from '../errors.js'
import { checkInteger } from '../option-checks.js'
import { MAX_RATE, MIN_RATE, type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import { Downmixer } from './pcm/downmixer.js'
import { ResamplerCore } from './pcm/resampler.js'

/** Options of `resample()`; the rest goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface ResampleOptions extends StageOptions {
  /** Sample rate of the input, in Hz, 8000 to 192000. Default: that of the stage piped in. */
  readonly from?: number
  /** Sample rate of the output, in Hz, 8000 to 192000. Default 16000. */
  readonly to?: number
  /** Channels of the input, interleaved, 1 to 64; the output is their mean. Default 1. */
  readonly channels?: number
}

/** Stage of `resample()`: s16le samples at one rate in, s16le mono samples at another out. */
export class Resampler extends PcmTransform<Int16Array> {
  readonly #to: number

  constructor({ from, to = 16_000, channels = 1, ...rest }: ResampleOptions = {}) {
    checkInteger('to', to, MIN_RATE, MAX_RATE)
    checkInteger('channels', channels, 1, 64)
    const aligner = new Downmixer('s16le', channels)
    const input = { sampleRate: from, rateOption: 'from', channels, aligner }
    super({ name: 'resample()', options: ['from', 'to', 'channels'], ...input, outputSampleRate: to }, rest)
    this.#to = to
  }

  protected override createCore(from: number): PcmCore<Int16Array> {
    return new ResamplerCore(from, this.#to)
  }

  protected override emitOutput(output: Int16Array): void {
    this.pushSamples(output)
  }

  protected override assumeRate(): never {
    const expected = 'the rate of the audio in Hz, which raw samples do not carry'
    throw failure('STENO_BAD_OPTION', { option: 'from', expected, got: undefined })
  }
}

/**
 * Converts the sample rate: s16le in, s16le mono at `to` out. Sample n of the output lies at n / `to` seconds, without
 * delay, and the output has the duration of the input, rounded; half a frame at the end is dropped. At equal rates mono
 * samples pass unchanged.
 *
 * Frequencies above the lower of both Nyquist frequencies, which would alias onto speech, are attenuated by at least
 * 80 dB; those below nine tenths of it (7.2 kHz for 16 kHz) are kept to 0.1 dB. The delay of live audio is at most 7
 * ms.
 * `decode()` has its own resampler; this one is for samples from elsewhere.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once; STENO_BAD_OPTION as a stream error when neither the
 * options nor the stage piped in have the rate.
 *
 * @example
 * ```ts
 * import { fileSource, recognize, resample } from 'stenopipe'
 *
 * const samples = fileSource('studio-48k-stereo.pcm').pipe(resample({ from: 48_000, channels: 2 }))
 * for await (const { sentence } of samples.pipe(recognize())) console.log(sentence.text)
 * ```
 */
export function resample(options?: ResampleOptions): Resampler {
  return new Resampler(options)
}

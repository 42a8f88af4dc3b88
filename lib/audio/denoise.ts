import { type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import { DenoiserCore } from './process/denoiser.js'

/** Options of `denoise()`; the rest goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface DenoiseOptions extends StageOptions {
  /** Sample rate of the audio, in Hz, 8000 to 192000. Default: that of the stage piped in, else 16000. */
  readonly sampleRate?: number
}

/** Stage of `denoise()`: s16le mono samples in, as many out, with less noise. */
export class Denoiser extends PcmTransform<Int16Array> {
  constructor({ sampleRate, ...rest }: DenoiseOptions = {}) {
    super({ name: 'denoise()', options: ['sampleRate'], sampleRate }, rest)
  }

  protected override async createCore(sampleRate: number): Promise<PcmCore<Int16Array>> {
    const { openRnnoise, RNNOISE_DELAY, RNNOISE_BLOCK, RNNOISE_RATE } = await import('./process/rnnoise.js')
    const rnnoise = await openRnnoise()
    this.closeWithStage(rnnoise)
    const process = (block: Float32Array): void => { rnnoise.process(block) }
    return new DenoiserCore({
      process, blockSize: RNNOISE_BLOCK, delay: RNNOISE_DELAY, blockRate: RNNOISE_RATE, sampleRate,
    })
  }

  protected override emitOutput(output: Int16Array): void {
    this.pushSamples(output)
  }
}

/**
 * Removes steady noise from speech with RNNoise: s16le mono samples in, as many out, each at its time. Needs
 * `@echogarden/rnnoise-wasm`. Half a sample at the end is dropped; the delay of live audio is at most 40 ms.
 *
 * Use it only for noise that you can hear: recognisers are trained on noise, and RNNoise alters clean speech.
 * `bench/denoise.ts` has the figures.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once; STENO_DENOISER_MISSING as a stream error.
 *
 * @example
 * ```ts
 * import { decode, denoise, fileSource, recognize } from 'stenopipe'
 *
 * const speech = fileSource('in-the-car.mp3').pipe(decode()).pipe(denoise())
 * for await (const { sentence } of speech.pipe(recognize())) console.log(sentence.text)
 * ```
 */
export function denoise(options?: DenoiseOptions): Denoiser {
  return new Denoiser(options)
}

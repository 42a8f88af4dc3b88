import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { failure } from '../errors.js'
import { checkInteger } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import type { AudioFormat } from '../types.js'
import { DenoiserCore } from './process/denoiser.js'
import { Downmixer } from './pcm/downmixer.js'
import { bytesOf, samples } from './pcm/pcm.js'
import type { FrameDenoiser } from './process/rnnoise.js'

/** Options of `denoise()`; what is not named here goes to the stream constructor (`signal` …). */
export interface DenoiseOptions extends TransformOptions {
  /** Frames a second of the audio, in Hz, 8000 to 192000. Default: what the stage that is piped in says, else 16000. */
  readonly sampleRate?: number
}

/** The Transform that `denoise()` makes: s16le mono samples in, as many out, with less noise. */
export class Denoiser extends Transform {
  readonly #mixer = new Downmixer('s16le', 1)
  readonly #input: LinkedSource
  #sampleRate: number | undefined
  #denoiser: DenoiserCore | undefined
  #opened: FrameDenoiser | undefined

  constructor({ sampleRate, ...rest }: DenoiseOptions = {}) {
    if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
    super(rest)
    this.#sampleRate = sampleRate
    this.#input = linkSource(this)
    this.on('pipe', (source: { format?: AudioFormat }) => { this.#adopt(source.format) })
  }

  /** The form of the samples, which is that of those that come in. */
  get format(): AudioFormat {
    return { encoding: 's16le', sampleRate: this.#sampleRate ?? 16_000, channels: 1 }
  }

  /** Where the first sample lies on the source clock, in ms: where that of the stage piped in does. */
  get start(): number {
    return this.#input.start
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#ready().then(denoiser => {
      if (this.destroyed) return
      this.#give(denoiser.push(samples(this.#mixer.push(bytes))))
      done()
    }).catch((error: unknown) => { done(error as Error) })
  }

  override _flush(done: TransformCallback): void {
    if (this.#denoiser) this.#give(this.#denoiser.flush())
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#opened?.close()
    this.#opened = undefined
    done(error)
  }

  async #ready(): Promise<DenoiserCore> {
    if (this.#denoiser) return this.#denoiser
    const { openRnnoise, RNNOISE_DELAY, RNNOISE_FRAME, RNNOISE_RATE } = await import('./process/rnnoise.js')
    const opened = await openRnnoise()
    // Nobody will destroy it any more.
    if (this.destroyed) opened.close()
    else this.#opened = opened
    return this.#denoiser = new DenoiserCore({
      process: frame => { opened.process(frame) },
      frame: RNNOISE_FRAME, delay: RNNOISE_DELAY, rate: RNNOISE_RATE, sampleRate: this.format.sampleRate,
    })
  }

  #give(output: Int16Array): void {
    if (output.length > 0) this.push(bytesOf(output))
  }

  #adopt(format: AudioFormat | undefined): void {
    if (!format) return
    const own = this.#sampleRate ??= format.sampleRate
    if (own === format.sampleRate) return
    const expected = `${format.sampleRate}, the rate of the stage that is piped in`
    this.destroy(failure('STENO_BAD_OPTION', { option: 'sampleRate', expected, got: own }))
  }
}

/**
 * Takes steady noise out of speech with RNNoise: s16le mono samples in, cut anyhow, as many out, each at its time. Needs
 * `@echogarden/rnnoise-wasm`. Half a sample at the end is dropped; live audio comes out up to 40 ms later.
 *
 * Leave it out unless you have heard the noise: recognisers are trained on noise, and RNNoise repaints clean speech. The
 * figures are with `bench/denoise.ts`.
 *
 * Errors: STENO_BAD_OPTION at once; STENO_DENOISER_MISSING as a stream error.
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

import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { failure } from '../errors.js'
import { checkInteger } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import type { AudioFormat } from '../types.js'
import { Downmixer } from './pcm/downmixer.js'
import { bytesOf, samples } from './pcm/pcm.js'
import { ResamplerCore } from './pcm/resampler.js'

/** Options of `resample()`; what is not named here goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface ResampleOptions extends TransformOptions {
  /** Frames a second that come in, in Hz, 8000 to 192000. Default: what the stage that is piped in says. */
  readonly from?: number
  /** Frames a second that go out, in Hz, 8000 to 192000. Default 16000. */
  readonly to?: number
  /** Channels that come in, interleaved; they are mixed alike. Default 1. */
  readonly channels?: number
}

const LEAST_HZ = 8000
const MOST_HZ = 192_000
// Samples may become 24 times as many, so that long chunks are worked on piece by piece.
const SLICE_BYTES = 65_536

/** The Transform that `resample()` makes: s16le samples at one rate in, s16le mono samples at another out. */
export class Resampler extends Transform {
  /** The form of what comes out. */
  readonly format: AudioFormat
  readonly #mixer: Downmixer
  readonly #input: LinkedSource
  #from: number | undefined
  #resampler: ResamplerCore | undefined

  constructor({ from, to = 16_000, channels = 1, ...rest }: ResampleOptions = {}) {
    if (from !== undefined) checkInteger('from', from, LEAST_HZ, MOST_HZ)
    checkInteger('to', to, LEAST_HZ, MOST_HZ)
    checkInteger('channels', channels, 1, 64)
    super(rest)
    this.format = { encoding: 's16le', sampleRate: to, channels: 1 }
    this.#mixer = new Downmixer('s16le', channels)
    this.#from = from
    this.#input = linkSource(this)
    this.on('pipe', (source: { format?: AudioFormat }) => { this.#adopt(source.format) })
  }

  /** Where the first sample lies on the source clock, in ms: where that of the stage piped in does. */
  get start(): number {
    return this.#input.start
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#from === undefined) {
      done(failure('STENO_BAD_OPTION', { option: 'from', expected: 'the rate of the audio in Hz, which bare samples do not tell', got: undefined }))
      return
    }
    this.#resampler ??= new ResamplerCore(this.#from, this.format.sampleRate)
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      this.#give(this.#resampler.push(samples(this.#mixer.push(bytes.subarray(at, at + SLICE_BYTES)))))
    }
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.#resampler) this.#give(this.#resampler.flush())
    done()
  }

  #give(output: Int16Array): void {
    if (output.length > 0) this.push(bytesOf(output))
  }

  #adopt(format: AudioFormat | undefined): void {
    if (!format) return
    this.#from ??= format.sampleRate
    if (format.sampleRate === this.#from) return
    const expected = `${format.sampleRate}, the rate of the stage that is piped in`
    this.destroy(failure('STENO_BAD_OPTION', { option: 'from', expected, got: this.#from }))
  }
}

/**
 * Turns audio of one sample rate into another: s16le in, cut anyhow, s16le mono at `to` out. Sample n of the output
 * lies at n / `to` seconds, with no delay, and there are as many as the input lasts, rounded; half a frame at the end
 * is dropped. At one and the same rate mono samples go through as they are.
 *
 * What lies above the lower of both Nyquist frequencies is taken away by at least 80 dB, since it would fold back onto
 * speech; what lies below nine tenths of it (7.2 kHz for 16 kHz) stays as it is to 0.1 dB. Live audio comes out
 * at most 7 ms later than it goes in. `decode()` has its own resampler; this one is for samples from elsewhere.
 *
 * Errors: STENO_BAD_OPTION at once, or as a stream error when `from` is neither given nor told by the stage piped in.
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

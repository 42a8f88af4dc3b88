import { checkInteger, checkOneOf } from '../option-checks.js'
import { type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import { OggOpusEncoder } from './opus/opus-encoder.js'

/** Options of `encode()`; the rest goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface EncodeOptions extends StageOptions {
  /** Codec of the output. Default `'opus'`: Opus in Ogg. */
  readonly codec?: 'opus'
  /** Bit rate in bit/s, 6000 to 128000. Default 24000, a tenth of samples at 16 kHz; below 12000 words get lost. */
  readonly bitrate?: number
  /** Sample rate of the input, in Hz, 8000 to 192000. Default: that of the stage piped in, else 16000. */
  readonly sampleRate?: number
  /** Audio in one page, in ms, 20 to 1000; also the delay. Default 100; 20 takes 40 % more bytes. */
  readonly pageDuration?: number
}

/** Stage of `encode()`: s16le mono samples in, bytes of an Ogg file out. */
export class Encoder extends PcmTransform<Buffer, 'opus'> {
  readonly #options: { readonly bitrate: number; readonly pageDuration: number }

  constructor({ codec = 'opus', bitrate = 24_000, sampleRate, pageDuration = 100, ...rest }: EncodeOptions = {}) {
    checkOneOf('codec', codec, ['opus'])
    checkInteger('bitrate', bitrate, 6000, 128_000)
    checkInteger('pageDuration', pageDuration, 20, 1000)
    const options = ['codec', 'bitrate', 'sampleRate', 'pageDuration']
    super({ name: 'encode()', options, sampleRate, encoding: codec, hasOutputForEmptyInput: true }, rest)
    this.#options = { bitrate, pageDuration }
  }

  protected override createCore(sampleRate: number): PcmCore<Buffer> {
    const encoder = new OggOpusEncoder({ sampleRate, ...this.#options })
    this.closeWithStage(encoder)
    return encoder
  }

  protected override emitOutput(output: Buffer): void {
    if (output.length > 0) this.push(output)
  }
}

/**
 * Encodes samples for upload: s16le mono samples in, an Ogg file of Opus out, one page per `pageDuration`. The output
 * has a tenth of the bytes and is recognised equally well. No child process is needed; the audio keeps its length to
 * the sample, half a sample at the end is dropped.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once; STENO_BAD_OPTION as a stream error when `sampleRate` is
 * not that of the stage piped in.
 *
 * @example
 * ```ts
 * import { decode, encode, fileSource, recognize } from 'stenopipe'
 *
 * const opus = fileSource('talk.mp3').pipe(decode()).pipe(encode({ bitrate: 24_000 }))
 * const results = opus.pipe(recognize({ format: 'opus', sampleRate: 16_000 }))
 * for await (const { sentence } of results) console.log(sentence.text)
 * ```
 */
export function encode(options?: EncodeOptions): Encoder {
  return new Encoder(options)
}

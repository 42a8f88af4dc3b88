import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { failure } from '../errors.js'
import { checkInteger, checkOneOf } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import type { AudioFormat } from '../types.js'
import { Downmixer } from './pcm/downmixer.js'
import { OggOpusEncoder } from './opus/opus-encoder.js'
import { samples } from './pcm/pcm.js'

/** Options of `encode()`; what is not named here goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface EncodeOptions extends TransformOptions {
  /** What comes out. Default `'opus'`: Opus in Ogg. */
  readonly codec?: 'opus'
  /** Bits a second, 6000 to 128000. Default 24000, a tenth of what samples at 16 kHz take; below 12000 words get lost. */
  readonly bitrate?: number
  /** Frames a second that come in, in Hz, 8000 to 192000. Default: what the stage that is piped in says, else 16000. */
  readonly sampleRate?: number
  /** How much sound is gathered before it is passed on, in ms, 20 to 1000. Default 100; 20 takes 40 % more bytes. */
  readonly pageDuration?: number
}

// Worked on piece by piece, for encoding takes fifty times as long as copying.
const SLICE_BYTES = 32_000

/** The Transform that `encode()` makes: s16le mono samples in, bytes of an Ogg file out. */
export class Encoder extends Transform {
  readonly #options: { readonly bitrate: number; readonly pageDuration: number }
  readonly #whole = new Downmixer('s16le', 1)
  readonly #input: LinkedSource
  #sampleRate: number | undefined
  #encoder: OggOpusEncoder | undefined

  constructor({ codec = 'opus', bitrate = 24_000, sampleRate, pageDuration = 100, ...rest }: EncodeOptions = {}) {
    checkOneOf('codec', codec, ['opus'])
    checkInteger('bitrate', bitrate, 6000, 128_000)
    if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
    checkInteger('pageDuration', pageDuration, 20, 1000)
    super(rest)
    this.#options = { bitrate, pageDuration }
    this.#sampleRate = sampleRate
    this.#input = linkSource(this)
    this.on('pipe', (source: { format?: AudioFormat }) => { this.#adopt(source.format) })
  }

  /** Where the first sample lies on the source clock, in ms: where that of the stage piped in does. */
  get start(): number {
    return this.#input.start
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // Whoever reads may destroy it in the middle of a chunk.
    for (let at = 0; at < bytes.length && !this.destroyed; at += SLICE_BYTES) {
      this.#give(this.#open().push(samples(this.#whole.push(bytes.subarray(at, at + SLICE_BYTES)))))
    }
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#give(this.#open().flush())
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#encoder?.close()
    done(error)
  }

  #open(): OggOpusEncoder {
    return this.#encoder ??= new OggOpusEncoder({ sampleRate: this.#sampleRate ?? 16_000, ...this.#options })
  }

  #give(bytes: Buffer): void {
    if (bytes.length > 0) this.push(bytes)
  }

  #adopt(format: AudioFormat | undefined): void {
    if (!format) return
    this.#sampleRate ??= format.sampleRate
    if (format.sampleRate === this.#sampleRate) return
    const expected = `${format.sampleRate}, the rate of the stage that is piped in`
    this.destroy(failure('STENO_BAD_OPTION', { option: 'sampleRate', expected, got: this.#sampleRate }))
  }
}

/**
 * Encodes samples for upload: s16le mono, cut anyhow, go in, an Ogg file of Opus comes out, a page for each
 * `pageDuration`. It takes a tenth of the bytes and is recognised as well. No child process is needed; the sound keeps its
 * length to the sample, half a sample at the end is dropped.
 *
 * Errors: STENO_BAD_OPTION at once, or as a stream error when `sampleRate` is not that of the stage piped in.
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

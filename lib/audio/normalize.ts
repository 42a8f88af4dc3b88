import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { checkInteger, checkNumber } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import type { AudioFormat } from '../types.js'
import { Downmixer } from './pcm/downmixer.js'
import { NormalizerCore, type NormalizerOptions } from './process/normalizer.js'
import { bytesOf, samples } from './pcm/pcm.js'

/** Options of `normalize()`; what is not named here goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface NormalizeOptions extends TransformOptions {
  /** Where the level (RMS) of speech shall lie, in dB of full scale, -60 to -6. Default -20. */
  readonly target?: number
  /** How far the level is changed at most, up or down, in dB, 0 to 60. Default 30. */
  readonly maxGain?: number
  /** Frames a second of the audio, in Hz, 8000 to 192000. Default: what the stage that is piped in says, else 16000. */
  readonly sampleRate?: number
}

/** The Transform that `normalize()` makes: s16le mono samples in, as many out, at one level. */
export class Normalizer extends Transform {
  readonly #level: Omit<NormalizerOptions, 'sampleRate'>
  readonly #mixer = new Downmixer('s16le', 1)
  readonly #input: LinkedSource
  #sampleRate: number | undefined
  #normalizer: NormalizerCore | undefined

  constructor({ target = -20, maxGain = 30, sampleRate, ...rest }: NormalizeOptions = {}) {
    checkNumber('target', target, -60, -6)
    checkNumber('maxGain', maxGain, 0, 60)
    if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
    super(rest)
    this.#level = { target, maxGain }
    this.#sampleRate = sampleRate
    this.#input = linkSource(this)
    this.on('pipe', (source: { format?: AudioFormat }) => { this.#sampleRate ??= source.format?.sampleRate })
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
    this.#normalizer ??= new NormalizerCore({ ...this.#level, sampleRate: this.format.sampleRate })
    this.#give(this.#normalizer.push(samples(this.#mixer.push(bytes))))
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.#normalizer) this.#give(this.#normalizer.flush())
    done()
  }

  #give(output: Int16Array): void {
    if (output.length > 0) this.push(bytesOf(output))
  }
}

/**
 * Brings speech to one level: s16le mono samples in, cut anyhow, as many out, each at its time. The gain follows the level
 * of the last 3 s of voice; silence and steady noise leave it as it is, and until the first voice it is 1. It goes down
 * ahead of loud sounds, so that nothing is clipped; live audio comes out 70 ms later. Half a sample at the end is dropped.
 *
 * For recordings with soft and loud speakers, and for a far microphone; recognisers hear the usual levels alike.
 *
 * Errors: STENO_BAD_OPTION at once.
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

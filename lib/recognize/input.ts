import { FILE_HEADER_BYTES, fileFormatOf } from '../audio/containers/file-header.js'
import { FRAME_BYTES, framesToMs } from '../audio/pcm/pcm.js'
import { SampleAligner } from '../audio/pcm/sample-aligner.js'
import type { AudioEncoding } from '../engine/audio-formats.js'
import { Timeline } from '../engine/timeline.js'
import { failure } from '../errors.js'
import type { LinkedSource } from '../stream/link-source.js'
import type { AudioFormat, RecognitionResult } from '../types.js'
import type { AudioInput } from './options.js'

/** Sample rate of most engines, in Hz. */
const USUAL_RATE = 16_000

/**
 * Audio written to a recogniser: its format, its whole samples, and the map from the engine's times to the source's.
 */
export class RecognizerInput {
  /** Encoding of what is written. */
  readonly encoding: AudioEncoding
  readonly #source: LinkedSource
  readonly #timeline = new Timeline()
  #sampleRate: number | undefined
  readonly #aligner = new SampleAligner()
  /** First bytes, until enough have come to tell a file from samples; undefined afterwards. */
  #head: Uint8Array | undefined = new Uint8Array()
  #frames = 0

  /** @param source Tells where the audio begins on the source clock, once it comes. */
  constructor(encoding: AudioEncoding, sampleRate: number | undefined, source: LinkedSource) {
    this.encoding = encoding
    this.#sampleRate = sampleRate
    this.#source = source
  }

  /** Sample rate, in Hz; undefined until it was given, taken over or chosen. */
  get sampleRate(): number | undefined {
    return this.#sampleRate
  }

  /** Audio accepted so far, in ms; 0 where it is encoded. */
  get position(): number {
    return this.#sampleRate === undefined ? 0 : framesToMs(this.#frames, this.#sampleRate)
  }

  /** True when the audio comes from a live source, as far as it is piped in by now. */
  get isLive(): boolean {
    return this.#source.isLive
  }

  /** Takes over the format of the stage that is piped in. Errors: STENO_FORMAT_MISMATCH. */
  adoptFormat({ encoding, sampleRate }: AudioFormat<string>): void {
    // A stage that names its format puts out samples, whatever they look like.
    this.#head = undefined
    if (encoding !== this.encoding) throw formatMismatch('the stage', this.encoding, encoding, sampleRate)
    this.#sampleRate ??= sampleRate
    if (sampleRate === this.#sampleRate) return
    throw formatMismatch('the stage', `${this.#sampleRate} Hz`, `${sampleRate} Hz`, this.#sampleRate)
  }

  /** Sets the sample rate, in Hz, unless it is known. */
  chooseSampleRate(preferred: number): number {
    return this.#sampleRate ??= preferred
  }

  /**
   * Accepts audio; returns the bytes for the engine, which may be none: samples are kept whole, and the first bytes
   * until it is certain that they are samples. Errors: STENO_FORMAT_MISMATCH for the bytes of a file.
   */
  accept(input: AudioInput): Uint8Array {
    if (input instanceof Uint8Array) {
      const bytes = this.#head ? this.#checkHead(this.#head, input) : input
      if (this.#frames === 0) this.#timeline.addAnchor(0, this.#source.start)
      return this.#wholeSamples(bytes)
    }
    this.#head = undefined
    if (this.encoding === 's16le') this.#timeline.addAnchor(this.position, input.start)
    return this.#wholeSamples(input.data)
  }

  /** The result with its times on the source clock. */
  mapResult(result: RecognitionResult): RecognitionResult {
    return this.#timeline.mapResult(result)
  }

  /** Returns the rest of the audio at its end: samples of a stream that is shorter than the header of a file. */
  flush(): Uint8Array {
    const head = this.#head ?? new Uint8Array()
    this.#head = undefined
    return this.#wholeSamples(head)
  }

  #checkHead(head: Uint8Array, input: Uint8Array): Uint8Array {
    if (this.encoding !== 's16le') return input
    const bytes = head.length === 0 ? input : Buffer.concat([head, input])
    if (bytes.length < FILE_HEADER_BYTES) {
      // A copy, since the caller may reuse its buffer.
      this.#head = Uint8Array.from(bytes)
      return new Uint8Array()
    }
    this.#head = undefined
    const format = fileFormatOf(bytes)
    if (format === undefined) return bytes
    throw formatMismatch('`recognize()`', 's16le samples', `a file (${format})`, this.#sampleRate ?? USUAL_RATE)
  }

  #wholeSamples(bytes: Uint8Array): Uint8Array {
    if (this.encoding !== 's16le') return bytes
    const samples = this.#aligner.push(bytes)
    this.#frames += samples.length / FRAME_BYTES
    return samples
  }
}

/** Error of audio that an engine or a stage does not take. @param sampleRate A rate that it takes, in Hz. */
export function formatMismatch(engine: string, wanted: string, got: string, sampleRate: number): Error {
  return failure('STENO_FORMAT_MISMATCH', { engine, wanted, got, sampleRate })
}

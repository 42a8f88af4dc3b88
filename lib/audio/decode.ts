import { addAbortSignal, Duplex } from 'node:stream'
import { failure, type StenopipeError } from '../errors.js'
import { checkInteger, checkOneOf, checkText } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import { contradiction, MAX_RATE, MIN_RATE, PcmTransform, type PipedSource } from '../stream/pcm-transform.js'
import { type StageOptions, stageOptions } from '../stream/stage-options.js'
import type { ChunkIterator } from '../stream/typed-transform.js'
import type { AudioFormat } from '../types.js'
import { Child } from './ffmpeg/child-process.js'
import { exitError, findFfmpeg, silenceLeftOut } from './ffmpeg/ffmpeg.js'
import { pipeArgs } from './ffmpeg/args.js'
import type { RawFormat } from './containers/input-decoder.js'
import { InputRouter, type InputRouterOptions } from './containers/input-router.js'
import { Limits, type DecodeLimits } from './containers/limits.js'
import { SAMPLE_BYTES, type SampleEncoding } from './pcm/downmixer.js'
import { opusDecoders } from './opus/opus-decoders.js'
import { bytesToMs } from './pcm/pcm.js'
import { SampleAligner } from './pcm/sample-aligner.js'
import type { Container } from './containers/sniff.js'

/**
 * Format of an input.
 *
 * @useDeclaredType
 */
export type InputFormat = keyof typeof containers

/** Options of `decode()`; the rest goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface DecodeOptions extends StageOptions, DecodeLimits {
  /** Sample rate of the output, in Hz, 8000 to 192000. Default 16000. */
  readonly sampleRate?: number
  /**
   * Format of the input: `'pcm'` for raw samples, `'opus-packets'` for Opus packets without a container, one per
   * Uint8Array (as in WebRTC and Discord), or a container. Default `'auto'`: detected from the first bytes.
   */
  readonly format?: InputFormat
  /** Encoding of raw samples. Default `'s16le'`. */
  readonly inputEncoding?: SampleEncoding
  /** Sample rate of raw samples, in Hz, 1000 to 768000. Default: that of the stage piped in, else `sampleRate`. */
  readonly inputSampleRate?: number
  /** Channels of raw samples, interleaved, 1 to 64. Default 1. */
  readonly inputChannels?: number
  /** Path of ffmpeg. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
}

type Listener = Parameters<Duplex['on']>[1]

export interface Decoder {
  on(event: 'warning', listener: (warning: StenopipeError) => void): this
  on(event: 'data', listener: (pcm: Buffer) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'warning', listener: (warning: StenopipeError) => void): this
  once(event: 'data', listener: (pcm: Buffer) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): ChunkIterator<Buffer>
}

type Done = (error?: Error | null) => void

const containers = {
  auto: undefined, pcm: 'pcm', 'opus-packets': 'opus-packets',
  wav: 'wav', mp3: 'mp3', aac: 'aac', ogg: 'ogg', opus: 'ogg', flac: 'flac',
  m4a: 'mov', mp4: 'mov', mov: 'mov', '3gp': 'mov', webm: 'matroska', mkv: 'matroska', amr: 'amr', aiff: 'aiff',
  au: 'au', caf: 'caf', w64: 'w64', wma: 'asf', avi: 'avi', flv: 'flv', ts: 'mpegts', mpeg: 'mpeg',
} as const satisfies Record<string, Container | 'pcm' | 'opus-packets' | undefined>

/** All values of `format`. */
export const inputFormats: readonly string[] = Object.keys(containers)

const OPTIONS = [
  'sampleRate', 'format', 'inputEncoding', 'inputSampleRate', 'inputChannels', 'ffmpegPath',
  'maxDuration', 'maxBytes', 'maxTime',
]

// Longer chunks are processed in slices, with backpressure in between.
const SLICE_BYTES = 65_536
// Opus becomes thirty times as many bytes or more.
const OPUS_SLICE_BYTES = 4096

/** Stage of `decode()`: bytes of a file in, s16le mono samples out. */
export class Decoder extends Duplex {
  /** Format of the output. */
  readonly format: AudioFormat
  readonly #ffmpegPath: string | undefined
  readonly #given: Partial<Record<keyof RawFormat, unknown>>
  #source: PipedSource | undefined
  #router: InputRouter
  #ffmpeg: Child | undefined
  readonly #limits: Limits
  readonly #input: LinkedSource
  #bytesOut = 0
  /** Silence that timestamps asked for beyond the limits, in seconds. */
  #silenceLeftOut = 0
  #isActive = false
  #inputEnded = false
  #resume = () => {}

  constructor({
    sampleRate = 16_000, format = 'auto', inputEncoding, inputSampleRate, inputChannels, ffmpegPath,
    maxDuration, maxBytes, maxTime, ...options
  }: DecodeOptions = {}) {
    checkInteger('sampleRate', sampleRate, MIN_RATE, MAX_RATE)
    checkOneOf('format', format, inputFormats)
    if (inputEncoding !== undefined) checkOneOf('inputEncoding', inputEncoding, Object.keys(SAMPLE_BYTES))
    if (inputSampleRate !== undefined) checkInteger('inputSampleRate', inputSampleRate, 1000, 768_000)
    if (inputChannels !== undefined) checkInteger('inputChannels', inputChannels, 1, 64)
    checkText('ffmpegPath', ffmpegPath)
    const { signal, ...rest } = stageOptions('decode()', options, OPTIONS)
    super({ ...rest, writableObjectMode: format === 'opus-packets' })
    this.format = { encoding: 's16le', sampleRate, channels: 1 }
    this.#ffmpegPath = ffmpegPath
    this.#limits = new Limits({ maxDuration, maxBytes, maxTime }, sampleRate, error => { this.destroy(error) })
    this.#router = this.#route(containers[format], {
      encoding: inputEncoding ?? 's16le', sampleRate: inputSampleRate ?? sampleRate, channels: inputChannels ?? 1,
    })
    this.#input = linkSource(this)
    this.#given = { encoding: inputEncoding, sampleRate: inputSampleRate, channels: inputChannels }
    this.on('pipe', (source: PipedSource) => {
      if ((format !== 'auto' && format !== 'pcm') || source.format?.encoding !== 's16le') return
      this.#source = source
      const error = this.#contradiction(PcmTransform.knownRate(source))
      if (error) this.destroy(error)
    })
    // Not by the constructor of Duplex: a signal that is already aborted would destroy a half-built stage.
    if (signal) addAbortSignal(signal, this)
  }

  /** Position of the first sample on the source clock, in ms; not 0 when a part of a file or URL is piped in. */
  get start(): number {
    return this.#input.start
  }

  /** True when the audio comes from a live source, which never waits for its reader. */
  get isLive(): boolean {
    return this.#input.isLive
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.#setActive(true)
    const decoded = bytes instanceof Uint8Array ? this.#consume(bytes)
      : Promise.reject(failure('STENO_BAD_OPTION', { option: 'packet', expected: 'a Uint8Array', got: bytes }))
    decoded.then(() => { this.#setActive(false); done() }, done)
  }

  override _final(done: Done): void {
    this.#setActive(true)
    this.#finish().then(() => { done() }, done)
  }

  override _read(): void {
    this.#resume()
  }

  // 'close' waits for the child, so that nothing is left after it.
  override _destroy(error: Error | null, done: Done): void {
    this.#setActive(false)
    this.#resume()
    this.#ffmpeg?.kill()
    this.#router.close()
    Promise.resolve(this.#ffmpeg?.closed).then(() => { done(error) }, done)
  }

  #route(container: InputRouterOptions['container'], input: RawFormat): InputRouter {
    return new InputRouter({ container, sampleRate: this.format.sampleRate, input, opus: opusDecoders })
  }

  /** Raw samples of a stage need no sniffing. Their format is final only when they come. */
  #adopt(format: NonNullable<PipedSource['format']>): void {
    const { sampleRate, channels } = format
    const error = this.#contradiction(sampleRate)
    if (error) throw error
    this.#router.close()
    this.#router = this.#route('pcm', { encoding: 's16le', sampleRate, channels })
  }

  #contradiction(sampleRate: number | undefined): Error | undefined {
    const { encoding, sampleRate: rate, channels } = this.#given
    const of = (option: string, subject: string, piped: unknown, given: unknown): Error | undefined =>
      contradiction({ option, subject, piped, given })
    return of('inputEncoding', 'encoding', 's16le', encoding)
      ?? of('inputSampleRate', 'rate', sampleRate, rate)
      ?? of('inputChannels', 'channel count', this.#source?.format?.channels, channels)
  }

  async #consume(bytes: Uint8Array): Promise<void> {
    const format = this.#source?.format
    if (format && !this.#router.hasInput) this.#adopt(format)
    let slice = 0
    for (let at = 0; at < bytes.length && !this.destroyed; at += slice) {
      const longest = this.#router.expands ? OPUS_SLICE_BYTES : SLICE_BYTES
      slice = this.writableObjectMode ? bytes.length : longest
      await this.#decode(this.#router.push(bytes.subarray(at, at + slice)))
    }
  }

  async #finish(): Promise<void> {
    await this.#decode(this.#router.flush())
    this.#inputEnded = true
    if (this.#ffmpeg) this.#ffmpeg.end()
    else this.#end()
  }

  async #decode(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.destroyed) return
    const { route } = this.#router
    if (route === null) await this.#emit(bytes)
    else await (this.#ffmpeg ?? this.#startFfmpeg(route)).write(bytes)
  }

  #startFfmpeg(route: readonly string[]): Child {
    const path = findFfmpeg(this.#ffmpegPath)
    const ffmpeg = this.#ffmpeg = new Child(path, pipeArgs(route, this.format.sampleRate))
    this.#pump(ffmpeg, path).catch((error: unknown) => { this.destroy(error as Error) })
    return ffmpeg
  }

  async #pump(ffmpeg: Child, path: string): Promise<void> {
    const aligner = new SampleAligner()
    for await (const pcm of ffmpeg.stdout ?? []) await this.#emit(aligner.push(pcm as Buffer))
    const exit = await ffmpeg.closed
    const fault = exitError(exit, path, this.#bytesOut)
    this.#silenceLeftOut = silenceLeftOut(exit.stderr)
    if (fault) throw fault.code === 'STENO_AUDIO_UNREADABLE' ? this.#router.failure ?? fault : fault
    this.#end()
  }

  async #emit(pcm: Uint8Array): Promise<void> {
    if (this.destroyed) return
    const admitted = this.#limits.admit(pcm)
    this.#bytesOut += admitted.length
    if (admitted.length > 0 && !this.push(admitted)) {
      this.#limits.setActive(false)
      await new Promise<void>(resolve => { this.#resume = resolve })
      this.#limits.setActive(this.#isActive && !this.destroyed)
    }
    if (admitted.length < pcm.length) throw this.#limits.excess
  }

  /** Starts or stops the time of `maxTime`. */
  #setActive(isActive: boolean): void {
    this.#isActive = isActive
    this.#limits.setActive(isActive)
  }

  #end(): void {
    this.#setActive(false)
    if (this.destroyed) return
    const warning = this.#warning()
    if (warning) this.emit('warning', warning)
    this.push(null)
  }

  #warning(): StenopipeError | undefined {
    const seconds = bytesToMs(this.#bytesOut, this.format.sampleRate) / 1000
    const missing = this.#inputEnded ? this.#router.missingData(seconds) : undefined
    if (missing) return failure('STENO_AUDIO_TRUNCATED', { detail: missing })
    const damage = this.#router.damage ?? excessiveSilence(this.#silenceLeftOut)
    return damage === undefined ? undefined : failure('STENO_AUDIO_DAMAGED', { detail: damage })
  }
}

function excessiveSilence(seconds: number): string | undefined {
  return seconds > 0 ? `its timestamps ask for ${Math.ceil(seconds)} s of silence too many` : undefined
}

/**
 * Decodes any audio: bytes of a file in any container in, s16le mono samples at `sampleRate` out, complete samples in
 * each chunk. WAV files, raw samples and Opus (in Ogg, in WebM, in packets) are decoded in this process, everything
 * else by an ffmpeg child process, which may open nothing but its pipes and has ended before `close`. The output is the
 * mean of all channels; half a sample at the end of raw samples is dropped.
 *
 * Of truncated input everything decodable is output, and `warning` is emitted once before `end` with
 * STENO_AUDIO_TRUNCATED, or with STENO_AUDIO_DAMAGED when something before its end could not be read. Truncation is not
 * detected in containers without lengths (MPEG program streams, WMA), and damage for certain only in Opus.
 *
 * Gaps between timestamps become silence: at most an hour, and a minute more for each second of audio, up to an hour
 * again. Silence beyond that is left out, with a `warning` of STENO_AUDIO_DAMAGED.
 *
 * For untrusted input, `maxDuration` (ms), `maxBytes` and `maxTime` (ms of work) limit the work.
 *
 * Errors: STENO_BAD_OPTION at once; as stream errors STENO_AUDIO_EMPTY, STENO_AUDIO_UNREADABLE, STENO_NO_AUDIO_STREAM,
 * STENO_AUDIO_NEEDS_SEEK, STENO_AUDIO_TOO_LONG, STENO_DECODE_TIMEOUT, STENO_FFMPEG_MISSING, STENO_FFMPEG_FAILED.
 *
 * @example
 * ```ts
 * import { decode, fileSource } from 'stenopipe'
 *
 * let bytes = 0
 * for await (const pcm of fileSource('talk.mp3').pipe(decode())) bytes += pcm.length
 * console.log(`${bytes / 32_000} s`)
 * ```
 */
export function decode(options?: DecodeOptions): Decoder {
  return new Decoder(options)
}

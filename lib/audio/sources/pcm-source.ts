import { addAbortSignal, Readable, type Writable } from 'node:stream'
import { failure, type StenopipeError } from '../../errors.js'
import { checkKnown, checkOption, checkOptions, integer, number, type OptionChecks } from '../../option-checks.js'
import { MAX_TIMER_MS, systemClock } from '../../stream/clock.js'
import { Deferred } from '../../stream/deferred.js'
import type { StageOptions } from '../../stream/stage-options.js'
import type { ChunkIterator } from '../../stream/typed-transform.js'
import type { AudioChunk, AudioFormat, Drop } from '../../types.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { bytesToMs, msToBytes } from '../pcm/pcm.js'
import { SampleAligner } from '../pcm/sample-aligner.js'
import { type BufferedChunk, LiveBuffer } from './live-buffer.js'

/** Names of the options that sources hand to their stream constructor. */
export const sourceStreamOptions = ['signal', 'highWaterMark', 'emitClose', 'autoDestroy'] as const

/** Options that sources hand to their stream constructor. */
export type SourceStreamOptions = Pick<StageOptions, (typeof sourceStreamOptions)[number]>

/** Options of all sources of samples; those of the stream constructor too. */
export interface PcmSourceOptions extends SourceStreamOptions {
  /** Sample rate of the output, in Hz, from 8000 to 192000. Default 16000. */
  readonly sampleRate?: number
  /** Most audio that a live source buffers for a slow reader, in ms; the oldest is dropped first. Default 10000. */
  readonly maxBuffer?: number
  /** Longest wait for more audio, in ms, before STENO_SOURCE_TIMEOUT; `Infinity` waits for ever. Default 15000. */
  readonly timeout?: number
  /** Longest audio that is accepted, in ms, before STENO_SOURCE_TOO_LONG. Default: no limit. */
  readonly maxDuration?: number
  /** Path of ffmpeg. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
}

type OwnOptions = Pick<PcmSourceOptions, 'sampleRate' | 'maxBuffer' | 'timeout' | 'maxDuration'>

const checks: OptionChecks<OwnOptions> = {
  sampleRate: integer(8000, 192_000),
  maxBuffer: number(100, 3_600_000),
  timeout: number(1, Infinity),
  maxDuration(option, got) {
    checkOption(typeof got === 'number' && got > 0, option, 'a number larger than 0', got)
  },
}

/** Running child process or thread that outputs samples. */
export interface SampleProducer {
  /** Resolves with the exit when nothing of it is left. */
  readonly closed: Promise<Exit>
  /** Ends it; its output up to now still arrives. */
  stop(): void
  /** Ends it and discards its output. */
  kill(): void
}

/** Description of a source for `PcmSource`. */
export interface SourceSpec {
  /** Call as users write it, such as `urlSource()`. */
  readonly name: string
  /** Names of the source's own options, beside those of `PcmSourceOptions`. */
  readonly options: readonly string[]
  /** Name of the input in errors, such as `the microphone`. */
  readonly origin: string
  /** True when the producer must never wait for the reader. */
  readonly isLive: boolean
  /** Position of the first sample on the source clock, in ms. */
  readonly startTime: number
  /** Starts the producer. `write` receives s16le mono samples; a producer that is not live waits for its promise. */
  start(write: (bytes: Buffer) => Promise<void>): SampleProducer
  /** Error of a producer that has exited; undefined when it succeeded. @param bytesOut - Size of its output. */
  exitError(exit: Exit, bytesOut: number): StenopipeError | undefined
  /** Reason why the audio is incomplete although the producer succeeded; undefined when it is complete. */
  truncation?(exit: Exit): string | undefined
}

type Listener = Parameters<Readable['on']>[1]

export interface PcmSource {
  on(event: 'drop', listener: (drop: Drop) => void): this
  on(event: 'warning', listener: (warning: StenopipeError) => void): this
  on(event: 'data', listener: (chunk: AudioChunk) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'drop', listener: (drop: Drop) => void): this
  once(event: 'warning', listener: (warning: StenopipeError) => void): this
  once(event: 'data', listener: (chunk: AudioChunk) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): ChunkIterator<AudioChunk>
}

const SILENCE_CHUNK_MS = 100
// A producer that may wait is paused above this.
const MAX_BUFFERED_BYTES = 65_536

/**
 * Readable of `urlSource()`, `micSource()` and of `fileSource()` with a selection: s16le mono samples with their
 * positions on the source clock.
 */
export class PcmSource extends Readable {
  /** Format of the samples. */
  readonly format: AudioFormat
  readonly #spec: SourceSpec
  readonly #timeout: number
  readonly #maxDuration: number
  readonly #buffer: LiveBuffer
  readonly #aligner = new SampleAligner()
  #producer: SampleProducer | undefined
  #cancelTimeout = (): void => {}
  #outputsBytes = false
  #received = 0
  #emitted = 0
  #dropped = 0
  #ended = false
  #stopped = false
  #reading = false
  #drained = new Deferred()

  constructor(spec: SourceSpec, options: Omit<PcmSourceOptions, 'ffmpegPath'>) {
    const {
      sampleRate = 16_000, maxBuffer = 10_000, timeout = 15_000, maxDuration = Infinity, signal, ...rest
    } = options
    checkOptions<OwnOptions>(options, checks)
    checkKnown(spec.name, rest, [...Object.keys(checks), 'ffmpegPath', ...spec.options], sourceStreamOptions)
    super({ highWaterMark: spec.isLive ? 1 : 4, ...rest, objectMode: true })
    this.format = { encoding: 's16le', sampleRate, channels: 1 }
    this.#spec = spec
    this.#timeout = timeout
    this.#maxDuration = maxDuration
    this.#buffer = new LiveBuffer(spec.isLive ? maxBuffer : Infinity, sampleRate)
    // Not by the constructor of Readable: a signal that is already aborted would destroy a half-built source.
    if (signal) addAbortSignal(signal, this)
  }

  /** Position of the first sample on the source clock, in ms. */
  get start(): number {
    return this.#spec.startTime
  }

  /** True when the source never waits for its reader, as a microphone. */
  get isLive(): boolean {
    return this.#spec.isLive
  }

  /** Audio that waits for the reader, in ms: how far the reader is behind a live source. */
  get buffered(): number {
    return bytesToMs(this.#buffer.bytes, this.format.sampleRate)
  }

  /** Audio dropped so far because the reader was too slow, in ms. */
  get dropped(): number {
    return bytesToMs(this.#dropped, this.format.sampleRate)
  }

  /** Ends the source as if its input had ended: audio received until now is still output, then `end` is emitted. */
  stop(): void {
    this.#stopped = true
    this.#producer?.stop()
  }

  /**
   * Pipes into a stage: AudioChunks into one that takes objects, samples into one that takes bytes. Dropped samples are
   * replaced by silence in the latter, so that its times stay right too.
   */
  override pipe<Stage extends NodeJS.WritableStream>(stage: Stage, options?: { end?: boolean }): Stage {
    if (!(stage as unknown as Writable).writableObjectMode) this.#outputsBytes = true
    return super.pipe(stage, options)
  }

  override _construct(done: (error?: Error | null) => void): void {
    try {
      const producer = this.#producer = this.#spec.start(bytes => this.#receive(bytes))
      if (this.#stopped) this.stop()
      this.#startTimeout()
      producer.closed.then(exit => { this.#finish(exit) }, (error: unknown) => { this.destroy(error as Error) })
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _read(): void {
    this.#reading = true
    this.#emit()
  }

  // 'close' waits for the producer, so that nothing of it is left then.
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancelTimeout()
    this.#drained.resolve()
    this.#producer?.kill()
    Promise.resolve(this.#producer?.closed).then(() => { done(error) }, done)
  }

  async #receive(bytes: Buffer): Promise<void> {
    this.#cancelTimeout()
    if (this.destroyed) return
    const pcm = this.#aligner.push(bytes)
    if (pcm.length > 0) this.#bufferSamples(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.length))
    this.#emit()
    if (!this.#spec.isLive && this.#buffer.bytes > MAX_BUFFERED_BYTES) {
      this.#drained = new Deferred()
      await this.#drained.promise
    }
    if (!this.destroyed) this.#startTimeout()
  }

  #bufferSamples(pcm: Buffer): void {
    this.#received += pcm.length
    const { offset, bytes } = this.#buffer.push(pcm)
    if (bytes > 0) {
      this.#dropped += bytes
      this.emit('drop', this.#timesOf(offset, bytes) satisfies Drop)
    }
    if (bytesToMs(this.#received, this.format.sampleRate) > this.#maxDuration) {
      this.destroy(failure('STENO_SOURCE_TOO_LONG', { ms: this.#maxDuration }))
    }
  }

  #emit(): void {
    while (this.#reading && !this.destroyed) {
      const chunk = this.#buffer.shift()
      if (chunk === undefined) break
      this.#reading = this.push(this.#outputsBytes ? this.#fillGap(chunk) : this.#audioChunk(chunk))
    }
    if (this.#buffer.bytes <= MAX_BUFFERED_BYTES) this.#drained.resolve()
    if (this.#ended && this.#buffer.bytes === 0 && this.#reading && !this.readableEnded) this.push(null)
  }

  #audioChunk({ data, offset }: BufferedChunk): AudioChunk {
    return { data, ...this.#timesOf(offset, data.length) }
  }

  /** Pushes silence for the samples dropped before a chunk; returns its samples. */
  #fillGap({ data, offset }: BufferedChunk): Buffer {
    const chunkBytes = msToBytes(SILENCE_CHUNK_MS, this.format.sampleRate)
    for (let left = offset - this.#emitted; left > 0; left -= chunkBytes) {
      this.push(Buffer.alloc(Math.min(left, chunkBytes)))
    }
    this.#emitted = offset + data.length
    return data
  }

  #timesOf(offset: number, bytes: number): { start: number; duration: number } {
    const { sampleRate } = this.format
    return { start: this.start + bytesToMs(offset, sampleRate), duration: bytesToMs(bytes, sampleRate) }
  }

  /** Waits for the next samples. */
  #startTimeout(): void {
    this.#cancelTimeout()
    if (this.#timeout > MAX_TIMER_MS || this.#ended) return
    this.#cancelTimeout = systemClock.after(this.#timeout, () => {
      this.destroy(failure('STENO_SOURCE_TIMEOUT', { from: this.#spec.origin, ms: this.#timeout }))
    })
  }

  #finish(exit: Exit): void {
    this.#cancelTimeout()
    if (this.destroyed) return
    const error = this.#stopped ? undefined : this.#spec.exitError(exit, this.#received)
    if (error) {
      this.destroy(error)
      return
    }
    const detail = this.#stopped ? undefined : this.#spec.truncation?.(exit)
    if (detail) this.emit('warning', failure('STENO_AUDIO_TRUNCATED', { detail }))
    this.#ended = true
    this.#emit()
  }
}

import { addAbortSignal, Readable, type ReadableOptions, type Writable } from 'node:stream'
import { failure, type StenopipeError } from '../../errors.js'
import { checkOption, checkInteger, checkNumber } from '../../option-checks.js'
import type { AudioChunk, AudioFormat, Drop } from '../../types.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { LiveBuffer, placeOf, type Piece } from './live-buffer.js'
import { bytesToMs, msToBytes } from '../pcm/pcm.js'
import { SampleAligner } from '../pcm/sample-aligner.js'

/** Options that all sources of samples share; what is not named goes to the stream constructor (`signal` …). */
export interface PcmSourceOptions extends ReadableOptions {
  /** Frames a second that come out, in Hz, 8000 to 192000. Default 16000. */
  readonly sampleRate?: number
  /** Most audio that a live source keeps for a reader that is late, in ms; the oldest goes first. Default 10000. */
  readonly maxBuffer?: number
  /** Longest time without any sound arriving, in ms, before STENO_SOURCE_TIMEOUT; `Infinity` waits for ever. Default 15000. */
  readonly timeout?: number
  /** Most audio that may come, in ms, before STENO_SOURCE_TOO_LONG. Default: no limit. */
  readonly maxDuration?: number
  /** The ffmpeg to run. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
}

/** What gives the samples: a child that can be ended. */
export interface SampleProducer {
  readonly closed: Promise<Exit>
  /** Ends it at once. */
  kill(): void
  /** Ends it; what it has until then is still given. Default: `kill()`. */
  stop?(): void
}

/** How a source works. */
export interface SourceSpec {
  /** Whether it must never wait for its reader. */
  readonly live: boolean
  /** Source clock at the first sample, in ms. */
  readonly start: number
  /** What it is called in errors. */
  readonly name: string
  record(take: (bytes: Buffer) => Promise<void>): SampleProducer
  /** The fault in how it ended; undefined when it did what it should. */
  fault(exit: Exit, bytes: number): StenopipeError | undefined
  /** What is missing at the end although it went well. */
  shortfall?(exit: Exit): string | undefined
}

type Listener = Parameters<Readable['on']>[1]

export interface PcmSource {
  on(event: 'drop', listener: (drop: Drop) => void): this
  on(event: 'warning', listener: (warning: StenopipeError) => void): this
  on(event: 'data', listener: (chunk: AudioChunk) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'drop', listener: (drop: Drop) => void): this
  once(event: 'warning', listener: (warning: StenopipeError) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<AudioChunk>
}

const LONGEST_TIMER = 2 ** 31 - 1
const FILL_MS = 100
// What waits for a reader that may keep its source waiting.
const PATIENT_BYTES = 65_536

/** The Readable that `urlSource()` and `micSource()` make: s16le mono samples with their places on the source clock. */
export class PcmSource extends Readable {
  /** The form of the samples. */
  readonly format: AudioFormat
  readonly #recording: SourceSpec
  readonly #limits: { readonly timeout: number; readonly maxDuration: number }
  readonly #buffer: LiveBuffer
  readonly #aligner = new SampleAligner()
  #recorder: SampleProducer | undefined
  #watch: NodeJS.Timeout | undefined
  #asBytes = false
  #came = 0
  #gave = 0
  #dropped = 0
  #ended = false
  #stopped = false
  #reading = false
  #room = () => {}

  constructor(recording: SourceSpec, {
    sampleRate = 16_000, maxBuffer = 10_000, timeout = 15_000, maxDuration = Infinity, signal, ...rest
  }: Omit<PcmSourceOptions, 'ffmpegPath'>) {
    checkPcmSource({ sampleRate, maxBuffer, timeout, maxDuration })
    super({ highWaterMark: recording.live ? 1 : 4, ...rest, objectMode: true })
    this.format = { encoding: 's16le', sampleRate, channels: 1 }
    this.#recording = recording
    this.#limits = { timeout, maxDuration }
    this.#buffer = new LiveBuffer(recording.live ? maxBuffer : Infinity, sampleRate)
    // Not by the constructor of streams, which would destroy what is not yet made when the signal was aborted before.
    if (signal) addAbortSignal(signal, this)
  }

  /** Where the first sample lies on the source clock, in ms. */
  get start(): number {
    return this.#recording.start
  }

  /** Audio that nobody read in time so far, in ms. */
  get dropped(): number {
    return bytesToMs(this.#dropped, this.format.sampleRate)
  }

  /** Ends the source as if it had come to its end: what came until now is still given, then `end` comes. */
  stop(): void {
    this.#stopped = true
    if (this.#recorder?.stop) this.#recorder.stop()
    else this.#recorder?.kill()
  }

  /**
   * A stage that takes AudioChunks gets them; one of bytes gets samples, with silence in the place of all that was
   * dropped, so that its times are right too.
   */
  override pipe<Stage extends NodeJS.WritableStream>(stage: Stage, options?: { end?: boolean }): Stage {
    if (!(stage as unknown as Writable).writableObjectMode) this.#asBytes = true
    return super.pipe(stage, options)
  }

  override _construct(done: (error?: Error | null) => void): void {
    try {
      const recorder = this.#recorder = this.#recording.record(bytes => this.#take(bytes))
      if (this.#stopped) this.stop()
      this.#guard()
      recorder.closed.then(exit => { this.#finish(exit) }, (error: unknown) => { this.destroy(error as Error) })
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _read(): void {
    this.#reading = true
    this.#give()
  }

  // 'close' waits for the child, so that nothing is left when it comes.
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#watch)
    this.#room()
    this.#recorder?.kill()
    Promise.resolve(this.#recorder?.closed).then(() => { done(error) }, done)
  }

  async #take(bytes: Buffer): Promise<void> {
    clearTimeout(this.#watch)
    if (this.destroyed) return
    const pcm = this.#aligner.push(bytes)
    if (pcm.length > 0) this.#hold(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.length))
    this.#give()
    if (!this.#recording.live && this.#buffer.bytes > PATIENT_BYTES) await new Promise<void>(resolve => { this.#room = resolve })
    if (!this.destroyed) this.#guard()
  }

  #hold(pcm: Buffer): void {
    const { sampleRate } = this.format
    this.#came += pcm.length
    const { at, bytes } = this.#buffer.push(pcm)
    if (bytes > 0) {
      this.#dropped += bytes
      const start = this.#recording.start + bytesToMs(at, sampleRate)
      this.emit('drop', { start, duration: bytesToMs(bytes, sampleRate) } satisfies Drop)
    }
    const { maxDuration } = this.#limits
    if (bytesToMs(this.#came, sampleRate) > maxDuration) this.destroy(failure('STENO_SOURCE_TOO_LONG', { ms: maxDuration }))
  }

  #give(): void {
    while (this.#reading && !this.destroyed) {
      const item = this.#next()
      if (item === undefined) break
      this.#reading = this.push(item)
    }
    if (this.#buffer.bytes <= PATIENT_BYTES) this.#room()
    if (this.#ended && this.#buffer.bytes === 0 && this.#reading && !this.readableEnded) this.push(null)
  }

  #next(): AudioChunk | Buffer | undefined {
    const piece = this.#buffer.shift()
    if (piece === undefined) return undefined
    return this.#asBytes ? this.#fill(piece) : { data: piece.data, ...placeOf(piece, this.format.sampleRate, this.#recording.start) }
  }

  #fill(piece: Piece): Buffer {
    const missing = piece.at - this.#gave
    const most = msToBytes(FILL_MS, this.format.sampleRate)
    for (let left = missing; left > 0; left -= most) this.push(Buffer.alloc(Math.min(left, most)))
    this.#gave = piece.at + piece.data.length
    return piece.data
  }

  /** Begins to wait for the next sound. */
  #guard(): void {
    clearTimeout(this.#watch)
    const { timeout } = this.#limits
    if (timeout > LONGEST_TIMER || this.#ended) return
    this.#watch = setTimeout(() => {
      this.destroy(failure('STENO_SOURCE_TIMEOUT', { from: this.#recording.name, ms: timeout }))
    }, timeout)
  }

  #finish(exit: Exit): void {
    clearTimeout(this.#watch)
    if (this.destroyed) return
    const fault = this.#stopped ? undefined : this.#recording.fault(exit, this.#came)
    if (fault) {
      this.destroy(fault)
      return
    }
    const detail = this.#stopped ? undefined : this.#recording.shortfall?.(exit)
    if (detail) this.emit('warning', failure('STENO_AUDIO_TRUNCATED', { detail }))
    this.#ended = true
    this.#give()
  }
}

/** Checks the options that all sources of samples share; throws STENO_BAD_OPTION. */
function checkPcmSource(options: Required<Pick<PcmSourceOptions, 'sampleRate' | 'maxBuffer' | 'timeout' | 'maxDuration'>>): void {
  checkInteger('sampleRate', options.sampleRate, 8000, 192_000)
  checkNumber('maxBuffer', options.maxBuffer, 100, 3_600_000)
  checkNumber('timeout', options.timeout, 1, Infinity)
  checkOption(options.maxDuration > 0, 'maxDuration', 'a number larger than 0', options.maxDuration)
}

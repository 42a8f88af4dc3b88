import { addAbortSignal, Transform, type TransformCallback } from 'node:stream'
import { bytesOf, samples } from '../audio/pcm/pcm.js'
import { SampleAligner } from '../audio/pcm/sample-aligner.js'
import { failure, show } from '../errors.js'
import { checkInteger } from '../option-checks.js'
import type { AudioFormat } from '../types.js'
import { type LinkedSource, linkSource } from './link-source.js'
import { type StageOptions, stageOptions } from './stage-options.js'

/** The pure half of a stage. */
export interface PcmCore<Output> {
  /** Takes the next samples; returns the output that is ready. */
  push(samples: Int16Array): Output
  /** Returns the rest after the last samples. */
  flush(): Output
}

/** Description of a stage for its base class. */
export interface PcmStage<Encoding extends string = 's16le'> {
  /** Call as users write it, such as `chunk()`. */
  readonly name: string
  /** Names of the stage's own options. */
  readonly options: readonly string[]
  /** Sample rate of the input as the user gave it, in Hz. Default: that of the stage piped in. */
  readonly sampleRate: number | undefined
  /** Name of the option for the sample rate of the input. Default `'sampleRate'`. */
  readonly rateOption?: string
  /** Channels of the input as the user gave them. Default: one, and the stage has no such option. */
  readonly channels?: number
  /** Splits the bytes of the input into samples, mono. Default: a `SampleAligner`. */
  readonly aligner?: { push(bytes: Uint8Array): Uint8Array }
  /** Sample rate of the output, in Hz. Default: that of the input. */
  readonly outputSampleRate?: number
  /** Encoding of the output. Default `'s16le'`. */
  readonly encoding?: Encoding
  /** True when the output consists of objects. Default false. */
  readonly objectOutput?: boolean
  /** True when even an empty input has output, such as the headers of a file. Default false. */
  readonly hasOutputForEmptyInput?: boolean
}

/** Stage or source that is piped in. */
export interface PipedSource {
  readonly format?: { readonly encoding: string; readonly sampleRate: number; readonly channels: number }
}

// Output may be 24 times as large as the input, and encoding is slow: long chunks are processed in parts.
const SLICE_BYTES = 65_536
const USUAL_RATE = 16_000

/** Lowest and highest sample rate of audio between stages, in Hz. */
export const MIN_RATE = 8000
export const MAX_RATE = 192_000

/**
 * Base class of the stages that take s16le mono samples. It takes the sample rate over from the stage piped in and
 * refuses an option that contradicts it, carries half samples over to the next chunk, and runs the core of the stage.
 * The stage in `lib/audio/normalize.ts` is the shortest example.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once; as stream errors STENO_BAD_OPTION when the sample rate
 * contradicts the stage piped in, STENO_FORMAT_MISMATCH when that stage outputs encoded audio.
 */
export abstract class PcmTransform<Output, Encoding extends string = 's16le'> extends Transform {
  readonly #stage: PcmStage<Encoding>
  readonly #aligner: { push(bytes: Uint8Array): Uint8Array }
  readonly #input: LinkedSource
  readonly #resources: { close(): void }[] = []
  #source: PipedSource | undefined
  #sampleRate: number | undefined
  #core: PcmCore<Output> | undefined

  constructor(stage: PcmStage<Encoding>, options: StageOptions) {
    const { name, rateOption = 'sampleRate', sampleRate, objectOutput = false } = stage
    if (sampleRate !== undefined) checkInteger(rateOption, sampleRate, MIN_RATE, MAX_RATE)
    const { signal, ...rest } = stageOptions(name, options, stage.options)
    super({ ...rest, readableObjectMode: objectOutput })
    this.#stage = stage
    this.#aligner = stage.aligner ?? new SampleAligner()
    this.#sampleRate = sampleRate
    this.#input = linkSource(this)
    this.on('pipe', (source: PipedSource) => {
      this.#source = source
      const error = this.#contradiction(PcmTransform.knownRate(source))
      if (error) this.destroy(error)
    })
    // Not by the constructor of Transform: a signal that is already aborted would destroy a half-built stage.
    if (signal) addAbortSignal(signal, this)
  }

  /** Format of the output. The sample rate is that of the input unless the stage converts it. */
  get format(): AudioFormat<Encoding> {
    const { encoding = 's16le' as Encoding, outputSampleRate } = this.#stage
    return { encoding, sampleRate: outputSampleRate ?? this.#inputRate ?? USUAL_RATE, channels: 1 }
  }

  /** Position of the first sample on the source clock, in ms, as the stage piped in has it. */
  get start(): number {
    return this.#input.start
  }

  /** True when the audio comes from a live source, which never waits for its reader. */
  get isLive(): boolean {
    return this.#input.isLive
  }

  /** Creates the core when the first samples come. @param sampleRate Sample rate of the input, in Hz. */
  protected abstract createCore(sampleRate: number): PcmCore<Output> | Promise<PcmCore<Output>>

  /** Pushes the output of the core; a promise holds the next input back. */
  protected abstract emitOutput(output: Output): void | Promise<void>

  /** Sample rate to assume when neither the options nor the stage piped in has one, in Hz. */
  protected assumeRate(): number {
    return USUAL_RATE
  }

  /** Pushes samples, if there are any. */
  protected pushSamples(output: Int16Array): void {
    if (output.length > 0) this.push(bytesOf(output))
  }

  /** Closes a resource together with the stage, at once when the stage is already destroyed. */
  protected closeWithStage(resource: { close(): void }): void {
    if (this.destroyed) resource.close()
    else this.#resources.push(resource)
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    settle(() => this.#withCore(core => this.#process(core, bytes)), done)
  }

  override _flush(done: TransformCallback): void {
    const finish = (core: PcmCore<Output>): void | Promise<void> =>
      this.destroyed ? undefined : this.emitOutput(core.flush())
    settle(() => this.#core || this.#stage.hasOutputForEmptyInput ? this.#withCore(finish) : undefined, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    for (const resource of this.#resources.splice(0)) resource.close()
    done(error)
  }

  get #inputRate(): number | undefined {
    return this.#sampleRate ?? PcmTransform.knownRate(this.#source)
  }

  #withCore(work: (core: PcmCore<Output>) => void | Promise<void>): void | Promise<void> {
    const core = this.#core ?? this.#open()
    return core instanceof Promise ? core.then(work) : work(core)
  }

  /** The format is final only now, since a chain may be put together in any order. */
  #open(): PcmCore<Output> | Promise<PcmCore<Output>> {
    const error = this.#contradiction(this.#source?.format?.sampleRate)
    if (error) throw error
    this.#sampleRate = this.#inputRate ?? this.assumeRate()
    const core = this.createCore(this.#sampleRate)
    if (!(core instanceof Promise)) return this.#core = core
    return core.then(opened => this.#core = opened)
  }

  #process(core: PcmCore<Output>, bytes: Uint8Array): void | Promise<void> {
    // A reader may destroy the stage in the middle of a chunk.
    for (let at = 0; at < bytes.length && !this.destroyed; at += SLICE_BYTES) {
      const aligned = this.#aligner.push(bytes.subarray(at, at + SLICE_BYTES))
      const pending = this.emitOutput(core.push(samples(aligned)))
      if (pending) return pending.then(() => this.#process(core, bytes.subarray(at + SLICE_BYTES)))
    }
  }

  #contradiction(piped: number | undefined): Error | undefined {
    const { name, rateOption = 'sampleRate', channels } = this.#stage
    const format = this.#source?.format
    if (format && format.encoding !== 's16le') {
      const { encoding: got, sampleRate } = format
      return failure('STENO_FORMAT_MISMATCH', { engine: `\`${name}\``, wanted: 's16le samples', got, sampleRate })
    }
    return contradiction({ option: rateOption, subject: 'rate', piped, given: this.#sampleRate })
      ?? contradiction({ option: 'channels', subject: 'channel count', piped: format?.channels, given: channels })
  }

  /** Sample rate of the output of a source, in Hz; undefined while it is only assumed. */
  static knownRate(source: PipedSource | undefined): number | undefined {
    if (!(source instanceof PcmTransform)) return source?.format?.sampleRate
    return source.#stage.outputSampleRate ?? source.#inputRate
  }
}

/** Value of an option beside that of the stage piped in; either may be unknown. */
export interface PipedOption {
  /** Name of the option. */
  readonly option: string
  /** Name of what it sets, such as `'rate'`. */
  readonly subject: string
  /** Value of the stage piped in. */
  readonly piped: unknown
  /** Value that the user gave. */
  readonly given: unknown
}

/** Error of an option that contradicts the stage piped in; undefined when it does not. */
export function contradiction({ option, subject, piped, given }: PipedOption): Error | undefined {
  if (piped === undefined || given === undefined || piped === given) return undefined
  const expected = `${show(piped)}, the ${subject} of the stage that is piped in`
  return failure('STENO_BAD_OPTION', { option, expected, got: given })
}

/** Calls back at once when there is nothing to wait for: a promise per chunk would cost more than some stages. */
function settle(work: () => void | Promise<void>, done: TransformCallback): void {
  let pending
  try {
    pending = work()
  } catch (error) {
    done(error as Error)
    return
  }
  if (pending) pending.then(() => { done() }, done)
  else done()
}

import { Transform, type TransformCallback, type TransformOptions } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkOption, checkInteger, checkNumber } from '../option-checks.js'
import { type LinkedSource, linkSource } from '../stream/link-source.js'
import type { AudioFormat } from '../types.js'
import { PacerCore, type Paced } from './process/pacer.js'

/** What tells time, so that tests need not wait. */
export interface Clock {
  /** A time in ms that never goes back, since whenever. */
  now(): number
  /** Resolves after so many ms; rejects as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** Options of `pace()`; what is not named here goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface PaceOptions extends TransformOptions {
  /** How many seconds of audio pass in a second, 0.01 or more; `Infinity` holds nothing back. Default 1. */
  readonly speed?: number
  /** Frames a second of the audio, in Hz, 8000 to 192000. Default: what the stage that is piped in says, else 16000. */
  readonly sampleRate?: number
  /** Default: the clock of this machine. */
  readonly clock?: Clock
}

const machine: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
}

/** The Transform that `pace()` makes: s16le mono samples in, the same out, in their time. */
export class Pacer extends Transform {
  readonly #speed: number
  readonly #clock: Clock
  readonly #over = new AbortController()
  readonly #input: LinkedSource
  #sampleRate: number | undefined
  #pacer: PacerCore | undefined
  #began: number | undefined

  constructor({ speed = 1, sampleRate, clock = machine, ...rest }: PaceOptions = {}) {
    checkNumber('speed', speed, 0.01, Infinity)
    if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
    const tellsTime = typeof clock?.now === 'function' && typeof clock.wait === 'function'
    checkOption(tellsTime, 'clock', 'an object with `now` and `wait`', clock)
    super(rest)
    this.#speed = speed
    this.#sampleRate = sampleRate
    this.#clock = clock
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
    this.#pacer ??= new PacerCore(this.format.sampleRate)
    this.#give(this.#pacer.push(bytes)).then(() => { done() }, done)
  }

  override _flush(done: TransformCallback): void {
    this.#give(this.#pacer?.flush() ?? []).then(() => { done() }, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#over.abort()
    done(error)
  }

  async #give(pieces: readonly Paced[]): Promise<void> {
    this.#began ??= this.#clock.now()
    for (const { data, due } of pieces) {
      const wait = this.#began + due / this.#speed - this.#clock.now()
      if (wait > 0) await this.#clock.wait(wait, this.#over.signal).catch((error: unknown) => { if (!this.destroyed) throw error })
      if (this.destroyed) return
      this.push(data)
    }
  }
}

/**
 * Holds audio to real time, as a microphone would give it: s16le mono samples in, cut anyhow, the same out in pieces of
 * 100 ms, each when its last sample would have been spoken. The clock starts with the first samples; when the reader was
 * late, what is overdue comes at once. For trying out live captions with a file, and for services that take no more.
 *
 * Errors: STENO_BAD_OPTION at once.
 *
 * @example
 * ```ts
 * import { decode, fileSource, pace, recognize } from 'stenopipe'
 *
 * const live = fileSource('talk.mp3').pipe(decode()).pipe(pace({ speed: 2 }))
 * for await (const { sentence } of live.pipe(recognize())) console.log(sentence.text)
 * ```
 */
export function pace(options?: PaceOptions): Pacer {
  return new Pacer(options)
}

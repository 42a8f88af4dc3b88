import { checkNumber, checkOption } from '../option-checks.js'
import { type Clock, sleep, systemClock } from '../stream/clock.js'
import { type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import { PacerCore, type Paced } from './process/pacer.js'

/** Options of `pace()`; the rest goes to the stream constructor (`signal`, `highWaterMark` …). */
export interface PaceOptions extends StageOptions {
  /** Seconds of audio per second, 0.01 or more; `Infinity` delays nothing. Default 1. */
  readonly speed?: number
  /** Sample rate of the audio, in Hz, 8000 to 192000. Default: that of the stage piped in, else 16000. */
  readonly sampleRate?: number
  /** Source of time. Default: the clock of the machine. */
  readonly clock?: Clock
}

/** Stage of `pace()`: s16le mono samples in, the same out, in real time. */
export class Pacer extends PcmTransform<readonly Paced[]> {
  readonly #speed: number
  readonly #clock: Clock
  readonly #abort = new AbortController()
  #startTime: number | undefined

  constructor({ speed = 1, sampleRate, clock = systemClock, ...rest }: PaceOptions = {}) {
    checkNumber('speed', speed, 0.01, Infinity)
    const isClock = typeof clock?.now === 'function' && typeof clock.after === 'function'
    checkOption(isClock, 'clock', 'an object with `now` and `after`', clock)
    super({ name: 'pace()', options: ['speed', 'sampleRate', 'clock'], sampleRate }, rest)
    this.#speed = speed
    this.#clock = clock
    this.closeWithStage({ close: () => { this.#abort.abort() } })
  }

  protected override createCore(sampleRate: number): PcmCore<readonly Paced[]> {
    return new PacerCore(sampleRate)
  }

  protected override async emitOutput(pieces: readonly Paced[]): Promise<void> {
    this.#startTime ??= this.#clock.now()
    for (const { data, due } of pieces) {
      const delay = this.#startTime + due / this.#speed - this.#clock.now()
      if (delay > 0) {
        await sleep(this.#clock, delay, this.#abort.signal).catch((error: unknown) => {
          if (!this.destroyed) throw error
        })
      }
      if (this.destroyed) return
      this.push(data)
    }
  }
}

/**
 * Delays audio to real time, as from a microphone: s16le mono samples in, the same out in pieces of 100 ms, each when
 * its last sample would have been spoken. The clock starts with the first samples; pieces that are overdue because the
 * reader was late come at once. For trying out live captions with a file, and for services that accept no more. Half a
 * sample at the end is dropped.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION at once.
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

import { SampleAligner } from '../audio/pcm/sample-aligner.js'
import { type AudioInput, checkAudio } from '../recognize/options.js'
import { BoundedBuffer } from './backpressure.js'
import { callUserCallback } from './call-user-callback.js'
import { Deferred } from '../stream/deferred.js'
import type { Drop } from '../types.js'
import { type RecognitionParam, settingsOf } from './param.js'
import type { RecognitionRun } from './recognition-run.js'

/** Audio in the queue from which the caller is asked to wait, in ms. */
const HIGH_WATER_MS = 1000
/** Sample rate assumed until the session is open, in Hz, where the parameters name none. */
const DEFAULT_SAMPLE_RATE = 16_000

/**
 * Queue between a caller that pushes audio and a run: copies the audio, keeps what cannot be written yet, drops by
 * policy.
 */
export class InputQueue {
  readonly #run: RecognitionRun
  readonly #buffer: BoundedBuffer
  readonly #highWater: number
  readonly #onDrop: (drop: Drop | undefined) => void
  /** Absent for encoded audio, which has no samples to keep whole. */
  readonly #aligner: SampleAligner | undefined
  #isWriting = false
  #ended = false
  #drained: Deferred | undefined

  constructor(run: RecognitionRun, param: RecognitionParam) {
    const { format = 'pcm', sampleRate = param.engine?.capabilities.sampleRates[0] ?? DEFAULT_SAMPLE_RATE } = param
    const { backpressure, maxBuffer, onDrop } = settingsOf(param)
    this.#run = run
    this.#buffer = new BoundedBuffer(backpressure, maxBuffer, sampleRate)
    this.#highWater = Math.min(HIGH_WATER_MS, maxBuffer / 2)
    this.#aligner = format === 'pcm' ? new SampleAligner() : undefined
    this.#onDrop = drop => {
      if (drop === undefined) return
      run.metrics.dropped += drop.duration
      callUserCallback(() => { onDrop(drop) })
    }
  }

  /**
   * Copies audio into the queue. Invalid audio, or more than the queue may hold, ends the run with an error.
   *
   * @returns True when the run accepts more.
   */
  push(input: AudioInput): boolean {
    if (this.#run.isClosed || this.#ended) return false
    this.#run.metrics.onAudio(performance.now())
    try {
      checkAudio(input)
      const copy = this.#copy(input)
      if (copy) this.#onDrop(this.#buffer.push(copy))
    } catch (error) {
      this.#run.destroy(error as Error)
      return false
    }
    this.#writeNext()
    return true
  }

  /** Ends the input. */
  end(): void {
    if (this.#run.isClosed || this.#ended) return
    this.#run.metrics.onStop(performance.now())
    this.#ended = true
    this.#writeNext()
  }

  /** Sample rate of the open session, in Hz. */
  set sampleRate(sampleRate: number) {
    this.#buffer.sampleRate = sampleRate
  }

  /** Resolves when there is room for more; `undefined` when there is room now. Rejects when the run ends before. */
  get drained(): Promise<void> | undefined {
    if (this.#buffer.waiting <= this.#highWater) return undefined
    this.#drained ??= new Deferred()
    return this.#drained.promise
  }

  /** Discards the queue; the run has ended. */
  close(error: Error): void {
    this.#buffer.clear()
    this.#drained?.reject(error)
    this.#drained = undefined
  }

  #copy(input: AudioInput): AudioInput | undefined {
    const isBare = input instanceof Uint8Array
    const data = Uint8Array.from(isBare ? input : input.data)
    if (!isBare) return data.length > 0 ? { ...input, data } : undefined
    const whole = this.#aligner?.push(data) ?? data
    return whole.length > 0 ? whole : undefined
  }

  /** Writes one piece at a time, so that all waiting happens in this queue. */
  #writeNext(): void {
    if (this.#isWriting || this.#run.isClosed) return
    const next = this.#buffer.shift()
    if (next !== undefined) {
      this.#isWriting = true
      this.#run.input.write(next, error => {
        this.#isWriting = false
        if (!error) this.#writeNext()
      })
    } else if (this.#ended) {
      this.#run.input.end()
    }
    // At half, so that the next frames find room.
    if (this.#drained && this.#buffer.waiting <= this.#highWater / 2) {
      this.#drained.resolve()
      this.#drained = undefined
    }
  }
}

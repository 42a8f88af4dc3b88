import { Downmixer } from '../audio/pcm/downmixer.js'
import { type AudioInput, checkAudio } from '../recognize/options.js'
import { BoundedBuffer } from './backpressure.js'
import { callUserCallback } from './call-user-callback.js'
import { Deferred } from '../stream/deferred.js'
import { type RecognitionParam, settingsOf } from './param.js'
import type { RecognitionRun } from './recognition-run.js'

/** Who pushes is asked to wait while more than this waits, in ms. */
const ENOUGH_MS = 1000
/** In Hz, as long as neither the param nor a session says. */
const USUAL_RATE = 16_000

/** Stands between who pushes audio and a run: copies, holds what cannot be taken yet, drops what is to be dropped. */
export class InputQueue {
  readonly #run: RecognitionRun
  readonly #buffer: BoundedBuffer
  readonly #enough: number
  readonly #onDrop: (bytes: ReturnType<BoundedBuffer['push']>) => void
  /** Encoded audio has no samples that could be halved. */
  readonly #whole: Downmixer | undefined
  #isWriting = false
  #ended = false
  #room: Deferred | undefined

  constructor(run: RecognitionRun, param: RecognitionParam) {
    const { format = 'pcm', sampleRate = param.engine?.capabilities.sampleRates[0] ?? USUAL_RATE } = param
    const { backpressure, maxBuffer, onDrop } = settingsOf(param)
    this.#run = run
    this.#buffer = new BoundedBuffer(backpressure, maxBuffer, sampleRate)
    this.#enough = Math.min(ENOUGH_MS, maxBuffer / 2)
    this.#whole = format === 'pcm' ? new Downmixer('s16le', 1) : undefined
    this.#onDrop = drop => {
      if (drop === undefined) return
      run.record.dropped += drop.duration
      callUserCallback(() => { onDrop(drop) })
    }
  }

  /**
   * Takes audio, which may be used again at once. What is wrong with it, and too much of it, ends the run with an error.
   *
   * @returns Whether the run takes more.
   */
  push(input: AudioInput): boolean {
    if (this.#run.isOver || this.#ended) return false
    this.#run.record.audio(performance.now())
    try {
      checkAudio(input)
      const copy = this.#copy(input)
      if (copy) this.#onDrop(this.#buffer.push(copy))
    } catch (error) {
      this.#run.destroy(error as Error)
      return false
    }
    this.#pump()
    return true
  }

  /** Says that no more audio comes. */
  end(): void {
    if (this.#run.isOver || this.#ended) return
    this.#run.record.stop(performance.now())
    this.#ended = true
    this.#pump()
  }

  /** Rates are known for sure when the session is open. */
  set sampleRate(sampleRate: number) {
    this.#buffer.sampleRate = sampleRate
  }

  /** Resolves when there is room for more; `undefined` when there is some. Rejects when the run ends before. */
  get room(): Promise<void> | undefined {
    if (this.#buffer.waiting <= this.#enough) return undefined
    this.#room ??= new Deferred()
    return this.#room.promise
  }

  /** The run is over: nothing that waits is of use. */
  close(error: Error): void {
    this.#buffer.clear()
    this.#room?.reject(error)
    this.#room = undefined
  }

  #copy(input: AudioInput): AudioInput | undefined {
    const isBare = input instanceof Uint8Array
    const data = Uint8Array.from(isBare ? input : input.data)
    if (!isBare) return data.length > 0 ? { ...input, data } : undefined
    const whole = this.#whole?.push(data) ?? data
    return whole.length > 0 ? whole : undefined
  }

  /** One piece at a time, so that what waits, waits here. */
  #pump(): void {
    if (this.#isWriting || this.#run.isOver) return
    const next = this.#buffer.shift()
    if (next !== undefined) {
      this.#isWriting = true
      this.#run.input.write(next, error => {
        this.#isWriting = false
        if (!error) this.#pump()
      })
    } else if (this.#ended) {
      this.#run.input.end()
    }
    // Half, so that the next frames find room.
    if (this.#room && this.#buffer.waiting <= this.#enough / 2) {
      this.#room.resolve()
      this.#room = undefined
    }
  }
}

import type { AudioChunk } from '../../types.js'
import { bytesOf, framesToMs, joined } from '../pcm/pcm.js'

/** Output of a `ChunkerCore`, in the order of the source clock; times in ms. */
export type ChunkerOutput =
  | { readonly kind: 'chunk'; readonly chunk: AudioChunk }
  | { readonly kind: 'speechstart' | 'speechend'; readonly time: number }

/** Windows of the detector in a chunk: 100 ms, which is what the service asks for and what its SDKs send. */
const CHUNK_WINDOWS = 10

/** Joins windows of samples to chunks of at most 100 ms of one kind, speech or silence. Positions count windows. */
export class ChunkBuilder {
  readonly #sampleRate: number
  readonly #windowSize: number
  #output: ChunkerOutput[] = []
  #chunk: { readonly windows: Int16Array[]; readonly start: number; readonly speech: boolean } | undefined
  #skippedSamples = 0
  /** Length of the input in samples, once it is known. */
  #length = Infinity

  /** @param sampleRate Sample rate of the audio, in Hz. @param windowSize Samples of a window. */
  constructor(sampleRate: number, windowSize: number) {
    this.#sampleRate = sampleRate
    this.#windowSize = windowSize
  }

  /** Silence left out so far, in ms. */
  get skippedSilence(): number {
    return framesToMs(this.#skippedSamples, this.#sampleRate)
  }

  /** Adds a window to the current chunk, which it may complete. */
  append(window: Int16Array, { position, speech, endsSpeech = false }: {
    readonly position: number; readonly speech: boolean; readonly endsSpeech?: boolean
  }): void {
    if (this.#chunk?.speech !== speech) this.close()
    this.#chunk ??= { windows: [], start: position, speech }
    this.#chunk.windows.push(window)
    if (endsSpeech || this.#chunk.windows.length === CHUNK_WINDOWS) this.close(endsSpeech)
  }

  /** Leaves a window out. */
  skip(window: Int16Array): void {
    this.close()
    this.#skippedSamples += window.length
  }

  /** Adds an event after the chunks so far. */
  addEvent(kind: 'speechstart' | 'speechend', position: number): void {
    this.#output.push({ kind, time: this.#timeOf(position) })
  }

  /** Completes the current chunk, if there is one. */
  close(endOfSpeech = false): void {
    if (!this.#chunk) return
    const { windows, start, speech } = this.#chunk
    // A copy even of a single window, since the input belongs to the caller.
    const samples = windows.length === 1 ? windows[0]!.slice() : joined(windows)
    const duration = framesToMs(samples.length, this.#sampleRate)
    const chunk = { data: bytesOf(samples), start: this.#timeOf(start), duration, speech, endOfSpeech }
    this.#output.push({ kind: 'chunk', chunk })
    this.#chunk = undefined
  }

  /** Sets the length of the input, in samples; the last window may be shorter than the others. */
  setLength(samples: number): void {
    this.#length = samples
  }

  /** Returns the output since the last call. */
  read(): ChunkerOutput[] {
    const output = this.#output
    this.#output = []
    return output
  }

  #timeOf(position: number): number {
    return framesToMs(Math.min(position * this.#windowSize, this.#length), this.#sampleRate)
  }
}

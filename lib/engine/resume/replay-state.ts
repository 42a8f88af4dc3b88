import { failure } from '../../errors.js'
import type { RecognitionResult } from '../../types.js'
import type { SessionFormat } from '../engine.js'
import { ResultMerger } from '../result-merger.js'
import { ByteOffsets, ReplayBuffer } from './replay-buffer.js'

/** Longest time from the start of speech to its first result, in ms; speech as recent may have had no result yet. */
const SPEECH_DELAY_MS = 3000

/** Audio of a recognition and its results so far, from which follows where another session has to begin. */
export class ReplayState {
  readonly #offsets: ByteOffsets
  readonly #bufferMs: number
  readonly #buffer: ReplayBuffer
  readonly #merger = new ResultMerger()

  /** @param bufferMs Audio to keep, in ms. */
  constructor(format: SessionFormat, bufferMs: number) {
    this.#offsets = new ByteOffsets(format)
    this.#bufferMs = bufferMs
    this.#buffer = new ReplayBuffer(this.#offsets.fromMs(bufferMs))
  }

  /** Byte offset of the end of the audio. */
  get end(): number {
    return this.#buffer.end
  }

  /** Time of a byte offset, in ms. */
  toMs(offset: number): number {
    return this.#offsets.toMs(offset)
  }

  /** Appends a copy of the audio. */
  append(audio: Uint8Array): void {
    this.#buffer.append(audio)
  }

  /** Kept bytes from an offset on, as many as are contiguous in memory. */
  audioFrom(offset: number): Uint8Array | undefined {
    return this.#buffer.from(offset)
  }

  /** Size in bytes of one of `count` equal parts of the buffer, in whole samples. */
  chunkSize(count: number): number {
    return this.#offsets.fromMs(this.#bufferMs / count)
  }

  /**
   * Adds a result of a session that began at an offset.
   *
   * @returns The result as part of the whole, if it says anything new; whether it reached further than those before.
   */
  addResult(result: RecognitionResult, startOffset: number): {
    readonly merged: RecognitionResult | undefined
    readonly isProgress: boolean
  } {
    const { latestTime, lastEnd } = this.#merger
    const merged = this.#merger.add(result, this.#offsets.toMs(startOffset))
    if (this.#offsets.isPcm && this.#merger.lastEnd > lastEnd) {
      this.#buffer.release(this.#offsets.fromMs(this.#merger.lastEnd))
    }
    return { merged, isProgress: this.#merger.latestTime > latestTime }
  }

  /** True when a session that began at an offset could be followed by one that begins later. */
  hasAdvanced(startOffset: number): boolean {
    return this.#offsets.isPcm && this.#offsets.fromMs(this.#merger.lastEnd) > startOffset
  }

  /**
   * Offset at which another session has to begin: the end of the last final, or the beginning of the buffer if there
   * was only silence before it. Errors: STENO_REPLAY_BUFFER_EXCEEDED.
   *
   * @param silentUntil Offset up to which the service has waited in vain for speech, so that the audio between the last
   * final and shortly before it is silence, unless a sentence is open. Default: nothing is known to be silence.
   */
  resumeOffset(silentUntil = 0): number {
    const { lastEnd, openBegin } = this.#merger
    const { start, end } = this.#buffer
    const { isPcm } = this.#offsets
    const silence = openBegin === undefined ? this.#offsets.toMs(silentUntil) - SPEECH_DELAY_MS : 0
    const wanted = isPcm ? this.#offsets.fromMs(Math.max(lastEnd, silence)) : 0
    const required = isPcm ? this.#offsets.fromMs(openBegin ?? Infinity) : 0
    if (Math.min(required, end) < start) {
      const missing = Math.round(this.toMs(start - required))
      throw failure('STENO_REPLAY_BUFFER_EXCEEDED', { missing, kept: this.#bufferMs })
    }
    // A service may round its times beyond the audio.
    return Math.min(Math.max(wanted, start), end)
  }

  /** True when this many more bytes would push out bytes that are kept. */
  isFull(bytes: number): boolean {
    return this.#wouldDrop(this.#buffer.start, bytes)
  }

  /**
   * True when this many more bytes would push out audio that would have to be sent again, were the session that began
   * at an offset to lose its connection. Of an open sentence at most half the buffer counts, or a long one would hold
   * back a source that the service keeps up with.
   */
  wouldOverflow(startOffset: number, bytes: number): boolean {
    if (!this.#offsets.isPcm) return false
    const { latestTime, openBegin = latestTime } = this.#merger
    const required = this.#offsets.fromMs(Math.max(openBegin, latestTime - this.#bufferMs / 2))
    return this.#wouldDrop(Math.max(required, startOffset), bytes)
  }

  #wouldDrop(required: number, bytes: number): boolean {
    const kept = this.#buffer.end - required
    return kept > 0 && this.toMs(kept + bytes) > this.#bufferMs
  }
}

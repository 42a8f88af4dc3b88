import { failure } from '../../errors.js'
import type { RecognitionResult } from '../../types.js'
import type { SessionFormat } from '../engine.js'
import { ReplayBuffer } from './replay-buffer.js'
import { ByteOffsets } from './byte-offsets.js'
import { ResultMerger } from '../result-merger.js'

/** What a recognition has been given and what has been heard of it: where another session would have to begin. */
export class ReplayState {
  readonly #places: ByteOffsets
  readonly #keep: number
  readonly #kept: ReplayBuffer
  readonly #transcript = new ResultMerger()

  /** @param keep Audio to keep, in ms. */
  constructor(format: SessionFormat, keep: number) {
    this.#places = new ByteOffsets(format)
    this.#keep = keep
    this.#kept = new ReplayBuffer(this.#places.fromMs(keep))
  }

  /** Whether another session can begin anywhere, and not only at the beginning. */
  get canBeCut(): boolean {
    return this.#places.isPcm
  }

  /** Place behind the last byte. */
  get end(): number {
    return this.#kept.end
  }

  toMs(place: number): number {
    return this.#places.toMs(place)
  }

  append(audio: Uint8Array): void {
    this.#kept.append(audio)
  }

  /** Kept bytes from a place on, as many as lie together. */
  audioFrom(place: number): Uint8Array | undefined {
    return this.#kept.from(place)
  }

  /** A part of what is kept, in whole samples. */
  chunkSize(parts: number): number {
    return this.#places.fromMs(this.#keep / parts)
  }

  /**
   * Takes a result of a session that began at a place.
   *
   * @returns The result among those before it, if it says anything new, and whether it went further than they did.
   */
  addResult(result: RecognitionResult, began: number): { readonly placed: RecognitionResult | undefined; readonly further: boolean } {
    const { heard, lastEnd } = this.#transcript
    const placed = this.#transcript.add(result, this.#places.toMs(began))
    if (this.canBeCut && this.#transcript.lastEnd > lastEnd) this.#kept.release(this.#places.fromMs(this.#transcript.lastEnd))
    return { placed, further: this.#transcript.heard > heard }
  }

  /** Whether a session that began at a place could be followed by one that begins later. */
  hasPassed(place: number): boolean {
    return this.canBeCut && this.#places.fromMs(this.#transcript.lastEnd) > place
  }

  /**
   * Where another session has to begin: behind the last final, or where what is kept begins if only silence lay before.
   * Errors: STENO_REPLAY_BUFFER_EXCEEDED.
   */
  resumePlace(): number {
    const { lastEnd, openBegin } = this.#transcript
    const { start, end } = this.#kept
    const place = this.canBeCut ? this.#places.fromMs(lastEnd) : 0
    const needed = this.canBeCut ? this.#places.fromMs(openBegin ?? Infinity) : 0
    if (Math.min(needed, end) < start) {
      throw failure('STENO_REPLAY_BUFFER_EXCEEDED', { missing: Math.round(this.toMs(start - needed)), kept: this.#keep })
    }
    // A service may round its times beyond the audio.
    return Math.min(Math.max(place, start), end)
  }

  /** Whether so much more would push out something that is kept. */
  isFull(bytes: number): boolean {
    return this.#wouldPushOut(this.#kept.start, bytes)
  }

  /**
   * Whether so much more would push out what would have to be sent again, were the session that began at a place to
   * break. What is heard of an open sentence counts up to half of what is kept, or a long one would hold back a source
   * that the service keeps up with.
   */
  wouldOverflow(began: number, bytes: number): boolean {
    if (!this.canBeCut) return false
    const { heard, openBegin = heard } = this.#transcript
    return this.#wouldPushOut(Math.max(this.#places.fromMs(Math.max(openBegin, heard - this.#keep / 2)), began), bytes)
  }

  #wouldPushOut(needed: number, bytes: number): boolean {
    const waiting = this.#kept.end - needed
    return waiting > 0 && this.toMs(waiting + bytes) > this.#keep
  }
}

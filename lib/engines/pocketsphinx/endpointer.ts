import type { Vad } from '../../audio/vad/vad.js'
import { FRAME_MS } from './settings.js'

/** Speech that starts an utterance, in ms; a click is shorter. */
const ONSET_MS = 30
/** Length of an utterance, in ms, from which on a shorter pause ends it… */
const RELAX_PAUSE_AFTER_MS = 10_000
/** …down to this one at twice the length, in ms. */
const MIN_PAUSE_MS = 200

/** State after a frame: outside an utterance, at the onset of one, inside one, or at the end of one. */
export type SpeechState = 'outside' | 'begin' | 'inside' | 'end'

/** Finds the start and the end of utterances, frame by frame (10 ms). */
export class Endpointer {
  readonly #vad: Vad
  readonly #maxSentenceSilence: number
  /** Length of the utterance, in ms; 0 outside one. */
  #length = 0
  #speech = 0
  #silence = 0

  /** @param maxSentenceSilence Silence that ends a sentence, in ms. */
  constructor(vad: Vad, maxSentenceSilence: number) {
    this.#vad = vad
    this.#maxSentenceSilence = maxSentenceSilence
  }

  /** Silence since the last speech of the utterance, in ms; kept after its end. */
  get silence(): number {
    return this.#silence
  }

  /** Processes a frame. */
  push(frame: Int16Array): SpeechState {
    const isSpeech = this.#vad.push(frame)
    return this.#length > 0 ? this.#pushInside(isSpeech) : this.#pushOutside(isSpeech)
  }

  /** Starts an utterance in the middle of speech, after one that was split. */
  restart(): void {
    this.#length = FRAME_MS
  }

  #pushOutside(isSpeech: boolean): SpeechState {
    this.#speech = isSpeech ? this.#speech + FRAME_MS : 0
    if (this.#speech < ONSET_MS) return 'outside'
    this.#length = FRAME_MS
    this.#speech = this.#silence = 0
    return 'begin'
  }

  #pushInside(isSpeech: boolean): SpeechState {
    this.#length += FRAME_MS
    this.#silence = isSpeech ? 0 : this.#silence + FRAME_MS
    if (this.#silence < this.#endingSilence()) return 'inside'
    this.#length = 0
    return 'end'
  }

  /** Silence that ends the utterance at its present length, in ms. */
  #endingSilence(): number {
    const relaxation = Math.min(Math.max(this.#length / RELAX_PAUSE_AFTER_MS - 1, 0), 1)
    const shortest = Math.min(MIN_PAUSE_MS, this.#maxSentenceSilence)
    return this.#maxSentenceSilence - relaxation * (this.#maxSentenceSilence - shortest)
  }
}

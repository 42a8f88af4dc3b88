import type { Vad } from '../../audio/vad/vad.js'
import { FRAME_MS } from './settings.js'

/** Speech this long begins an utterance; a click is shorter. */
const ONSET_MS = 30
/** From this length on a sentence ends at ever shorter pauses… */
const RELAX_PAUSE_AFTER_MS = 10_000
/** …until, at twice the length, this much silence is enough. */
const SHORTEST_PAUSE_MS = 200

/** What a frame is: outside any utterance, the first of one that began at its onset, within one, or its last. */
export type SpeechState = 'outside' | 'begin' | 'inside' | 'end'

/** Finds where utterances begin and end, frame by frame (10 ms). */
export class Endpointer {
  readonly #vad: Vad
  readonly #maxSilence: number
  #age = 0
  #speech = 0
  #silence = 0

  /** @param maxSentenceSilence Silence that ends a sentence, in ms. */
  constructor(vad: Vad, maxSentenceSilence: number) {
    this.#vad = vad
    this.#maxSilence = maxSentenceSilence
  }

  /** Silence since the last speech of the utterance, in ms; still known when it has just ended. */
  get silence(): number {
    return this.#silence
  }

  push(frame: Int16Array): SpeechState {
    const speech = this.#vad.push(frame)
    return this.#age > 0 ? this.#within(speech) : this.#without(speech)
  }

  /** An utterance has been cut in mid-speech: the rest of it is the beginning of the next. */
  restart(): void {
    this.#age = FRAME_MS
  }

  #without(speech: boolean): SpeechState {
    this.#speech = speech ? this.#speech + FRAME_MS : 0
    if (this.#speech < ONSET_MS) return 'outside'
    this.#age = FRAME_MS
    this.#speech = this.#silence = 0
    return 'begin'
  }

  #within(speech: boolean): SpeechState {
    this.#age += FRAME_MS
    this.#silence = speech ? 0 : this.#silence + FRAME_MS
    if (this.#silence < this.#patience()) return 'inside'
    this.#age = 0
    return 'end'
  }

  #patience(): number {
    const over = Math.min(Math.max(this.#age / RELAX_PAUSE_AFTER_MS - 1, 0), 1)
    const shortest = Math.min(SHORTEST_PAUSE_MS, this.#maxSilence)
    return this.#maxSilence - over * (this.#maxSilence - shortest)
  }
}

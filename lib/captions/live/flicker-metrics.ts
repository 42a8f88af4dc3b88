import { tokensOf } from './tokens.js'

/** Flicker of live text. */
export interface FlickerStats {
  /** Normalized erasure: words erased for each word of the finals; 0 is text that only grows. */
  readonly erasure: number
  /** Characters erased for each second of speech. */
  readonly flicker: number
}

/** Flicker of the text that came in and of the text that was shown. */
export interface FlickerMetrics {
  /** Flicker of the interims as they came. */
  readonly received: FlickerStats
  /** Flicker of the text that was shown. */
  readonly shown: FlickerStats
}

/** Measures how much of a text is erased while its sentences grow. */
export class FlickerMeter {
  #previous: readonly string[] = []
  #erasedWords = 0
  #erasedCharacters = 0
  #words = 0
  /** Speech measured, in ms. */
  #duration = 0

  /** Compares the text of a sentence with the one before. */
  update(text: string): void {
    const words = tokensOf(text).map(token => token.text)
    let same = 0
    while (same < words.length && words[same] === this.#previous[same]) same++
    for (const word of this.#previous.slice(same)) {
      this.#erasedWords++
      this.#erasedCharacters += [...word].length
    }
    this.#previous = words
  }

  /** Ends a sentence. @param duration Length of the sentence, in ms. */
  endSentence(duration: number): void {
    this.#words += this.#previous.length
    this.#duration += Math.max(0, duration)
    this.#previous = []
  }

  /** Flicker in the sentences that have ended. */
  get stats(): FlickerStats {
    const seconds = this.#duration / 1000
    return {
      erasure: this.#words && this.#erasedWords / this.#words,
      flicker: seconds && this.#erasedCharacters / seconds,
    }
  }
}

import { tokensOf } from './tokens.js'

/** How restless live text is. */
export interface FlickerStats {
  /** Normalised erasure: words taken back from the screen for each word that was said; 0 is text that only grows. */
  readonly erasure: number
  /** Characters taken back from the screen for each second of speech. */
  readonly flicker: number
}

/** How restless the text was that came in, and the text that went out. */
export interface FlickerMetrics {
  readonly received: FlickerStats
  readonly shown: FlickerStats
}

/** Counts what a viewer of a text sees taken back. */
export class FlickerMeter {
  #before: readonly string[] = []
  #erased = 0
  #characters = 0
  #words = 0
  #ms = 0

  /** The text of a sentence as it is now on the screen. */
  show(text: string): void {
    const now = tokensOf(text).map(token => token.text)
    let same = 0
    while (same < now.length && now[same] === this.#before[same]) same++
    for (const word of this.#before.slice(same)) {
      this.#erased++
      this.#characters += [...word].length
    }
    this.#before = now
  }

  /** The sentence is over, and so many ms long. */
  close(ms: number): void {
    this.#words += this.#before.length
    this.#ms += Math.max(0, ms)
    this.#before = []
  }

  /** What was seen so far, in sentences that are over. */
  get stats(): FlickerStats {
    return { erasure: this.#words && this.#erased / this.#words, flicker: this.#ms && this.#characters / (this.#ms / 1000) }
  }
}

import type { RecognitionResult } from '../types.js'
import { join, type Script, type ScriptedSentence } from './script.js'

/** Plays a script against the audio: an interim at the end of each word, the final after its silence. Pure. */
export class ScriptPlayer {
  readonly #script: Script
  readonly #taskId: string
  readonly #endSilence: number
  #sentence = 0
  #spokenWords = 0

  /** @param endSilence Silence after the last word at which a sentence is final, in ms. */
  constructor(script: Script, taskId: string, endSilence: number) {
    this.#script = script
    this.#taskId = taskId
    this.#endSilence = endSilence
  }

  /** Results up to a position in the audio, in order. @param now Audio that has arrived, in ms. */
  push(now: number): RecognitionResult[] {
    const results: RecognitionResult[] = []
    for (let sentence = this.#current; sentence; sentence = this.#current) {
      const { words } = sentence
      while (this.#spokenWords < words.length && words[this.#spokenWords]!.endTime <= now) {
        this.#spokenWords++
        results.push(this.#result(false))
      }
      if (this.#spokenWords < words.length || now < this.#finalAt(sentence)) break
      results.push(this.#endSentence())
    }
    return results
  }

  /** Final of the open sentence, when no more audio comes. */
  flush(): RecognitionResult[] {
    return this.#spokenWords > 0 ? [this.#endSentence()] : []
  }

  get #current(): ScriptedSentence | undefined {
    return this.#script[this.#sentence]
  }

  #finalAt({ words }: ScriptedSentence): number {
    const next = this.#script[this.#sentence + 1]?.words[0]?.beginTime ?? Infinity
    return Math.min(next, words.at(-1)!.endTime + this.#endSilence)
  }

  #endSentence(): RecognitionResult {
    const final = this.#result(true)
    this.#sentence++
    this.#spokenWords = 0
    return final
  }

  #result(isSentenceEnd: boolean): RecognitionResult {
    const words = this.#current!.words.slice(0, this.#spokenWords).map(
      ({ punctuation = '', text, beginTime, endTime }) => ({ beginTime, endTime, text, punctuation }),
    )
    return {
      requestId: this.#taskId,
      sentence: {
        sentenceId: this.#sentence + 1,
        beginTime: words[0]!.beginTime,
        endTime: isSentenceEnd ? words.at(-1)!.endTime : null,
        text: join(words),
        words,
      },
      isSentenceEnd,
    }
  }
}

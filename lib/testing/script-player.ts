import type { RecognitionResult } from '../types.js'
import { join, type Script, type ScriptedSentence } from './script.js'

/** Hears a script as audio goes by: an interim at each word's end, the final after its silence. No clock of its own. */
export class ScriptPlayer {
  readonly #script: Script
  readonly #taskId: string
  readonly #silence: number
  #sentence = 0
  #heard = 0

  /** @param silence How long after its last word a sentence is final, in ms. */
  constructor(script: Script, taskId: string, silence: number) {
    this.#script = script
    this.#taskId = taskId
    this.#silence = silence
  }

  /** @param now Ms of audio that have come. @returns What that makes heard, in order. */
  push(now: number): RecognitionResult[] {
    const results: RecognitionResult[] = []
    for (let sentence = this.#current; sentence; sentence = this.#current) {
      const { words } = sentence
      while (this.#heard < words.length && words[this.#heard]!.endTime <= now) {
        this.#heard++
        results.push(this.#say(false))
      }
      if (this.#heard < words.length || now < this.#finalAt(sentence)) break
      results.push(this.#conclude())
    }
    return results
  }

  /** No more audio comes: what was heard of a sentence is all of it. */
  flush(): RecognitionResult[] {
    return this.#heard > 0 ? [this.#conclude()] : []
  }

  get #current(): ScriptedSentence | undefined {
    return this.#script[this.#sentence]
  }

  #finalAt({ words }: ScriptedSentence): number {
    const next = this.#script[this.#sentence + 1]?.words[0]?.beginTime ?? Infinity
    return Math.min(next, words.at(-1)!.endTime + this.#silence)
  }

  #conclude(): RecognitionResult {
    const final = this.#say(true)
    this.#sentence++
    this.#heard = 0
    return final
  }

  #say(isSentenceEnd: boolean): RecognitionResult {
    const words = this.#current!.words.slice(0, this.#heard).map(({ punctuation = '', text, beginTime, endTime }) =>
      ({ beginTime, endTime, text, punctuation }))
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

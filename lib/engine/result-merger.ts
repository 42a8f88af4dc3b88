import type { RecognitionResult, Sentence, Word } from '../types.js'

/** What sessions one after another have said, as one: numbers and times go on, nothing that is final comes twice. */
export class ResultMerger {
  #finals = 0
  #lastEnd = 0
  #heard = 0
  #openBegin: number | undefined

  /** End of the last final, in ms. */
  get lastEnd(): number {
    return this.#lastEnd
  }

  /** Where the sentence begins that has no final yet, in ms. */
  get openBegin(): number | undefined {
    return this.#openBegin
  }

  /** The latest moment that anything was heard of, in ms. */
  get heard(): number {
    return this.#heard
  }

  /**
   * A session's result among those before it; `undefined` when it says nothing new.
   *
   * @param offset Where the session's audio began, in ms.
   */
  add(result: RecognitionResult, offset: number): RecognitionResult | undefined {
    const sentence = this.#withoutRepetition(this.#shifted(result.sentence, offset))
    if (!sentence) return undefined
    const end = sentence.endTime ?? sentence.words.at(-1)?.endTime ?? sentence.beginTime
    this.#heard = Math.max(this.#heard, end)
    const placed = { ...result, sentence: { ...sentence, sentenceId: this.#finals + 1 } }
    if (result.isSentenceEnd) {
      this.#finals++
      this.#lastEnd = end
      this.#openBegin = undefined
    } else {
      this.#openBegin = sentence.beginTime
    }
    return placed
  }

  #shifted(sentence: Sentence, offset: number): Sentence {
    if (offset === 0) return sentence
    const shift = (ms: number): number => Math.round(ms + offset)
    return {
      ...sentence,
      beginTime: shift(sentence.beginTime),
      endTime: sentence.endTime === null ? null : shift(sentence.endTime),
      words: sentence.words.map(word => ({ ...word, beginTime: shift(word.beginTime), endTime: shift(word.endTime) })),
    }
  }

  /** Encoded audio can only be sent again from its beginning: what was final before is heard once more. */
  #withoutRepetition(sentence: Sentence): Sentence | undefined {
    const lastEnd = this.#lastEnd
    if (sentence.beginTime >= lastEnd) return sentence
    const from = sentence.words.findIndex(({ beginTime, endTime }) => (beginTime + endTime) / 2 >= lastEnd)
    // Of a sentence without words only its middle tells.
    const isWhole = sentence.words.length === 0 && (sentence.beginTime + (sentence.endTime ?? 0)) / 2 >= lastEnd
    if (from < 0) return isWhole ? { ...sentence, beginTime: lastEnd } : undefined
    const [first, ...rest] = sentence.words.slice(from) as [Word, ...Word[]]
    const words = [{ ...first, beginTime: Math.max(first.beginTime, lastEnd) }, ...rest]
    return { ...sentence, beginTime: words[0]!.beginTime, words, text: textFrom(sentence, from) }
  }
}

/** The text without its first words: they are found one after another, since spaces and marks are the service's. */
function textFrom({ text, words }: Sentence, first: number): string {
  let at = 0
  for (const word of words.slice(0, first)) {
    const found = text.indexOf(word.text, at)
    if (found < 0) return words.slice(first).map(({ text, punctuation }) => text + punctuation).join(text.includes(' ') ? ' ' : '')
    at = found + word.text.length
  }
  const next = words[first]
  const found = next === undefined ? -1 : text.indexOf(next.text, at)
  return text.slice(found < 0 ? at : found).trimStart()
}

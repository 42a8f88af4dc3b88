import { UNSPACED_SCRIPT } from '../../text/spacing.js'
import { isSameWord, textOf, type Token, tokensOf } from './tokens.js'

/** Text of a sentence that is still being spoken. */
export interface StableText {
  /** Text that stays: in the next result of the sentence it begins with this. */
  readonly committed: string
  /** Text that may still change, with the space before it; follows `committed` on the screen. */
  readonly tentative: string
}

/** Longest tail of text that may still change. */
export interface UnstableTail {
  /** Words after the committed ones. */
  readonly words: number
  /** Characters after the committed ones, in scripts without spaces. */
  readonly characters: number
}

/** Committed tokens that are aligned with a result that differs from them, and tokens searched on each side. */
const MAX_ALIGNED = 24
const SEARCH_RANGE = 12

/**
 * LocalAgreement-2 for one sentence: what two results in a row agree on is committed, except for the last word of a
 * result, which is still being spoken. Committed text is never taken back: where a later result, even the final,
 * differs from it, only what follows it is used.
 */
export class LocalAgreement {
  readonly #tail: UnstableTail
  #committed: Token[] = []
  /** Tokens of the previous result after the committed ones. */
  #previous: readonly Token[] = []
  /** Tentative tokens that were shown last, and the number of tokens before them. */
  #shownTail: { readonly at: number; readonly tokens: readonly Token[] } = { at: 0, tokens: [] }

  constructor(tail: UnstableTail) {
    this.#tail = tail
  }

  /** Adds the text of an interim or, as the last one, of the final. */
  push(text: string, isFinal: boolean): StableText {
    const tokens = tokensOf(text)
    const rest = tokens.slice(endOfCommitted(this.#committed, tokens))
    const agreed = isFinal ? rest.length : this.#countAgreed(rest)
    this.#commit(rest.slice(0, agreed))
    this.#previous = rest.slice(agreed)
    return { committed: textOf(this.#committed), tentative: textOf(isFinal ? [] : this.#tentative(this.#previous)) }
  }

  /** Number of tokens, without the last, that the previous result has as well. */
  #countAgreed(rest: readonly Token[]): number {
    let agreed = 0
    while (agreed < rest.length - 1 && isSameWord(rest[agreed], this.#previous[agreed])) agreed++
    return agreed
  }

  #commit(tokens: readonly Token[]): void {
    for (const { text, space } of tokens) this.#committed.push({ text, space: this.#committed.length > 0 && space })
  }

  /** Tokens to show. A word that was shown keeps its form while only its case or punctuation changes. */
  #tentative(rest: readonly Token[]): Token[] {
    const shown: Token[] = []
    const at = this.#committed.length
    let used = 0
    for (const [i, token] of rest.entries()) {
      const before = this.#shownTail.tokens[at + i - this.#shownTail.at]
      const text = before && isSameWord(before, token) ? before.text : token.text
      used += 1 / (UNSPACED_SCRIPT.test(text) ? this.#tail.characters : this.#tail.words)
      // A sum of thirds is not exactly one.
      if (used > 1.001) break
      shown.push({ text, space: token.space && (at > 0 || shown.length > 0) })
    }
    this.#shownTail = { at, tokens: shown }
    return shown
  }
}

/** Number of tokens of a result that correspond to the committed ones. */
function endOfCommitted(committed: readonly Token[], tokens: readonly Token[]): number {
  const count = committed.length
  if (committed.every((token, i) => isSameWord(token, tokens[i]))) return count
  const known = committed.slice(-MAX_ALIGNED)
  const from = Math.max(0, count - known.length - SEARCH_RANGE)
  const window = tokens.slice(from, count + SEARCH_RANGE)
  const distances = editDistances(known, window)
  // Of equal distances the end nearest to the number of committed tokens, which leaves out nothing new.
  const offsetOf = (end: number): number => Math.abs(from + end - count)
  let best = 0
  for (let end = 1; end < distances.length; end++) {
    const difference = distances[end]! - distances[best]!
    if (difference < 0 || (difference === 0 && offsetOf(end) < offsetOf(best))) best = end
  }
  return from + best
}

/** Edit distance between `known` and the best stretch of `window` that ends at each index, wherever it begins. */
function editDistances(known: readonly Token[], window: readonly Token[]): number[] {
  let row = new Array<number>(window.length + 1).fill(0)
  for (const [i, token] of known.entries()) {
    const next = [i + 1]
    for (let at = 0; at < window.length; at++) {
      const substituted = row[at]! + (isSameWord(token, window[at]) ? 0 : 1)
      next.push(Math.min(substituted, row[at + 1]! + 1, next[at]! + 1))
    }
    row = next
  }
  return row
}

import { UNSPACED_SCRIPT } from '../../text/spacing.js'
import { isSame, textOf, type Token, tokensOf } from './tokens.js'

/** How much of a sentence that is still being said is shown, and as what. */
export interface Shown {
  /** What stays: the next one of the same sentence begins with it. */
  readonly committed: string
  /** What may still change, with the space before it; after `committed` on the screen. */
  readonly tentative: string
}

/** How long the tail may be that can still change. */
export interface Tail {
  readonly words: number
  readonly characters: number
}

/** Committed words that are compared to find the place in a result that says them otherwise, and how far from it. */
const COMPARED = 24
const AROUND = 12

/**
 * One sentence on its way to its final: what two results in a row agree on is committed (LocalAgreement-2), but for the
 * last word of a result, which is still being said. Committed text is never taken back: where a later result, even the
 * final, says it otherwise, only what follows is taken from it.
 */
export class Agreement {
  readonly #tail: Tail
  #committed: Token[] = []
  /** What the result before said after the committed words. */
  #before: readonly Token[] = []
  /** The tentative words as they were shown last, and how many words stood before them. */
  #tailBefore: { readonly at: number; readonly tokens: readonly Token[] } = { at: 0, tokens: [] }

  constructor(tail: Tail) {
    this.#tail = tail
  }

  /** Takes the text of an interim or, as the last, of the final. */
  push(text: string, isFinal: boolean): Shown {
    const tokens = tokensOf(text)
    const rest = tokens.slice(placeAfter(this.#committed, tokens))
    const agreed = isFinal ? rest.length : this.#agreed(rest)
    this.#commit(rest.slice(0, agreed))
    this.#before = rest.slice(agreed)
    return { committed: textOf(this.#committed), tentative: textOf(isFinal ? [] : this.#tentative(this.#before)) }
  }

  /** How many tokens the result before says, too. */
  #agreed(rest: readonly Token[]): number {
    let agreed = 0
    while (agreed < rest.length - 1 && isSame(rest[agreed], this.#before[agreed])) agreed++
    return agreed
  }

  #commit(tokens: readonly Token[]): void {
    for (const { text, space } of tokens) this.#committed.push({ text, space: this.#committed.length > 0 && space })
  }

  /** Of a word that was shown before, a change of case or marks alone is not worth a flicker. */
  #tentative(rest: readonly Token[]): Token[] {
    const shown: Token[] = []
    const at = this.#committed.length
    let used = 0
    for (const [i, token] of rest.entries()) {
      const before = this.#tailBefore.tokens[at + i - this.#tailBefore.at]
      const text = before && isSame(before, token) ? before.text : token.text
      used += 1 / (UNSPACED_SCRIPT.test(text) ? this.#tail.characters : this.#tail.words)
      // A sum of thirds is not exactly one.
      if (used > 1.001) break
      shown.push({ text, space: token.space && (at > 0 || shown.length > 0) })
    }
    this.#tailBefore = { at, tokens: shown }
    return shown
  }
}

/** After how many tokens of a result the committed ones have been said, as near as can be told. */
function placeAfter(committed: readonly Token[], tokens: readonly Token[]): number {
  const count = committed.length
  if (committed.every((token, i) => isSame(token, tokens[i]))) return count
  const known = committed.slice(-COMPARED)
  const from = Math.max(0, count - known.length - AROUND)
  const window = tokens.slice(from, count + AROUND)
  const row = distances(known, window)
  // Of equally good places the one that leaves out nothing new: the nearest to as many words as there are.
  let best = 0
  for (let at = 1; at < row.length; at++) {
    const [gain, nearer] = [row[at]! - row[best]!, Math.abs(from + at - count) - Math.abs(from + best - count)]
    if (gain < 0 || (gain === 0 && nearer < 0)) best = at
  }
  return from + best
}

/** For each place in `window` how many words differ if `known` ends there, wherever it begins (edit distance). */
function distances(known: readonly Token[], window: readonly Token[]): number[] {
  let row = new Array<number>(window.length + 1).fill(0)
  for (const [i, token] of known.entries()) {
    const next = [i + 1]
    for (let at = 0; at < window.length; at++) {
      next.push(Math.min(row[at]! + (isSame(token, window[at]) ? 0 : 1), row[at + 1]! + 1, next[at]! + 1))
    }
    row = next
  }
  return row
}

import { UNSPACED_LETTERS, UNSPACED_SCRIPT } from '../../text/spacing.js'

/** Unit of live text: a word, or a character in scripts without spaces, with its punctuation. */
export interface Token {
  readonly text: string
  /** True when white space precedes it. */
  readonly space: boolean
}

/** A character of a script without spaces, a word or number of any other script, or a mark. */
const BASE = [
  `[${UNSPACED_LETTERS}]`,
  `[\\p{L}\\p{N}](?:(?![${UNSPACED_LETTERS}])[\\p{L}\\p{N}\\p{M}'’.-])*`,
  '[^\\p{L}\\p{N}]',
].join('|')

/** Such a base with the opening marks before it and all other marks after it. */
const UNIT = new RegExp(`[\\p{Ps}\\p{Pi}„]*(?:${BASE})[^\\p{L}\\p{N}\\p{Ps}\\p{Pi}]*`, 'gu')

/** Tokens of a text in order; with their spaces they are the text with single spaces. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
    const parts = UNSPACED_SCRIPT.test(word) ? word.match(UNIT) ?? [word] : [word]
    for (const [i, part] of parts.entries()) tokens.push({ text: part, space: i === 0 && index > 0 })
  }
  return tokens
}

/** Text of tokens, with the space before the first. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text, space }) => (space ? ' ' : '') + text).join('')
}

/** True when two tokens differ at most in case and punctuation. */
export function isSameWord(left: Token | undefined, right: Token | undefined): boolean {
  if (left === undefined || right === undefined) return false
  return left.text === right.text || lettersOf(left.text) === lettersOf(right.text)
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '') || text
}

import { UNSPACED_LETTERS, UNSPACED_SCRIPT } from '../../text/spacing.js'

/** What live text is counted in: a word, in scripts without spaces a character, each with its marks. */
export interface Token {
  readonly text: string
  /** Whether white space stands before it. */
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

/** The tokens of a text in order; joined with their spaces they are the text, white space made single. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
    const parts = UNSPACED_SCRIPT.test(word) ? word.match(UNIT) ?? [word] : [word]
    for (const [i, part] of parts.entries()) tokens.push({ text: part, space: i === 0 && index > 0 })
  }
  return tokens
}

/** Tokens as text; the space before the first is kept. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text, space }) => (space ? ' ' : '') + text).join('')
}

/** Whether two tokens are the same word: its case and its marks are not counted. */
export function isSame(one: Token | undefined, other: Token | undefined): boolean {
  return one !== undefined && other !== undefined && (one.text === other.text || bare(one.text) === bare(other.text))
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '') || text
}

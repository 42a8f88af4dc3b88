import { charactersOf, widthOf } from '../../captions/layout/width.js'
import type { StableResult } from '../../captions/live/stabilizer.js'
import { type Token, tokensOf } from '../../captions/live/tokens.js'

/** A line as it stands on the terminal: what stays, and what may still change. */
interface Row {
  committed: string
  tentative: string
}

const DIM = '\u001B[2m'
const NOT_DIM = '\u001B[22m'
const LEAST_COLUMNS = 8

/**
 * Live text on a terminal, pure: from results to what is written there. A sentence begins on a line of its own; what may still
 * change stands dim behind what stays, and is written anew in its place. Lines are broken here, between words, so that only
 * committed text ever moves up.
 */
export class LiveText {
  #sentence: number | undefined
  /** Characters of the sentence in lines that are never touched again. */
  #done = 0
  /** Below those lines. */
  #rows: readonly Row[] = []

  /** Takes a result of `stabilize()`. @param columns How wide the terminal is now. */
  push({ sentence, committed, tentative, isSentenceEnd }: StableResult, columns: number): string {
    if (sentence.sentenceId !== this.#sentence) {
      this.#sentence = sentence.sentenceId
      this.#done = 0
    }
    const before = this.clear(columns)
    const stays = harmless(committed)
    const rows = wrap(stays.slice(this.#done), harmless(tentative), Math.max(LEAST_COLUMNS, columns - 1))
    const drawn = rows.map(({ committed, tentative }) => committed + (tentative && DIM + tentative + NOT_DIM)).join('\r\n')
    // A line is over when a word that stays has found no room in it.
    const open = Math.max(0, rows.findLastIndex(row => row.committed !== ''))
    for (const row of rows.slice(0, open)) this.#done = after(stays, this.#done, row.committed)
    this.#rows = rows.slice(open)
    if (!isSentenceEnd) return before + drawn
    this.#rows = []
    this.#sentence = undefined
    return drawn === '' ? before : `${before}${drawn}\r\n`
  }

  /** Takes away what may still change and the line that it stands in, for other text to stand there. */
  clear(columns: number): string {
    // A terminal that became narrower has broken lines by itself.
    const heights = this.#rows.map(row => Math.max(1, Math.ceil(columnsOf(row.committed + row.tentative) / Math.max(1, columns))))
    const up = heights.reduce((sum, height) => sum + height, 0) - 1
    if (this.#rows.length === 0) return ''
    return `${up > 0 ? `\u001B[${up}A` : ''}\r\u001B[J`
  }

  /** Writes again what was taken away. */
  redraw(): string {
    return this.#rows.map(({ committed, tentative }) => committed + (tentative && DIM + tentative + NOT_DIM)).join('\r\n')
  }

  /** The end: only what stays is left, and the next line is free. */
  end(columns: number): string {
    const before = this.clear(columns)
    const left = this.#rows.map(({ committed }) => committed).filter(text => text !== '')
    this.#rows = []
    return before + left.map(text => `${text}\r\n`).join('')
  }
}

/** Columns of a terminal: two for a full-width character. */
export function columnsOf(text: string): number {
  return widthOf(text, 'zh') * 2
}

/** Nothing that an engine says may move the cursor. */
function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
}

/** Where a row ends in the text that it was cut from; white space between is not in rows. */
function after(text: string, from: number, row: string): number {
  let at = from
  for (const character of row.replaceAll(/\s/g, '')) {
    while (/\s/.test(text[at]!)) at++
    at += character.length
  }
  return at
}

function wrap(committed: string, tentative: string, width: number): Row[] {
  const rows: Row[] = []
  for (const [kind, text] of [['committed', committed], ['tentative', tentative]] as const) {
    for (const token of tokensOf(text)) place(rows, kind, token, width)
  }
  return rows
}

function place(rows: Row[], kind: keyof Row, { text, space }: Token, width: number): void {
  const row = rows.at(-1)
  const used = row ? columnsOf(row.committed + row.tentative) : 0
  const piece = row && used > 0 && space ? ` ${text}` : text
  if (row && used + columnsOf(piece) <= width) {
    row[kind] += piece
    return
  }
  // A word wider than a line goes on in the next one.
  let line = ''
  for (const character of charactersOf(text)) {
    if (columnsOf(line + character) > width) {
      rows.push({ committed: '', tentative: '', [kind]: line })
      line = ''
    }
    line += character
  }
  rows.push({ committed: '', tentative: '', [kind]: line })
}

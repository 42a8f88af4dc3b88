import { charactersOf, widthOf } from '../../captions/layout/width.js'
import type { StableResult } from '../../captions/live/stabilizer.js'
import { type Token, tokensOf } from '../../captions/live/tokens.js'

/** A line on the terminal: text that is final, and text that may change. */
interface Row {
  committed: string
  tentative: string
}

const DIM = '\u001B[2m'
const NOT_DIM = '\u001B[22m'
const MIN_COLUMNS = 8

/**
 * Live text on a terminal: turns results into terminal output, without writing it. Each sentence begins on a new line;
 * tentative text is dim, stands after the committed text and is rewritten in its place. Lines break between words, so
 * that only committed text scrolls up.
 */
export class TerminalCaptions {
  #sentence: number | undefined
  /** Characters of the sentence in finished lines. */
  #finished = 0
  /** Lines below the finished ones. */
  #rows: readonly Row[] = []

  /** Output for a result of `stabilize()`. @param columns Current width of the terminal. */
  push({ sentence, committed, tentative, isSentenceEnd }: StableResult, columns: number): string {
    if (sentence.sentenceId !== this.#sentence) {
      this.#sentence = sentence.sentenceId
      this.#finished = 0
    }
    const before = this.clear(columns)
    const text = stripControls(committed)
    const rows = wrap(text.slice(this.#finished), stripControls(tentative), Math.max(MIN_COLUMNS, columns - 1))
    const drawn = render(rows)
    // A line is finished once a committed word stands below it.
    const open = Math.max(0, rows.findLastIndex(row => row.committed !== ''))
    for (const row of rows.slice(0, open)) this.#finished = endOfRow(text, this.#finished, row.committed)
    this.#rows = rows.slice(open)
    if (!isSentenceEnd) return before + drawn
    this.#rows = []
    this.#sentence = undefined
    return drawn === '' ? before : `${before}${drawn}\r\n`
  }

  /** Removes the unfinished lines, so that other text can be printed. */
  clear(columns: number): string {
    if (this.#rows.length === 0) return ''
    // A terminal that became narrower has wrapped lines by itself.
    const heights = this.#rows.map(row =>
      Math.max(1, Math.ceil(columnsOf(row.committed + row.tentative) / Math.max(1, columns))))
    const up = heights.reduce((sum, height) => sum + height, 0) - 1
    return `${up > 0 ? `\u001B[${up}A` : ''}\r\u001B[J`
  }

  /** Draws again what `clear()` removed. */
  redraw(): string {
    return render(this.#rows)
  }

  /** Output for the end: tentative text is removed, and the cursor stands on a new line. */
  end(columns: number): string {
    const before = this.clear(columns)
    const left = this.#rows.map(({ committed }) => committed).filter(text => text !== '')
    this.#rows = []
    return before + left.map(text => `${text}\r\n`).join('')
  }
}

/** Columns of a text on a terminal: two for a full-width character. */
export function columnsOf(text: string): number {
  return widthOf(text, 'zh') * 2
}

function render(rows: readonly Row[]): string {
  return rows.map(({ committed, tentative }) => committed + (tentative && DIM + tentative + NOT_DIM)).join('\r\n')
}

/** Control characters in recognised text must not move the cursor. */
function stripControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
}

/** End of a row in the text from which it was cut; rows do not contain the white space between them. */
function endOfRow(text: string, from: number, row: string): number {
  let end = from
  for (const character of row.replaceAll(/\s/g, '')) {
    while (/\s/.test(text[end]!)) end++
    end += character.length
  }
  return end
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
  const word = row && used > 0 && space ? ` ${text}` : text
  if (row && used + columnsOf(word) <= width) {
    row[kind] += word
    return
  }
  // A word wider than a line continues on the next one.
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

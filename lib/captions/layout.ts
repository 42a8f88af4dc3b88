import type { Sentence, Word } from '../types.js'
import type { Cue } from './cue.js'

/** Characters a line holds and lines a cue holds: the common rule for same-language captions in Latin script. */
const LINE = 42
const LINES = 2

/** A stretch of text with its time, the least a cue can be made of. */
interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * Lays sentences out as cues, in order: at most two lines of 42 characters, broken between words (inside one only
 * if it is longer than a line), never overlapping, never empty.
 */
export class Layout {
  #free = 0

  /** The cues of one final sentence. */
  push(sentence: Sentence): Cue[] {
    const cues: Cue[] = []
    let cue: Piece[][] = [[]]
    for (const piece of pieces(sentence)) {
      const line = cue.at(-1) as Piece[]
      if (widthOf([...line, piece]) <= LINE) line.push(piece)
      else if (cue.length < LINES) cue.push([piece])
      else {
        cues.push(this.#cue(cue))
        cue = [[piece]]
      }
    }
    if ((cue[0] as Piece[]).length > 0) cues.push(this.#cue(cue))
    return cues
  }

  #cue(lines: Piece[][]): Cue {
    const all = lines.flat()
    const start = Math.max((all[0] as Piece).start, this.#free)
    this.#free = Math.max((all.at(-1) as Piece).end, start + 1)
    return { start, end: this.#free, lines: balance(lines).map(line => line.map(piece => piece.text).join(' ')) }
  }
}

/** Of two lines the shorter goes on top, as even as words allow; one stays one. */
function balance(lines: Piece[][]): Piece[][] {
  if (lines.length < 2) return lines
  const all = lines.flat()
  let best = lines
  for (let at = 1; at < all.length; at++) {
    const [top, bottom] = [all.slice(0, at), all.slice(at)]
    if (widthOf(top) <= widthOf(bottom) && widthOf(bottom) <= LINE) best = [top, bottom]
  }
  return best
}

function widthOf(line: readonly Piece[]): number {
  return line.reduce((sum, piece) => sum + [...piece.text].length, line.length - 1)
}

function pieces(sentence: Sentence): Piece[] {
  const timed = sentence.words.filter(word => visible(word.text + word.punctuation) !== '')
  return (timed.length > 0 ? fromWords(timed) : fromText(sentence)).flatMap(split)
}

function fromWords(words: readonly Word[]): Piece[] {
  return words.map(word => ({
    text: visible(word.text + word.punctuation), start: word.beginTime, end: word.endTime,
  }))
}

/** Without word times a sentence's time is shared out by length. */
function fromText({ text, beginTime, endTime }: Sentence): Piece[] {
  const words = visible(text).split(' ').filter(word => word !== '')
  const total = words.reduce((sum, word) => sum + word.length, 0)
  const duration = (endTime ?? beginTime) - beginTime
  let before = 0
  return words.map(word => {
    const start = Math.round(beginTime + duration * before / total)
    before += word.length
    return { text: word, start, end: Math.round(beginTime + duration * before / total) }
  })
}

/** A word longer than a line is cut to lines. */
function split(piece: Piece): Piece[] {
  const characters = [...piece.text]
  if (characters.length <= LINE) return [piece]
  const parts = Math.ceil(characters.length / LINE)
  const step = (piece.end - piece.start) / parts
  return Array.from({ length: parts }, (_, i) => ({
    text: characters.slice(i * LINE, (i + 1) * LINE).join(''),
    start: Math.round(piece.start + i * step),
    end: Math.round(piece.start + (i + 1) * step),
  }))
}

/** White space as single spaces, nothing that is not shown. */
function visible(text: string): string {
  return text.replaceAll(/[\p{White_Space}]+/gu, ' ').replaceAll(/[\p{Cc}\u2028\u2029\uFEFF]/gu, '').trim()
}

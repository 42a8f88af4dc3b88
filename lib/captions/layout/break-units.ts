import type { CueWord } from '../../types.js'
import { UNSPACED_SCRIPT } from '../../text/spacing.js'
import { placeBetween } from './break-penalty.js'
import { endingOf, isForbidden } from './punctuation.js'
import type { Language } from './profiles.js'
import type { Span, TimedText } from './word-alignment.js'
import { charactersOf, isWide, widthOf } from './width.js'

/** The least a line is made of: a stretch of text that is broken nowhere, and what breaking after it costs. */
export interface Atom {
  readonly text: string
  /** Whether white space stands before it when it is not first on its line. */
  readonly space: boolean
  /** What it takes of a line, without that space. */
  readonly width: number
  /** When it is said, integer ms. */
  readonly start: number
  readonly end: number
  /** Its words with their times; absent where the times are shared out. */
  readonly words: readonly CueWord[] | undefined
  readonly speaker: string | undefined
  /** What breaking after it costs, 0 to 90. */
  readonly cost: number
  /** A sentence ends with it. */
  readonly sentenceEnd: boolean
}

/** What a piece of text is before its surroundings are known. */
interface Piece { readonly at: number; readonly to: number; readonly text: string; readonly space: boolean; readonly spans: readonly Span[] }

/** Breaking here parts a word, since it is wider than a line. */
const TORN = 38

/** A recogniser's sentence ends here without a mark: after a pause, most often. */
const UNMARKED = 3

/** Cuts the text of a sentence to atoms, none of them wider than `maxWidth`. */
export function atomsOf({ text, spans, timed }: TimedText, language: Language, maxWidth: number): Atom[] {
  const pieces = piecesOf(text, spans)
  const atoms: Atom[] = []
  for (const [i, piece] of pieces.entries()) {
    const next = pieces[i + 1]
    const place = next ? placeBetween({ before: piece.text, after: next.text, space: next.space }, language) : atEnd(piece.text)
    const last = piece.spans.at(-1)
    const atom = {
      text: piece.text, space: piece.space, width: widthOf(piece.text, language), cost: place.cost, sentenceEnd: place.sentenceEnd,
      start: piece.spans[0]?.start ?? 0, end: last?.end ?? 0, speaker: piece.spans[0]?.speaker,
      words: timed ? piece.spans.map(span => wordOf(text, piece, span)) : undefined,
    }
    if (atom.width <= maxWidth) atoms.push(atom)
    else atoms.push(...torn(atom, language, maxWidth))
  }
  return atoms
}

function atEnd(text: string): { cost: number; sentenceEnd: boolean } {
  const ending = endingOf(text)
  // A recogniser that writes no marks says by its finals where sentences end.
  return { cost: ending === 'sentence' ? 0 : UNMARKED, sentenceEnd: ending !== 'comma' && ending !== 'clause' }
}

function wordOf(text: string, piece: Piece, { at, to, start, end }: Span): CueWord {
  return { text: text.slice(Math.max(at, piece.at), Math.min(to, piece.to)).trim(), start, end }
}

/** Cuts at white space and, where a script has none, between words; never inside a word of the recogniser. */
function piecesOf(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = []
  let [span, at] = [0, 0]
  const close = (to: number): void => {
    const from = span
    while (span < spans.length && spans[span]!.at < to) span++
    const space = text[at] === ' '
    const start = space ? at + 1 : at
    pieces.push({ at: start, to, text: text.slice(start, to), space, spans: spans.slice(from, span) })
    at = to
  }
  let [inside, before] = [0, 0]
  for (const place of placesOf(text)) {
    while (inside < spans.length && spans[inside]!.to <= place) inside++
    const parts = spans[inside] !== undefined && spans[inside]!.at < place
    const after = text[place] === ' ' ? place + 1 : place
    if (parts || isForbidden(text.slice(before, place), text.slice(after, after + 2))) continue
    close(place)
    before = place
  }
  close(text.length)
  return pieces
}

/** Where white space begins and, in scripts without any, where a word does. */
function placesOf(text: string): number[] {
  const places: number[] = []
  let at = 0
  while (at < text.length) {
    const space = text.indexOf(' ', at)
    const end = space < 0 ? text.length : space
    const token = text.slice(at, end)
    if (token.length > 1 && UNSPACED_SCRIPT.test(token)) wordsWithin(token, at, places)
    if (end < text.length) places.push(end)
    at = end + 1
  }
  return places
}

let segmenter: Intl.Segmenter | undefined

function wordsWithin(token: string, offset: number, places: number[]): void {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' })
  let before = ''
  for (const { segment, index } of segmenter.segment(token)) {
    // Between letters of an alphabet, as in “AI-based”, only white space parts words.
    if (index > 0 && (UNSPACED_SCRIPT.test(before) || UNSPACED_SCRIPT.test(segment))) places.push(offset + index)
    before = segment
  }
}

/** A word wider than a line is cut to lines, between characters. */
function torn(atom: Atom, language: Language, maxWidth: number): Atom[] {
  const parts: { text: string; width: number }[] = []
  for (const character of charactersOf(atom.text)) {
    const width = widthOf(character, language)
    const last = parts.at(-1)
    if (last && last.width + width <= maxWidth) {
      last.text += character
      last.width += width
    } else parts.push({ text: character, width })
  }
  const step = (atom.end - atom.start) / parts.length
  return parts.map(({ text }, i) => {
    const first = i === 0
    const last = i === parts.length - 1
    const start = Math.round(atom.start + i * step)
    const end = last ? atom.end : Math.round(atom.start + (i + 1) * step)
    return {
      ...atom, text: text.trim(), width: widthOf(text.trim(), language), space: first ? atom.space : text.startsWith(' '), start, end,
      words: atom.words && [{ text: text.trim(), start, end }],
      cost: last ? atom.cost : TORN, sentenceEnd: last && atom.sentenceEnd,
    }
  }).filter(({ text }) => text !== '')
}

/** What white space takes of a line. */
export function spaceWidth(language: Language): number {
  return isWide(language) ? 0.5 : 1
}

import { UNSPACED_SCRIPT } from '../../text/spacing.js'
import type { CueWord } from '../../types.js'
import { type BreakCandidate, breakBetween } from './break-penalty.js'
import type { Language } from './languages/language.js'
import { endingOf, isBreakProhibited } from './punctuation.js'
import { charactersOf, widthOf } from './width.js'
import type { AlignedText, TimedSpan } from './word-alignment.js'

/** Smallest part of a line: a stretch of text that is not broken, with the penalty of a break after it. */
export interface BreakUnit {
  readonly text: string
  /** True when white space precedes it unless it begins a line. */
  readonly space: boolean
  /** Units of width, without that space. */
  readonly width: number
  /** Start of its first word, integer ms. */
  readonly start: number
  /** End of its last word, integer ms. */
  readonly end: number
  /** Words with their times; absent where the times are interpolated. */
  readonly words: readonly CueWord[] | undefined
  readonly speaker: string | undefined
  /** Penalty of a break after it, 0 to 90. */
  readonly penalty: number
  /** True when a sentence ends with it. */
  readonly sentenceEnd: boolean
}

/** Text of a unit before its penalty is known. */
interface UnitText {
  /** Offset of its first UTF-16 unit in the sentence. */
  readonly from: number
  /** Offset after its last UTF-16 unit. */
  readonly to: number
  readonly text: string
  readonly space: boolean
  readonly spans: readonly TimedSpan[]
}

/** Penalty of a break inside a word that is wider than a line. */
const INSIDE_WORD = 38

/** Penalty at the end of a recogniser's sentence without punctuation: usually after a pause. */
const UNPUNCTUATED_END = 3

/** Splits the text of a sentence into units, none of them wider than `maxWidth`. */
export function breakUnitsOf({ text, spans, timed }: AlignedText, language: Language, maxWidth: number): BreakUnit[] {
  const parts = splitText(text, spans)
  return parts.flatMap((part, i) => {
    const next = parts[i + 1]
    const { penalty, sentenceEnd } = next
      ? breakBetween({ before: part.text, after: next.text, space: next.space }, language) : finalBreak(part.text)
    const unit = {
      text: part.text,
      space: part.space,
      width: widthOf(part.text, language),
      penalty,
      sentenceEnd,
      start: part.spans[0]?.start ?? 0,
      end: part.spans.at(-1)?.end ?? 0,
      speaker: part.spans[0]?.speaker,
      words: timed ? part.spans.map(span => wordOf(text, part, span)) : undefined,
    }
    return unit.width <= maxWidth ? unit : splitLongWord(unit, language, maxWidth)
  })
}

function finalBreak(text: string): BreakCandidate {
  const ending = endingOf(text)
  // A recogniser without punctuation marks the ends of sentences by its finals.
  return {
    penalty: ending === 'sentence' ? 0 : UNPUNCTUATED_END,
    sentenceEnd: ending !== 'comma' && ending !== 'clause',
  }
}

function wordOf(text: string, part: UnitText, { from, to, start, end }: TimedSpan): CueWord {
  return { text: text.slice(Math.max(from, part.from), Math.min(to, part.to)).trim(), start, end }
}

/** Splits at white space and, in scripts without any, between words; never inside a word of the recogniser. */
function splitText(text: string, spans: readonly TimedSpan[]): UnitText[] {
  const parts: UnitText[] = []
  let firstSpan = 0
  let partStart = 0
  const close = (to: number): void => {
    let afterSpans = firstSpan
    while (afterSpans < spans.length && spans[afterSpans]!.from < to) afterSpans++
    const space = text[partStart] === ' '
    const from = space ? partStart + 1 : partStart
    parts.push({ from, to, text: text.slice(from, to), space, spans: spans.slice(firstSpan, afterSpans) })
    firstSpan = afterSpans
    partStart = to
  }
  let span = 0
  for (const offset of breakOffsets(text)) {
    while (span < spans.length && spans[span]!.to <= offset) span++
    const isInsideSpan = spans[span] !== undefined && spans[span]!.from < offset
    const after = text[offset] === ' ' ? offset + 1 : offset
    if (isInsideSpan || isBreakProhibited(text.slice(partStart, offset), text.slice(after, after + 2))) continue
    close(offset)
  }
  close(text.length)
  return parts
}

/** Offsets at which white space begins and, in scripts without any, at which a word does. */
function breakOffsets(text: string): number[] {
  const offsets: number[] = []
  let start = 0
  while (start < text.length) {
    const space = text.indexOf(' ', start)
    const end = space < 0 ? text.length : space
    const token = text.slice(start, end)
    if (token.length > 1 && UNSPACED_SCRIPT.test(token)) addWordOffsets(token, start, offsets)
    if (end < text.length) offsets.push(end)
    start = end + 1
  }
  return offsets
}

let segmenter: Intl.Segmenter | undefined

function addWordOffsets(token: string, start: number, offsets: number[]): void {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' })
  let previous = ''
  for (const { segment, index } of segmenter.segment(token)) {
    // Between letters of an alphabet, as in “AI-based”, only white space separates words.
    if (index > 0 && (UNSPACED_SCRIPT.test(previous) || UNSPACED_SCRIPT.test(segment))) offsets.push(start + index)
    previous = segment
  }
}

/** Splits a word that is wider than a line between its characters. */
function splitLongWord(unit: BreakUnit, language: Language, maxWidth: number): BreakUnit[] {
  const parts = fillLines(unit.text, language, maxWidth)
  const step = (unit.end - unit.start) / parts.length
  return parts.map((part, i) => {
    const text = part.trim()
    const isLast = i === parts.length - 1
    const start = Math.round(unit.start + i * step)
    const end = isLast ? unit.end : Math.round(unit.start + (i + 1) * step)
    return {
      ...unit,
      text,
      width: widthOf(text, language),
      space: i === 0 ? unit.space : part.startsWith(' '),
      start,
      end,
      words: unit.words && [{ text, start, end }],
      penalty: isLast ? unit.penalty : INSIDE_WORD,
      sentenceEnd: isLast && unit.sentenceEnd,
    }
  }).filter(({ text }) => text !== '')
}

function fillLines(text: string, language: Language, maxWidth: number): string[] {
  const lines: { text: string; width: number }[] = []
  for (const character of charactersOf(text)) {
    const width = widthOf(character, language)
    const last = lines.at(-1)
    if (last && last.width + width <= maxWidth) {
      last.text += character
      last.width += width
    } else lines.push({ text: character, width })
  }
  return lines.map(line => line.text)
}

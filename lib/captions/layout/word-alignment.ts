import { trailingStart } from '../../text/trailing.js'
import { separatorBetween, UNSPACED_SCRIPT } from '../../text/spacing.js'
import type { Sentence, Word } from '../../types.js'

/** A stretch of a text with its time. */
export interface TimedSpan {
  /** Offset of its first UTF-16 unit. */
  readonly from: number
  /** Offset after its last UTF-16 unit. */
  readonly to: number
  /** Start in integer ms. */
  readonly start: number
  /** End in integer ms. */
  readonly end: number
  readonly speaker: string | undefined
}

/** Text of a sentence with times for all of it: spans in order that leave out nothing but white space. */
export interface AlignedText {
  readonly text: string
  readonly spans: readonly TimedSpan[]
  /** False where the times are interpolated and not those of words. */
  readonly timed: boolean
}

/** A word that is visible and has a time of its own. */
interface TimedWord {
  /** With its punctuation. */
  readonly text: string
  /** Without its punctuation. */
  readonly bare: string
  readonly start: number
  readonly end: number
  readonly speaker: string | undefined
}

/** UTF-16 units within which a word is searched: numbers and dates are written otherwise than spoken. */
const SEARCH_RANGE = 80

/** Duration of a UTF-16 unit in a text without any time, in ms: the pace of a calm reader. */
const MS_PER_CHARACTER = 60

/**
 * Aligns the words of a sentence with its text. Where the two differ, the text is right: the time of words that are not
 * in it (“twenty five”) is that of the text in their place (“25”). Without word times those of the sentence are
 * interpolated.
 */
export function alignWords(sentence: Sentence): AlignedText {
  const words = timedWords(sentence)
  const text = visibleText(sentence.text)
  if (text === '') return joinWords(words)
  const spans = words.length > 0 ? align(text, words, sentence) : []
  if (spans.length > 0) return { text, spans, timed: true }
  return { text, spans: interpolateSentence(text, sentence), timed: false }
}

const COMMON_CHARACTERS = [
  '!-~\\u00a1-\\u00ac\\u00ae-\\u02ff', // Latin without the soft hyphen
  '\\u0400-\\u0482\\u048a-\\u052f', // Cyrillic
  '\\u2013-\\u201e\\u2026', // dashes, quotes, ellipsis
  '\\u3001-\\u3029\\u3041-\\u3096\\u30a1-\\u30ff', // CJK punctuation, kana
  '\\u4e00-\\u9fff\\uac00-\\ud7a3', // Han, Hangul
  '\\uff01-\\uff60', // full-width forms
].join('')

/** Text of common characters and single spaces, which needs no closer look. */
const COMMON_TEXT = new RegExp(`^[${COMMON_CHARACTERS}]+(?: [${COMMON_CHARACTERS}]+)*$`)

/** Text with single spaces and without control characters; `''` where nothing is visible. */
function visibleText(text: string): string {
  if (COMMON_TEXT.test(text)) return text
  const visible = text.replaceAll(/\p{White_Space}+/gu, ' ').replaceAll(/[\p{Cc}\ufeff]/gu, '')
    .replaceAll(/ {2,}/g, ' ').trim()
  return /[^\p{Cf}\p{M}\s]/u.test(visible) ? visible : ''
}

/** Words that are visible and have a time of their own; none where all times are equal, which means no time. */
function timedWords({ words, speakerId }: Sentence): TimedWord[] {
  const all = words.filter(({ beginTime, endTime }) => Number.isFinite(beginTime) && Number.isFinite(endTime))
  const [first] = all
  const isSameTime = all.every(word => word.beginTime === first?.beginTime && word.endTime === first.endTime)
  if (all.length > 1 && isSameTime) return []
  return all.map(word => timedWord(word, speakerId)).filter(({ text }) => text !== '')
}

function timedWord(word: Word, sentenceSpeaker: string | undefined): TimedWord {
  const start = Math.round(word.beginTime)
  const bare = visibleText(word.text)
  return {
    text: word.punctuation === '' ? bare : visibleText(word.text + word.punctuation),
    bare,
    start,
    end: Math.max(start, Math.round(word.endTime)),
    speaker: word.speakerId ?? sentenceSpeaker,
  }
}

/** Text of a sentence that has none but its words. */
function joinWords(words: readonly TimedWord[]): AlignedText {
  let text = ''
  const spans = words.map(word => {
    const separator = separatorBetween(text, word.text)
    const from = text.length + separator.length
    text += separator + word.text
    return { from, to: text.length, start: word.start, end: word.end, speaker: word.speaker }
  })
  return { text, spans, timed: true }
}

/** Finds the words in the text, then gives times to what lies between them. */
function align(text: string, words: readonly TimedWord[], sentence: Sentence): TimedSpan[] {
  const lower = text.toLowerCase()
  const isLowered = lower.length === text.length
  const haystack = isLowered ? lower : text
  const spans: TimedSpan[] = []
  let offset = 0
  let missed: TimedWord | undefined
  for (const word of words) {
    const bare = word.bare || word.text
    const from = findWord(haystack, isLowered ? bare.toLowerCase() : bare, offset)
    if (from < 0) {
      missed = missed ? { ...missed, end: word.end } : word
      continue
    }
    offset = from + bare.length
    const { start, end, speaker } = word
    addSpan(text, spans, { from, to: offset, start, end, speaker, missed, earliest: sentence.beginTime })
    missed = undefined
  }
  if (spans.length === 0) return []
  const end = sentence.endTime ?? spans.at(-1)!.end
  const { length } = text
  addSpan(text, spans, { from: length, to: length, start: end, end, speaker: undefined, missed, earliest: 0 })
  return spans
}

/** Offset of a word, searched from `offset` on; -1 if it is not near. In an alphabet it must stand as a whole word. */
function findWord(text: string, word: string, offset: number): number {
  const first = text[offset] === ' ' ? offset + 1 : offset
  // Here part of a word will do: some recognisers emit words in parts.
  if (text.startsWith(word, first)) return first
  const range = text.slice(0, first + SEARCH_RANGE + word.length)
  for (let at = range.indexOf(word, first); at >= 0; at = range.indexOf(word, at + 1)) {
    const startsWord = at === 0 || !isLetter(text[at - 1]!) || !isLetter(word[0]!)
    if (startsWord && !endsInsideWord(text, word, at)) return at
  }
  return -1
}

/** True when a short word found at an offset is the beginning of a longer one. */
function endsInsideWord(text: string, word: string, at: number): boolean {
  const after = text[at + word.length]
  return word.length < 3 && after !== undefined && isLetter(after) && isLetter(word.at(-1)!)
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character) && !UNSPACED_SCRIPT.test(character)
}

interface FoundSpan extends TimedSpan {
  /** Words before it that were not found in the text. */
  readonly missed: TimedWord | undefined
  /** Start of text without a word before the first span, in ms. */
  readonly earliest: number
}

/** Adds a span that was found, and before it the text since the span before. */
function addSpan(text: string, spans: TimedSpan[], found: FoundSpan): void {
  const last = spans.at(-1)
  const from = last?.to ?? 0
  const isEnd = found.from === text.length
  const gap = text.slice(from, found.from)
  if (gap === ' ' || (gap === '' && !isEnd)) {
    spans.push(found)
    return
  }
  // Marks without a space before them close the word before, openers without one after them open the next word.
  const closing = last ? /^[^\s\p{L}\p{N}\p{Ps}\p{Pi}„]*/u.exec(gap)![0].length : 0
  const rest = gap.slice(closing)
  const opening = isEnd ? 0 : rest.length - trailingStart(rest, /[^\s\p{L}\p{N}]/u)
  if (last && closing > 0) spans[spans.length - 1] = { ...last, to: from + closing }
  if (rest.slice(0, rest.length - opening).trim() !== '') {
    const between = { ...found, from: from + closing, to: found.from - opening }
    spans.push(...interpolate(text, withTimes(between, last, found)))
  }
  if (isEnd) return
  const { to, start, end, speaker } = found
  spans.push({ from: found.from - opening, to, start, end, speaker })
}

/** Text without a word, with the times of the words that were missed, else with those between its neighbours. */
function withTimes(span: TimedSpan, last: TimedSpan | undefined, next: FoundSpan): TimedSpan {
  const { missed } = next
  const speaker = last?.speaker ?? next.speaker
  if (missed) return { ...span, start: missed.start, end: missed.end, speaker: missed.speaker ?? speaker }
  const start = last?.end ?? Math.min(next.earliest, next.start)
  return { ...span, start, end: Math.max(start, next.start), speaker }
}

function interpolateSentence(text: string, { beginTime, endTime, speakerId }: Sentence): TimedSpan[] {
  const start = Number.isFinite(beginTime) ? Math.round(beginTime) : 0
  const end = Number.isFinite(endTime ?? NaN) ? Math.round(endTime!) : start + text.length * MS_PER_CHARACTER
  return interpolate(text, { from: 0, to: text.length, start, end: Math.max(start, end), speaker: speakerId })
}

/** Divides the time of a span among its words, or its characters in scripts without spaces, by their width. */
function interpolate(text: string, { from, to, start, end, speaker }: TimedSpan): TimedSpan[] {
  const parts = [...text.slice(from, to).matchAll(/\S+/gu)].flatMap(({ 0: word, index }) =>
    UNSPACED_SCRIPT.test(word)
      ? [...word.matchAll(/^\p{M}+|\P{M}\p{M}*/gu)].map(part => ({ from: from + index + part.index, text: part[0] }))
      : [{ from: from + index, text: word }])
  const weightOf = (part: string): number => UNSPACED_SCRIPT.test(part) ? 2 * part.length : part.length
  const total = parts.reduce((sum, part) => sum + weightOf(part.text), 0)
  const timeAt = (weight: number): number => Math.round(start + (end - start) * weight / total)
  let before = 0
  return parts.map((part, i) => {
    const partStart = timeAt(before)
    before += weightOf(part.text)
    const partEnd = i === parts.length - 1 ? end : timeAt(before)
    return { from: part.from, to: part.from + part.text.length, start: partStart, end: partEnd, speaker }
  })
}

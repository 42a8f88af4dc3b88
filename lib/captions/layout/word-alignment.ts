import { separatorBetween, UNSPACED_SCRIPT } from '../../text/spacing.js'
import type { Sentence, Word } from '../../types.js'

/** A stretch of a text, from `at` up to `to`, with its time. */
export interface Span {
  readonly at: number
  readonly to: number
  readonly start: number
  readonly end: number
  readonly speaker: string | undefined
}

/** The text of a sentence and the time of all of it: spans in order that leave out nothing but white space. */
export interface TimedText {
  readonly text: string
  readonly spans: readonly Span[]
  /** False where the times are not those of words but shared out. */
  readonly timed: boolean
}

/** How far ahead of its place a word is looked for, in UTF-16 units: numbers and dates are spelt otherwise than said. */
const REACH = 80

interface Heard { readonly text: string; readonly bare: string; readonly start: number; readonly end: number; readonly speaker: string | undefined }

/**
 * Puts the times of the words onto the text of their sentence. The text is right where the two differ: a word that is
 * not in it (“twenty five” of “25”) lends its time to what stands in its place. Without word times the time of the
 * sentence is shared out.
 */
export function timedText(sentence: Sentence): TimedText {
  const words = heard(sentence)
  const text = visible(sentence.text)
  if (text === '') return joined(words)
  const spans = words.length > 0 ? align(text, words, sentence) : []
  return spans.length > 0 ? { text, spans, timed: true } : { text, spans: shareAll(text, sentence), timed: false }
}

/** Text of common characters and single spaces: nothing in it needs a closer look. */
const USUAL = /^[!-~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2013-\u201e\u2026\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]+(?: [!-~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2013-\u201e\u2026\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]+)*$/

/** White space as single spaces, nothing that is not shown; `''` for what has no visible character at all. */
export function visible(text: string): string {
  if (USUAL.test(text)) return text
  const shown = text.replaceAll(/\p{White_Space}+/gu, ' ').replaceAll(/[\p{Cc}\ufeff]/gu, '').replaceAll(/ {2,}/g, ' ').trim()
  return /[^\p{Cf}\p{M}\s]/u.test(shown) ? shown : ''
}

/** The words that are shown and have a time of their own; none where all have the same, which means no time. */
function heard({ words, speakerId }: Sentence): Heard[] {
  const all = words.filter(({ beginTime, endTime }) => Number.isFinite(beginTime) && Number.isFinite(endTime))
  const [first] = all
  if (all.length > 1 && all.every(word => word.beginTime === first?.beginTime && word.endTime === first.endTime)) return []
  return all.map(word => hear(word, speakerId)).filter(({ text }) => text !== '')
}

function hear({ text, punctuation, beginTime, endTime, speakerId }: Word, speaker: string | undefined): Heard {
  const start = Math.round(beginTime)
  const bare = visible(text)
  return { text: punctuation === '' ? bare : visible(text + punctuation), bare, start, end: Math.max(start, Math.round(endTime)), speaker: speakerId ?? speaker }
}

/** Without a text of the sentence its words are the text. */
function joined(words: readonly Heard[]): TimedText {
  let text = ''
  const spans = words.map(word => {
    const separator = separatorBetween(text, word.text)
    const at = text.length + separator.length
    text += separator + word.text
    return { at, to: text.length, start: word.start, end: word.end, speaker: word.speaker }
  })
  return { text, spans, timed: true }
}

/** Finds the words in the text, then gives what lies between them its time. */
function align(text: string, words: readonly Heard[], sentence: Sentence): Span[] {
  const lower = text.toLowerCase()
  const folded = lower.length === text.length ? lower : text
  const spans: Span[] = []
  let [place, missed] = [0, undefined as Heard | undefined]
  for (const word of words) {
    const bare = word.bare || word.text
    const at = find(folded, folded === lower ? bare.toLowerCase() : bare, place)
    if (at < 0) {
      missed = missed ? { ...missed, end: word.end } : word
      continue
    }
    place = at + bare.length
    between(text, spans, { at, to: place, start: word.start, end: word.end, speaker: word.speaker, missed, from: sentence.beginTime })
    missed = undefined
  }
  if (spans.length === 0) return []
  const end = sentence.endTime ?? spans.at(-1)!.end
  between(text, spans, { at: text.length, to: text.length, start: end, end, speaker: undefined, missed, from: 0 })
  return spans
}

/** Where a word stands, from `place` on; -1 if not near. Within an alphabet it must stand as a word. */
function find(text: string, word: string, place: number): number {
  const first = text[place] === ' ' ? place + 1 : place
  // Here even a piece of a word is one: some recognisers give words in pieces.
  if (text.startsWith(word, first)) return first
  const within = text.slice(0, first + REACH + word.length)
  for (let at = within.indexOf(word, first); at >= 0; at = within.indexOf(word, at + 1)) {
    if (!cuts(text, word, at) && (at === 0 || !isLetter(text[at - 1]!) || !isLetter(word[0]!))) return at
  }
  return -1
}

/** Whether a word that ends here would end inside a longer one that is not its own. */
function cuts(text: string, word: string, at: number): boolean {
  const after = text[at + word.length]
  return word.length < 3 && after !== undefined && isLetter(after) && isLetter(word.at(-1)!)
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character) && !UNSPACED_SCRIPT.test(character)
}

interface Next extends Span { readonly missed: Heard | undefined; readonly from: number }

/** Adds `next`, and before it what lies between it and the span before it. */
function between(text: string, spans: Span[], next: Next): void {
  const last = spans.at(-1)
  const from = last?.to ?? 0
  const ends = next.at === text.length
  const gap = text.slice(from, next.at)
  if (gap === ' ' || (gap === '' && !ends)) {
    spans.push(next)
    return
  }
  // Marks without a space before them close the word before, openers without one after open the next.
  const closing = last ? /^[^\s\p{L}\p{N}\p{Ps}\p{Pi}„]*/u.exec(gap)![0].length : 0
  const rest = gap.slice(closing)
  const opening = ends ? 0 : rest.length - /[^\s\p{L}\p{N}]*$/u.exec(rest)!.index
  if (last && closing > 0) spans[spans.length - 1] = { ...last, to: from + closing }
  if (rest.slice(0, rest.length - opening).trim() !== '') {
    spans.push(...share(text, unheard({ ...next, at: from + closing, to: next.at - opening }, last, next)))
  }
  if (!ends) spans.push({ at: next.at - opening, to: next.to, start: next.start, end: next.end, speaker: next.speaker })
}

/** The time of text that no word was found for: that of the words in its place, else what its neighbours leave. */
function unheard(place: Span, last: Span | undefined, next: Next): Span {
  const { missed } = next
  const speaker = last?.speaker ?? next.speaker
  if (missed) return { ...place, start: missed.start, end: missed.end, speaker: missed.speaker ?? speaker }
  const start = last?.end ?? Math.min(next.from, next.start)
  return { ...place, start, end: Math.max(start, next.start), speaker }
}

/** For a text without any time to go by: the pace of a calm reader, in ms a UTF-16 unit. */
const PACE = 60

function shareAll(text: string, { beginTime, endTime, speakerId }: Sentence): Span[] {
  const start = Number.isFinite(beginTime) ? Math.round(beginTime) : 0
  const end = Number.isFinite(endTime ?? NaN) ? Math.round(endTime!) : start + text.length * PACE
  return share(text, { at: 0, to: text.length, start, end: Math.max(start, end), speaker: speakerId })
}

/** Shares the time of a span out to its words, where there are none written to its characters, by width. */
function share(text: string, { at, to, start, end, speaker }: Span): Span[] {
  const parts = [...text.slice(at, to).matchAll(/\S+/gu)].flatMap(({ 0: word, index }) =>
    UNSPACED_SCRIPT.test(word) ? [...word.matchAll(/^\p{M}+|\P{M}\p{M}*/gu)].map(part => ({ at: at + index + part.index, text: part[0] }))
      : [{ at: at + index, text: word }])
  const weigh = (part: string): number => UNSPACED_SCRIPT.test(part) ? 2 * part.length : part.length
  const total = parts.reduce((sum, part) => sum + weigh(part.text), 0)
  let before = 0
  return parts.map((part, i) => {
    const from = Math.round(start + (end - start) * before / total)
    before += weigh(part.text)
    const last = i === parts.length - 1
    return { at: part.at, to: part.at + part.text.length, start: from, end: last ? end : Math.round(start + (end - start) * before / total), speaker }
  })
}

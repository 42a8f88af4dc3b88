import type { Language, Sentence, Word } from '../../lib/index.js'
import { type BreakJudge, judge } from './judge.js'

/** A caption as an independent reader parsed it. */
export interface Caption {
  /** Start in ms. */
  readonly start: number
  /** End in ms. */
  readonly end: number
  readonly lines: readonly string[]
}

/** Counts of captions with each fault, and sums over captions. */
export type Tally = Record<
  | 'cues'
  | 'conform'
  | 'core'
  | 'width'
  | 'lines'
  | 'fast'
  | 'unavoidable'
  | 'short'
  | 'long'
  | 'overlap'
  | 'gap'
  | 'noRoom'
  | 'flicker'
  | 'lineBreaks'
  | 'badLines'
  | 'cueBreaks'
  | 'badCues'
  | 'mix'
  | 'orphan'
  | 'shape'
  | 'spaces'
  | 'words'
  | 'hidden',
  number
> & { onsets: number[]; text: boolean }

/** Limits of the common guides for same-language captions, stated independently of the layout. */
const LIMITS: Readonly<Record<Language, readonly [cpl: number, cps: number]>> = {
  en: [42, 20], de: [42, 20], fr: [42, 20], ru: [39, 20], zh: [16, 11], ja: [13, 7], ko: [16, 14],
}
const MIN_DURATION = 833
const MAX_DURATION = 7000
const MIN_GAP = 80
const minDurationOf = (language: Language): number => language === 'ja' ? 500 : MIN_DURATION

/** Tally of no captions. */
export function emptyTally(): Tally {
  return {
    cues: 0,
    conform: 0,
    core: 0,
    width: 0,
    lines: 0,
    fast: 0,
    unavoidable: 0,
    short: 0,
    long: 0,
    overlap: 0,
    gap: 0,
    noRoom: 0,
    flicker: 0,
    lineBreaks: 0,
    badLines: 0,
    cueBreaks: 0,
    badCues: 0,
    mix: 0,
    orphan: 0,
    shape: 0,
    spaces: 0,
    words: 0,
    hidden: 0,
    onsets: [],
    text: true,
  }
}

const WIDE = new RegExp(`[${[
  '\\u1100-\\u115f\\uac00-\\ud7a3', // Hangul
  '\\u2e80-\\u303e\\u3041-\\u33ff', // CJK punctuation, kana
  '\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff', // Han
  '\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6', // full-width forms
].join('')}]`)

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

function widthOf(text: string, language: Language): number {
  const narrow = ['zh', 'ja', 'ko'].includes(language) ? 0.5 : 1
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 1 : narrow
  return width
}

const bare = (text: string): string => text.replaceAll(/\s+/g, '').normalize('NFC')

/** Scores captions against the sentences spoken and adds the result to a tally. */
export function score(sentences: readonly Sentence[], cues: readonly Caption[], language: Language, sum: Tally): void {
  const spokenText = bare(sentences.map(sentence => sentence.text).join(''))
  sum.text &&= bare(cues.flatMap(cue => cue.lines).join('')) === spokenText
  const words = sentences.flatMap(sentence => sentence.words)
  const ends = wordEnds(words)
  const isBad = judge(spokenText, language)
  let at = 0
  for (const [i, cue] of cues.entries()) {
    const from = at
    at += bare(cue.lines.join('')).length
    const spoken = words.slice(
      ends.findIndex(end => end > from),
      ends.findIndex(end => end >= at) + 1,
    )
    if (spoken.length === 0) continue
    const context = { cue, next: cues[i + 1], spoken, follows: words[words.indexOf(spoken.at(-1)!) + 1], language, sum }
    scoreRules(context)
    sum.onsets.push(Math.abs(cue.start - spoken[0]!.beginTime))
    sum.words += spoken.length
    sum.hidden += spoken.filter(
      word => (word.beginTime + word.endTime) / 2 < cue.start || (word.beginTime + word.endTime) / 2 > cue.end,
    ).length
    scoreBreaks(context, at, isBad)
  }
}

interface Context {
  readonly cue: Caption
  readonly next: Caption | undefined
  readonly spoken: readonly Word[]
  readonly follows: Word | undefined
  readonly language: Language
  readonly sum: Tally
}

const count = (fault: boolean): number => fault ? 1 : 0

/** Text of a caption on one line. */
function flat(lines: readonly string[], language: Language): string {
  return lines.map(line => line.trim()).join(language === 'zh' || language === 'ja' ? '' : ' ')
}

function scoreRules({ cue, next, spoken, follows, language, sum }: Context): void {
  const [cpl, cps] = LIMITS[language]
  const text = flat(cue.lines, language)
  const duration = cue.end - cue.start
  const room = (follows?.beginTime ?? Infinity) - MIN_GAP - spoken[0]!.beginTime
  const gap = next ? next.start - cue.end : Infinity
  const faults = {
    width: cue.lines.some(line => widthOf(line, language) > cpl),
    lines: cue.lines.length > 2,
    fast: (widthOf(text, language) / duration) * 1000 > cps,
    short: duration < minDurationOf(language) - 1,
    long: duration > MAX_DURATION + 1,
    overlap: gap < 0,
    gap: gap >= 0 && gap < MIN_GAP,
  }
  for (const [name, fault] of Object.entries(faults)) sum[name as keyof typeof faults] += count(fault)
  sum.cues++
  sum.unavoidable += count(faults.fast && widthOf(text, language) / room * 1000 > cps)
  sum.noRoom += count(faults.short && room < minDurationOf(language) - 1)
  sum.conform += count(!Object.values(faults).some(Boolean))
  const inner = [faults.fast, faults.short, faults.long, faults.overlap]
  sum.core += count(wrappedLines(text, cpl, language) <= 2 && !inner.some(Boolean))
  sum.flicker += count(gap > 125 && gap < 500)
}

/** Number of lines if a player wraps the text itself. */
function wrappedLines(text: string, cpl: number, language: Language): number {
  const parts = language === 'zh' || language === 'ja' ? [...text] : text.split(' ').map(word => `${word} `)
  let [lines, line] = [1, '']
  for (const part of parts) {
    if (widthOf((line + part).trimEnd(), language) > cpl) [lines, line] = [lines + 1, '']
    line += part
  }
  return lines
}

const SENTENCE_END = /[.!?。！？…]["»”)」]*$/u
const ABBREVIATION = /(?:^|\s)(?:Dr|Mr|Mrs|Ms|St)\.$/

function scoreBreaks({ cue, spoken, follows, language, sum }: Context, at: number, isBad: BreakJudge): void {
  const lines = cue.lines.map(line => line.trim())
  for (let i = 1; i < lines.length; i++) {
    sum.lineBreaks++
    sum.badLines += count(isBad(at - bare(lines.slice(i).join('')).length, lines[i - 1]!, lines[i]!))
  }
  const last = lines.at(-1)!
  const ends = SENTENCE_END.test(last) && !ABBREVIATION.test(last)
  if (!ends && follows && follows.beginTime - spoken.at(-1)!.endTime < 400) {
    sum.cueBreaks++
    sum.badCues += count(isBad(at, last, follows.text))
  }
  scoreShape(lines, !ends && spoken.length <= 2, language, sum)
}

const INNER_END = /[.!?。！？]["»”)」]*\s*(?=[\p{L}\p{N}«"„“「])/u

function scoreShape(lines: readonly string[], few: boolean, language: Language, sum: Tally): void {
  const [cpl] = LIMITS[language]
  const text = flat(lines, language)
  const widths = lines.map(line => widthOf(line, language))
  const needless = widthOf(text, language) <= cpl || Math.min(...widths) / Math.max(...widths) < 0.35
  sum.mix += count(INNER_END.test(text.replaceAll(/\b(?:Dr|Mr|Mrs|Ms|St)\./g, '$&_')))
  sum.orphan += count(few && widthOf(text, language) < cpl / 4)
  sum.shape += count(lines.length === 2 && needless)
  sum.spaces += count((language === 'zh' || language === 'ja') && /[\p{L}、。，] [\p{L}]/u.test(text))
}

/** Offset of the end of each word in the text without white space. */
function wordEnds(words: readonly Word[]): number[] {
  let end = 0
  return words.map(({ text, punctuation }) => end += bare(text + punctuation).length)
}

import type { Language, Sentence, Word } from '../../lib/index.js'
import { judge } from './judge.js'

/** A caption as a foreign reader found it in a file. */
export interface Shown { readonly start: number; readonly end: number; readonly lines: readonly string[] }

/** Sums over captions; `percent` makes figures of them. */
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

/** The numbers of the common guides for same-language captions, written down again on purpose. */
const LIMITS: Readonly<Record<Language, readonly [cpl: number, cps: number]>> = {
  en: [42, 20], de: [42, 20], fr: [42, 20], ru: [39, 20], zh: [16, 11], ja: [13, 7], ko: [16, 14],
}
const [MIN, MAX, GAP] = [833, 7000, 80]
const least = (language: Language): number => language === 'ja' ? 500 : MIN

/** Nothing counted yet. */
export function tally(): Tally {
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

function widthOf(text: string, language: Language): number {
  const wide = ['zh', 'ja', 'ko'].includes(language)
  let width = 0
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    width +=
      !wide
      || /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/.test(
        segment,
      )
        ? 1
        : 0.5
  }
  return width
}

const bare = (text: string): string => text.replaceAll(/\s+/g, '').normalize('NFC')

/** Scores captions against what was said and adds to a tally. */
export function score(sentences: readonly Sentence[], cues: readonly Shown[], language: Language, sum: Tally): void {
  const said = bare(sentences.map(sentence => sentence.text).join(''))
  sum.text &&= bare(cues.flatMap(cue => cue.lines).join('')) === said
  const words = sentences.flatMap(sentence => sentence.words)
  const places = wordPlaces(words)
  const isBad = judge(said, language)
  let at = 0
  for (const [i, cue] of cues.entries()) {
    const from = at
    at += bare(cue.lines.join('')).length
    const spoken = words.slice(
      places.findIndex(place => place.to > from),
      places.findIndex(place => place.to >= at) + 1,
    )
    if (spoken.length === 0) continue
    const context = { cue, next: cues[i + 1], spoken, follows: words[words.indexOf(spoken.at(-1)!) + 1], language, sum }
    rules(context)
    sum.onsets.push(Math.abs(cue.start - spoken[0]!.beginTime))
    sum.words += spoken.length
    sum.hidden += spoken.filter(
      word => (word.beginTime + word.endTime) / 2 < cue.start || (word.beginTime + word.endTime) / 2 > cue.end,
    ).length
    breaks(context, at, isBad)
  }
}

interface Context {
  readonly cue: Shown
  readonly next: Shown | undefined
  readonly spoken: readonly Word[]
  readonly follows: Word | undefined
  readonly language: Language
  readonly sum: Tally
}

const one = (fault: boolean): number => fault ? 1 : 0

/** The text of a caption as one line. */
function flat(lines: readonly string[], language: Language): string {
  return lines.map(line => line.trim()).join(language === 'zh' || language === 'ja' ? '' : ' ')
}

function rules({ cue, next, spoken, follows, language, sum }: Context): void {
  const [cpl, cps] = LIMITS[language]
  const text = flat(cue.lines, language)
  const duration = cue.end - cue.start
  const room = (follows?.beginTime ?? Infinity) - GAP - spoken[0]!.beginTime
  const gap = next ? next.start - cue.end : Infinity
  const faults = {
    width: cue.lines.some(line => widthOf(line, language) > cpl),
    lines: cue.lines.length > 2,
    fast: (widthOf(text, language) / duration) * 1000 > cps,
    short: duration < least(language) - 1,
    long: duration > MAX + 1,
    overlap: gap < 0,
    gap: gap >= 0 && gap < GAP,
  }
  for (const [name, fault] of Object.entries(faults)) sum[name as keyof typeof faults] += one(fault)
  sum.cues++
  sum.unavoidable += one(faults.fast && widthOf(text, language) / room * 1000 > cps)
  sum.noRoom += one(faults.short && room < least(language) - 1)
  sum.conform += one(!Object.values(faults).some(Boolean))
  const inner = [faults.fast, faults.short, faults.long, faults.overlap]
  sum.core += one(refill(text, cpl, language) <= 2 && !inner.some(Boolean))
  sum.flicker += one(gap > 125 && gap < 500)
}

/** Lines after a player has filled them greedily. */
function refill(text: string, cpl: number, language: Language): number {
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

function breaks({ cue, spoken, follows, language, sum }: Context, at: number, isBad: ReturnType<typeof judge>): void {
  const lines = cue.lines.map(line => line.trim())
  for (let i = 1; i < lines.length; i++) {
    sum.lineBreaks++
    sum.badLines += one(isBad(at - bare(lines.slice(i).join('')).length, lines[i - 1]!, lines[i]!))
  }
  const last = lines.at(-1)!
  const ends = SENTENCE_END.test(last) && !ABBREVIATION.test(last)
  if (!ends && follows && follows.beginTime - spoken.at(-1)!.endTime < 400) {
    sum.cueBreaks++
    sum.badCues += one(isBad(at, last, follows.text))
  }
  shapes(lines, !ends && spoken.length <= 2, language, sum)
}

const INNER_END = /[.!?。！？]["»”)」]*\s*(?=[\p{L}\p{N}«"„“「])/u

function shapes(lines: readonly string[], few: boolean, language: Language, sum: Tally): void {
  const [cpl] = LIMITS[language]
  const text = flat(lines, language)
  const widths = lines.map(line => widthOf(line, language))
  const needless = widthOf(text, language) <= cpl || Math.min(...widths) / Math.max(...widths) < 0.35
  sum.mix += one(INNER_END.test(text.replaceAll(/\b(?:Dr|Mr|Mrs|Ms|St)\./g, '$&_')))
  sum.orphan += one(few && widthOf(text, language) < cpl / 4)
  sum.shape += one(lines.length === 2 && needless)
  sum.spaces += one((language === 'zh' || language === 'ja') && /[\p{L}、。，] [\p{L}]/u.test(text))
}

function wordPlaces(words: readonly Word[]): { to: number }[] {
  let to = 0
  return words.map(({ text, punctuation }) => ({ to: to += bare(text + punctuation).length }))
}

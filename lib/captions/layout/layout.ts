import { needsSpaceBetween } from '../../text/spacing.js'
import type { Cue, Sentence } from '../../types.js'
import { type BreakUnit, breakUnitsOf } from './break-units.js'
import { detectLanguage, languageOf } from './languages/detect-language.js'
import type { Language } from './languages/language.js'
import { type CueDraft, optimizeBreaks } from './optimize-breaks.js'
import { type LayoutOptions, LayoutRules } from './options.js'
import type { Rules } from './profiles.js'
import { cueEnd } from './timing.js'
import { spaceWidthOf } from './width.js'
import { alignWords } from './word-alignment.js'

/** Pause assumed before the next sentence while that is not known, in ms. */
const ASSUMED_PAUSE = 300

/**
 * Lays sentences out as cues in order: lines are broken where phrases end, cues never overlap, are never empty and
 * start with their first word. The text of the cues is the text of the sentences, except for white space at breaks.
 *
 * Only the last cue of a sentence is kept back, until the start of the next sentence decides how long it stays. Nothing
 * else is kept, however long the stream.
 *
 * @example
 * ```ts
 * const layout = new Layout({ language: 'en' })
 * const words = [{ text: 'Hello', punctuation: '.', beginTime: 0, endTime: 400 }]
 * layout.push({ sentenceId: 1, beginTime: 0, endTime: 400, text: 'Hello.', words }) // []
 * layout.flush() // [{ start: 0, end: 900, lines: ['Hello.'], words: [[…]], language: 'en' }]
 * ```
 */
export class Layout {
  readonly #options: LayoutRules
  readonly #fixedLanguage: Language | undefined
  #language: Language | undefined
  /** Units of the cue that is kept back. */
  #pending: BreakUnit[] = []
  /** True when the pending cue starts in the middle of a sentence. */
  #midSentence = false
  /** End of the last cue that was emitted, in ms: nothing starts before it. */
  #lastEnd = 0

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: LayoutOptions = {}) {
    this.#options = new LayoutRules(options)
    this.#fixedLanguage = this.#options.tag === undefined ? undefined : languageOf(this.#options.tag)
  }

  /** Adds a final sentence. @returns The cues that cannot change any more. */
  push(sentence: Sentence): Cue[] {
    const aligned = alignWords(sentence)
    if (aligned.text === '') return this.advance(sentence.beginTime)
    const language = this.#fixedLanguage ?? detectLanguage(aligned.text, this.#language)
    const rules = this.#options.of(language)
    const units = breakUnitsOf(aligned, language, rules.maxLineWidth)
    const added = inOrder(units, this.#pending.at(-1)?.start ?? this.#lastEnd)
    const cues = language === this.#language ? [] : this.#finish(added[0]!.start)
    this.#language = language
    const all = [...this.#pending, ...withFirstSpace(this.#pending.at(-1), added)]
    const next = Math.max(all.at(-1)!.end, sentence.endTime ?? 0) + ASSUMED_PAUSE
    const drafts = this.#optimize(all, next)
    const last = drafts.pop()!
    cues.push(...drafts.map(draft => this.#cue(all, draft, all[draft.to]!.start)))
    this.#pending = all.slice(last.from)
    if (last.from > 0) this.#midSentence = !all[last.from - 1]!.sentenceEnd
    return cues
  }

  /**
   * Declares that no later sentence starts before `ms`, as an interim or silence shows. This changes only when cues are
   * emitted, never the cues. @returns The pending cue, if nothing can change it any more.
   */
  advance(ms: number): Cue[] {
    const last = this.#pending.at(-1)
    return last && ms >= last.end + this.#rules.maxLinger ? this.#finish(Infinity) : []
  }

  /** Ends the input. @returns The remaining cues. */
  flush(): Cue[] {
    return this.#finish(Infinity)
  }

  get #rules(): Rules {
    return this.#options.of(this.#language ?? 'en')
  }

  get #spaceWidth(): number {
    return spaceWidthOf(this.#language ?? 'en')
  }

  #optimize(units: readonly BreakUnit[], next: number): CueDraft[] {
    const options = { rules: this.#rules, next, spaceWidth: this.#spaceWidth, midSentence: this.#midSentence }
    return optimizeBreaks(units, options)
  }

  #finish(next: number): Cue[] {
    if (this.#pending.length === 0) return []
    const units = this.#pending
    const drafts = this.#optimize(units, next)
    this.#pending = []
    this.#midSentence = !units.at(-1)!.sentenceEnd
    return drafts.map(draft => this.#cue(units, draft, units[draft.to]?.start ?? next))
  }

  #cue(units: readonly BreakUnit[], { from, to, lineBreak }: CueDraft, next: number): Cue {
    const lines = lineBreak === 0 ? [units.slice(from, to)] : [units.slice(from, lineBreak), units.slice(lineBreak, to)]
    const start = Math.max(units[from]!.start, this.#lastEnd)
    const width = widthBetween(units, from, to, this.#spaceWidth)
    this.#lastEnd = Math.max(cueEnd({ start, end: units[to - 1]!.end, width, next }, this.#rules), start + 1)
    const { speaker } = units[from]!
    const timed = lines.every(line => line.every(({ words }) => words !== undefined))
    return {
      start,
      end: this.#lastEnd,
      lines: lines.map(textOf),
      ...timed && { words: lines.map(line => line.flatMap(({ words }) => words!)) },
      ...speaker !== undefined && { speaker },
      ...this.#options.tag !== undefined && { language: this.#options.tag },
    }
  }
}

function widthBetween(units: readonly BreakUnit[], from: number, to: number, spaceWidth: number): number {
  let width = 0
  for (let at = from; at < to; at++) width += units[at]!.width + (at > from && units[at]!.space ? spaceWidth : 0)
  return width
}

function textOf(line: readonly BreakUnit[]): string {
  return line.map(({ text, space }, i) => i > 0 && space ? ` ${text}` : text).join('')
}

/** Units whose times never go back, whatever the times of the recogniser. */
function inOrder(units: readonly BreakUnit[], from: number): BreakUnit[] {
  let last = from
  return units.map(unit => {
    last = Math.max(last, unit.start)
    return unit.start === last && unit.end >= last ? unit : { ...unit, start: last, end: Math.max(last, unit.end) }
  })
}

/** Units with a space before the first one where its script needs one after the sentence before. */
function withFirstSpace(last: BreakUnit | undefined, units: readonly BreakUnit[]): readonly BreakUnit[] {
  const [first, ...rest] = units
  if (!last || !first) return units
  return [{ ...first, space: needsSpaceBetween(last.text, first.text) }, ...rest]
}

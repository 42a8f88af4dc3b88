import { checkOption, checkOptions, integer, oneOf, type OptionChecks } from '../../option-checks.js'
import { needsSpaceBetween } from '../../text/spacing.js'
import type { Sentence } from '../../types.js'
import { describe } from '../layout/caption-input.js'
import { detectLanguage, languageOf } from '../layout/languages/detect-language.js'
import type { Language } from '../layout/languages/language.js'
import { layoutChecks, LayoutRules } from '../layout/options.js'
import type { Profile } from '../layout/profiles.js'
import { charactersOf, widthOf } from '../layout/width.js'
import type { StableResult } from './stabilizer.js'
import { type Token, tokensOf } from './tokens.js'

/** Options of roll-up captions. */
export interface RollUpOptions {
  /** `rollup`: full lines move up, the oldest goes (BBC). `block`: full lines go together (ARD). Default `rollup`. */
  readonly mode?: 'rollup' | 'block'
  /** Style guide whose line width is used. Default `verbatim`. */
  readonly profile?: Profile
  /** Language spoken, a BCP 47 tag. Default: detected from script and function words. */
  readonly language?: string
  /** Width of a line, 4 to 200 units. Default: that of the profile. */
  readonly maxLineWidth?: number
  /** Lines on the screen, 1 to 4 (CEA-608 rolls up 2 to 4). Default 2. */
  readonly lines?: number
  /** Shortest silence after which the screen starts empty again, in ms, 0 to 60000. Default 4000. */
  readonly clearAfter?: number
}

/** Every roll-up option with its check. */
export const rollUpChecks: OptionChecks<RollUpOptions> = {
  mode: oneOf(['rollup', 'block']),
  profile: layoutChecks.profile,
  language: layoutChecks.language,
  maxLineWidth: layoutChecks.maxLineWidth,
  lines: integer(1, 4),
  clearAfter: integer(0, 60_000),
}

/** A line on the screen. */
export interface CaptionLine {
  /** Number of the line, from 1; it stays with the line while that moves up. */
  readonly number: number
  /** Text that neither changes nor moves. */
  readonly committed: string
  /** Text that may still change or go, with the space before it; only in the last line. */
  readonly tentative: string
}

/** Content of the screen from now on. */
export interface CaptionScreen {
  /** Position in the source, in ms: the end of the last word. */
  readonly time: number
  /** Lines from top to bottom. */
  readonly lines: readonly CaptionLine[]
}

/**
 * Sets stable results in lines, word by word. A line that has rolled up never changes, and no word moves to another
 * line once it is shown: a tentative word that does not fit any more is removed, and comes back on the next line when
 * it is committed.
 */
export class RollUpLines {
  readonly #mode: 'rollup' | 'block'
  readonly #rules: LayoutRules
  readonly #fixedLanguage: Language | undefined
  readonly #maxLines: number
  readonly #clearAfter: number
  #language: Language | undefined
  #fullLines: CaptionLine[] = []
  #lastLine = { number: 1, text: '' }
  #sentenceId: number | undefined
  /** Committed text of the sentence that is in the lines. */
  #placed = ''
  #speaker: string | undefined
  /** End of the last word, in ms. */
  #end = 0
  #screen: CaptionScreen = { time: 0, lines: [] }

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: RollUpOptions = {}) {
    checkOptions(options, rollUpChecks)
    const { mode = 'rollup', lines = 2, clearAfter = 4000, profile, language, maxLineWidth } = options
    this.#mode = mode
    this.#maxLines = lines
    this.#clearAfter = clearAfter
    this.#rules = new LayoutRules({
      ...profile !== undefined && { profile },
      ...language !== undefined && { language },
      ...maxLineWidth !== undefined && { maxLineWidth },
    })
    this.#fixedLanguage = this.#rules.tag === undefined ? undefined : languageOf(this.#rules.tag)
  }

  /**
   * Adds a result. @returns The screens that follow: none if nothing changes, two if a word is removed before it comes
   * back on another line. Errors: STENO_BAD_OPTION for anything but a `StableResult`.
   */
  push(result: StableResult): CaptionScreen[] {
    const isStable = typeof result?.committed === 'string' && typeof result.tentative === 'string'
    checkOption(isStable, 'chunk', 'a StableResult of `stabilize()`', describe(result))
    const { sentence, committed, tentative } = result
    if (committed + tentative === '' && sentence.sentenceId !== this.#sentenceId) return []
    this.#language = this.#fixedLanguage ?? detectLanguage(committed + tentative, this.#language)
    if (sentence.sentenceId !== this.#sentenceId) this.#startSentence(sentence)
    const added = committed.startsWith(this.#placed) ? committed.slice(this.#placed.length) : ''
    for (const token of this.#withFirstSpace(tokensOf(added), this.#placed)) this.#place(token)
    this.#placed = committed
    this.#end = Math.max(this.#end, endOf(sentence))
    const screen = this.#render(this.#withFirstSpace(tokensOf(tentative), committed))
    if (result.isSentenceEnd) this.#sentenceId = undefined
    return this.#changeTo(screen)
  }

  /** Starts a sentence: on an empty screen after a silence, on a new line in blocks and for another speaker. */
  #startSentence({ sentenceId, beginTime, speakerId }: Sentence): void {
    const isAfterSilence = this.#end > 0 && beginTime - this.#end >= this.#clearAfter
    const needsLine = this.#mode === 'block' || speakerId !== this.#speaker
    if (isAfterSilence) this.#breakLine({ clear: true })
    else if (this.#lastLine.text !== '' && needsLine) this.#breakLine()
    this.#sentenceId = sentenceId
    this.#speaker = speakerId
    this.#placed = ''
  }

  /** Tokens with a space before the first one of a sentence where its script needs one after the sentence before. */
  #withFirstSpace(tokens: readonly Token[], before: string): Token[] {
    const [first, ...rest] = tokens
    if (!first || before !== '') return [...tokens]
    return [{ text: first.text, space: needsSpaceBetween(this.#lastLine.text, first.text) }, ...rest]
  }

  #breakLine({ clear = false } = {}): void {
    const { number, text } = this.#lastLine
    const full = [...this.#fullLines, { number, committed: text, tentative: '' }]
    const isEmpty = clear || (this.#mode === 'block' && full.length >= this.#maxLines) || this.#maxLines === 1
    this.#fullLines = isEmpty ? [] : full.slice(1 - this.#maxLines)
    this.#lastLine = { number: number + 1, text: '' }
  }

  #place(token: Token): void {
    const longer = appended(this.#lastLine.text, token)
    if (this.#fits(longer)) {
      this.#lastLine.text = longer
      return
    }
    if (this.#lastLine.text !== '') this.#breakLine()
    // A word wider than a line is continued in the next one.
    for (const character of charactersOf(token.text)) {
      if (this.#lastLine.text !== '' && !this.#fits(this.#lastLine.text + character)) this.#breakLine()
      this.#lastLine.text += character
    }
  }

  #fits(text: string): boolean {
    const language = this.#language ?? 'en'
    return widthOf(text, language) <= this.#rules.of(language).maxLineWidth
  }

  /** Screen with as many tentative words as fit into the last line. */
  #render(tentative: readonly Token[]): CaptionScreen {
    const { number, text } = this.#lastLine
    let line = text
    for (const token of tentative) {
      const longer = appended(line, token)
      if (!this.#fits(longer)) break
      line = longer
    }
    const last = { number, committed: text, tentative: line.slice(text.length) }
    return { time: this.#end, lines: line === '' ? this.#fullLines : [...this.#fullLines, last] }
  }

  /** Screens from the current one to the next: one without tentative words comes between if a word changes its line. */
  #changeTo(screen: CaptionScreen): CaptionScreen[] {
    const { lines } = this.#screen
    if (isSameLines(lines, screen.lines)) return []
    this.#screen = screen
    const last = lines.at(-1)
    if (last === undefined || last.tentative === '' || screen.lines.at(-1)?.number === last.number) return [screen]
    if (!movesDown(last, screen.lines)) return [screen]
    const committed = lines.map(line => ({ ...line, tentative: '' })).filter(line => line.committed !== '')
    return [{ time: screen.time, lines: committed }, screen]
  }
}

/** True when a word of a line is in a later line of the next screen, or may be since the line has gone. */
function movesDown({ number, committed, tentative }: CaptionLine, lines: readonly CaptionLine[]): boolean {
  const sameLine = lines.find(line => line.number === number)
  if (!sameLine) return true
  const kept = tokensOf(sameLine.committed)
  const previous = tokensOf(committed + tentative)
  const firstChanged = previous.findIndex(({ text }, i) => kept[i]?.text !== text)
  const later = lines.filter(line => line.number > number).flatMap(line => tokensOf(line.committed + line.tentative))
  return firstChanged >= 0
    && previous.slice(firstChanged).some(({ text }) => later.some(token => token.text === text))
}

function appended(line: string, { text, space }: Token): string {
  return line !== '' && space ? `${line} ${text}` : line + text
}

/** End of a sentence as far as it is known, in ms. */
function endOf({ beginTime, endTime, words }: Sentence): number {
  return Math.max(endTime ?? 0, words.at(-1)?.endTime ?? beginTime)
}

function isSameLines(left: readonly CaptionLine[], right: readonly CaptionLine[]): boolean {
  return left.length === right.length && left.every(({ number, committed, tentative }, i) => {
    const other = right[i]!
    return number === other.number && committed === other.committed && tentative === other.tentative
  })
}

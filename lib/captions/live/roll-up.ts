import { checkOption, checkOptions, integer, oneOf, type OptionChecks } from '../../option-checks.js'
import { needsSpaceBetween } from '../../text/spacing.js'
import type { Sentence } from '../../types.js'
import { detectLanguage, languageOf } from '../layout/languages/detect-language.js'
import type { Language } from '../layout/languages/language.js'
import { layoutChecks, LayoutRules } from '../layout/options.js'
import type { Profile } from '../layout/profiles.js'
import { charactersOf, widthOf } from '../layout/width.js'
import type { StableResult } from './stabilizer.js'
import { type Token, tokensOf } from './tokens.js'

/** How live text is set. */
export interface RollUpOptions {
  /** `rollup`: a full line moves up and the oldest goes (BBC). `block`: full lines go all at once (ARD). Default `rollup`. */
  readonly mode?: 'rollup' | 'block'
  /** Whose line length is taken. Default `verbatim`. */
  readonly profile?: Profile
  /** What is spoken, a BCP 47 tag. Default: told from the script. */
  readonly language?: string
  /** What a line holds, 4 to 200 units of width. */
  readonly maxLineWidth?: number
  /** Lines on the screen, 1 to 4 (CEA-608 rolls up 2 to 4). Default 2. */
  readonly lines?: number
  /** After how long a silence the screen starts empty again, in ms, 0 to 60000. Default 4000. */
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
  /** Counts from 1 and stays with the line while it moves up. */
  readonly number: number
  /** What stays as it is, and where it is. */
  readonly committed: string
  /** What may still change or go, with the space before it; only ever in the last line. */
  readonly tentative: string
}

/** What is to be seen from now on. */
export interface CaptionScreen {
  /** Where the source is, in ms: the end of the last word known. */
  readonly time: number
  readonly lines: readonly CaptionLine[]
}

/**
 * Sets stable results in lines word by word. A line that has rolled up never changes, and no word moves to another line
 * once shown: a tentative word that finds no room where it stands is taken away, and comes back on the next line when
 * it is committed.
 */
export class RollUpLines {
  readonly #mode: 'rollup' | 'block'
  readonly #rules: LayoutRules
  readonly #named: Language | undefined
  readonly #rows: number
  readonly #clearAfter: number
  #language: Language | undefined
  #full: CaptionLine[] = []
  #line = { number: 1, text: '' }
  #sentence: number | undefined
  #placed = ''
  #speaker: string | undefined
  #end = 0
  #screen: CaptionScreen = { time: 0, lines: [] }

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: RollUpOptions = {}) {
    checkOptions(options, rollUpChecks)
    const { mode = 'rollup', lines = 2, clearAfter = 4000, profile, language, maxLineWidth } = options
    this.#mode = mode
    this.#rows = lines
    this.#clearAfter = clearAfter
    this.#rules = new LayoutRules({
      ...profile !== undefined && { profile }, ...language !== undefined && { language }, ...maxLineWidth !== undefined && { maxLineWidth },
    })
    this.#named = this.#rules.tag === undefined ? undefined : languageOf(this.#rules.tag)
  }

  /** The screens that follow from a result: none if it changes nothing, two if a word must go before it comes back. */
  push(result: StableResult): CaptionScreen[] {
    checkOption(typeof result?.committed === 'string' && typeof result.tentative === 'string', 'chunk', 'a StableResult of stabilize()', result)
    const { sentence, committed, tentative } = result
    if (committed + tentative === '' && sentence.sentenceId !== this.#sentence) return []
    this.#language = this.#named ?? detectLanguage(committed + tentative, this.#language)
    if (sentence.sentenceId !== this.#sentence) this.#begin(result)
    const said = committed.startsWith(this.#placed) ? committed.slice(this.#placed.length) : ''
    for (const token of this.#joined(tokensOf(said), this.#placed)) this.#place(token)
    this.#placed = committed
    this.#end = Math.max(this.#end, endOf(sentence))
    const now = this.#seen(this.#joined(tokensOf(tentative), committed))
    if (result.isSentenceEnd) this.#sentence = undefined
    return this.#shown(now)
  }

  /** A sentence begins: on an empty screen after a silence, on a new line for another speaker and in blocks. */
  #begin({ sentence }: StableResult): void {
    const silent = this.#end > 0 && sentence.beginTime - this.#end >= this.#clearAfter
    const aside = this.#mode === 'block' || sentence.speakerId !== this.#speaker
    if (silent) this.#break(true)
    else if (this.#line.text !== '' && aside) this.#break()
    this.#sentence = sentence.sentenceId
    this.#speaker = sentence.speakerId
    this.#placed = ''
  }

  /** Between sentences stands a space, except in scripts that write none. */
  #joined(tokens: readonly Token[], before: string): Token[] {
    const [first, ...rest] = tokens
    if (!first || before !== '') return [...tokens]
    return [{ text: first.text, space: needsSpaceBetween(this.#line.text, first.text) }, ...rest]
  }

  /** Starts a new line; `anew` on an empty screen. */
  #break(anew = false): void {
    const { number, text } = this.#line
    const full = [...this.#full, { number, committed: text, tentative: '' }]
    const empty = anew || (this.#mode === 'block' && full.length >= this.#rows) || this.#rows === 1
    this.#full = empty ? [] : full.slice(1 - this.#rows)
    this.#line = { number: number + 1, text: '' }
  }

  #place(token: Token): void {
    const longer = after(this.#line.text, token)
    if (this.#fits(longer)) {
      this.#line.text = longer
      return
    }
    if (this.#line.text !== '') this.#break()
    // A word wider than a line goes on in the next one.
    for (const character of charactersOf(token.text)) {
      if (this.#line.text !== '' && !this.#fits(this.#line.text + character)) this.#break()
      this.#line.text += character
    }
  }

  #fits(text: string): boolean {
    const language = this.#language ?? 'en'
    return widthOf(text, language) <= this.#rules.of(language).maxLineWidth
  }

  /** The screen with as many tentative words as the line has room for. */
  #seen(tentative: readonly Token[]): CaptionScreen {
    const { number, text } = this.#line
    let line = text
    for (const token of tentative) {
      const longer = after(line, token)
      if (!this.#fits(longer)) break
      line = longer
    }
    const last = { number, committed: text, tentative: line.slice(text.length) }
    return { time: this.#end, lines: line === '' ? this.#full : [...this.#full, last] }
  }

  #shown(now: CaptionScreen): CaptionScreen[] {
    const before = this.#screen.lines
    if (isSame(before, now.lines)) return []
    this.#screen = now
    const last = before.at(-1)
    if (last === undefined || last.tentative === '' || now.lines.at(-1)?.number === last.number) return [now]
    if (!moves(last, now.lines)) return [now]
    const without = before.map(line => ({ ...line, tentative: '' })).filter(line => line.committed !== '')
    return [{ time: now.time, lines: without }, now]
  }
}

/** Whether a word of a line is to be seen again, and on a later one: not told of a line that has gone. */
function moves({ number, committed, tentative }: CaptionLine, lines: readonly CaptionLine[]): boolean {
  const there = lines.find(line => line.number === number)
  if (!there) return true
  const stays = tokensOf(there.committed)
  const were = tokensOf(committed + tentative)
  const changed = were.findIndex(({ text }, i) => stays[i]?.text !== text)
  const later = lines.filter(line => line.number > number).flatMap(line => tokensOf(line.committed + line.tentative))
  return changed >= 0 && were.slice(changed).some(({ text }) => later.some(token => token.text === text))
}

function after(line: string, { text, space }: Token): string {
  return line !== '' && space ? `${line} ${text}` : line + text
}

/** How far the source has come with a sentence, ms. */
function endOf({ beginTime, endTime, words }: Sentence): number {
  return Math.max(endTime ?? 0, words.at(-1)?.endTime ?? beginTime)
}

function isSame(one: readonly CaptionLine[], other: readonly CaptionLine[]): boolean {
  return one.length === other.length && one.every((line, i) =>
    line.number === other[i]!.number && line.committed === other[i]!.committed && line.tentative === other[i]!.tentative)
}

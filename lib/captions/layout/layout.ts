import type { Sentence } from '../../types.js'
import type { Cue } from '../../types.js'
import { needsSpaceBetween } from '../../text/spacing.js'
import { arrange, type Draft } from './optimize-breaks.js'
import { type Atom, atomsOf, spaceWidth } from './break-units.js'
import { guessLanguage, languageOf } from './language.js'
import { type LayoutOptions, LayoutRules } from './options.js'
import type { Language, Rules } from './profiles.js'
import { timedText } from './word-alignment.js'
import { endOf } from './timing.js'

/** While the next sentence is not known, it is taken to begin so soon after the one before, ms. */
const LIKELY_PAUSE = 300

/**
 * Lays sentences out as cues by professional rules, in order: broken where a person would, never overlapping, never
 * empty, starting on their first word. The text of the cues is the text of the sentences, but for white space at
 * breaks.
 *
 * Only the last cue of a sentence is kept back, until the next sentence says how long it may stay. Nothing else is
 * kept, however long the stream.
 *
 * @example
 * ```ts
 * const layout = new Layout({ language: 'en' })
 * const words = [{ text: 'Hello', punctuation: '.', beginTime: 0, endTime: 400 }]
 * layout.push({ sentenceId: 1, beginTime: 0, endTime: 400, text: 'Hello.', words }) // []
 * layout.flush() // [{ start: 0, end: 900, lines: ['Hello.'], words: [[{ text: 'Hello.', start: 0, end: 400 }]], language: 'en' }]
 * ```
 */
export class Layout {
  readonly #options: LayoutRules
  readonly #named: Language | undefined
  #language: Language | undefined
  /** The atoms of the cue that is kept back, and whether it starts in the middle of a sentence. */
  #kept: Atom[] = []
  #open = false
  /** Nothing starts before this: when the last cue has gone. */
  #free = 0

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: LayoutOptions = {}) {
    this.#options = new LayoutRules(options)
    this.#named = this.#options.tag === undefined ? undefined : languageOf(this.#options.tag)
  }

  /** Takes a final sentence. @returns The cues that cannot change any more. */
  push(sentence: Sentence): Cue[] {
    const timed = timedText(sentence)
    if (timed.text === '') return this.advance(sentence.beginTime)
    const language = this.#named ?? guessLanguage(timed.text, this.#language)
    const rules = this.#options.of(language)
    const atoms = ordered(atomsOf(timed, language, rules.maxLineWidth), this.#kept.at(-1)?.start ?? this.#free)
    const cues = language === this.#language ? [] : this.#finish(atoms[0]!.start)
    this.#language = language
    const all = [...this.#kept, ...joined(this.#kept.at(-1), atoms)]
    const next = Math.max(all.at(-1)!.end, sentence.endTime ?? 0) + LIKELY_PAUSE
    const drafts = arrange(all, { rules, next, space: spaceWidth(language), open: this.#open })
    const last = drafts.pop()!
    cues.push(...drafts.map(draft => this.#cue(all, draft, all[draft.to]!.start)))
    this.#kept = all.slice(last.from)
    if (last.from > 0) this.#open = !all[last.from - 1]!.sentenceEnd
    return cues
  }

  /**
   * Takes the news that no later sentence starts before `ms`, from an interim or from silence. It never changes what
   * comes out, only when. @returns The cue that was kept back, if nothing can reach it any more.
   */
  advance(ms: number): Cue[] {
    const last = this.#kept.at(-1)
    return last && ms >= last.end + this.#rules.maxLinger ? this.#finish(Infinity) : []
  }

  /** Says that nothing follows. @returns The rest. */
  flush(): Cue[] {
    return this.#finish(Infinity)
  }

  get #rules(): Rules {
    return this.#options.of(this.#language ?? 'en')
  }

  #finish(next: number): Cue[] {
    if (this.#kept.length === 0) return []
    const atoms = this.#kept
    const drafts = arrange(atoms, { rules: this.#rules, next, space: spaceWidth(this.#language ?? 'en'), open: this.#open })
    this.#kept = []
    this.#open = !atoms.at(-1)!.sentenceEnd
    return drafts.map(draft => this.#cue(atoms, draft, atoms[draft.to]?.start ?? next))
  }

  #cue(atoms: readonly Atom[], { from, to, split }: Draft, next: number): Cue {
    const lines = split === 0 ? [atoms.slice(from, to)] : [atoms.slice(from, split), atoms.slice(split, to)]
    const start = Math.max(atoms[from]!.start, this.#free)
    const said = { start, end: atoms[to - 1]!.end, width: widthBetween(atoms, from, to, spaceWidth(this.#language ?? 'en')), next }
    this.#free = Math.max(endOf(said, this.#rules), start + 1)
    const { speaker } = atoms[from]!
    const timed = lines.every(line => line.every(({ words }) => words !== undefined))
    return {
      start, end: this.#free, lines: lines.map(textOf),
      ...timed && { words: lines.map(line => line.flatMap(({ words }) => words!)) },
      ...speaker !== undefined && { speaker },
      ...this.#options.tag !== undefined && { language: this.#options.tag },
    }
  }
}

function widthBetween(atoms: readonly Atom[], from: number, to: number, space: number): number {
  let width = 0
  for (let at = from; at < to; at++) width += atoms[at]!.width + (at > from && atoms[at]!.space ? space : 0)
  return width
}

function textOf(line: readonly Atom[]): string {
  return line.map(({ text, space }, i) => i > 0 && space ? ` ${text}` : text).join('')
}

/** Times that never go back, whatever the recogniser said. */
function ordered(atoms: readonly Atom[], from: number): Atom[] {
  let last = from
  return atoms.map(atom => {
    last = Math.max(last, atom.start)
    return atom.start === last && atom.end >= last ? atom : { ...atom, start: last, end: Math.max(last, atom.end) }
  })
}

/** Between sentences stands a space, except in scripts that write none. */
function joined(last: Atom | undefined, atoms: readonly Atom[]): readonly Atom[] {
  const [first, ...rest] = atoms
  if (!last || !first) return atoms
  return [{ ...first, space: needsSpaceBetween(last.text, first.text) }, ...rest]
}

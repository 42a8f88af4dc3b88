/** One word of a cue, with its own time. */
export interface CueWord {
  /** As shown, with its punctuation. */
  readonly text: string
  /** When it is begun, integer ms on the source clock. */
  readonly start: number
  /** When it has been said, integer ms, not before `start`. */
  readonly end: number
}

/** One caption. */
export interface Cue {
  /** When it appears, integer ms on the source clock. */
  readonly start: number
  /** When it goes, integer ms, later than `start`. */
  readonly end: number
  /** What it shows, one or two lines, none of them empty. */
  readonly lines: readonly string[]
  /** The words line by line, in the order of the text of that line; absent where there are no word times. */
  readonly words?: readonly (readonly CueWord[])[]
  /** Who says it, where the engine tells speakers apart. */
  readonly speaker?: string
  /** In which language, as a BCP 47 tag such as `de` or `zh-Hans`. */
  readonly language?: string
}

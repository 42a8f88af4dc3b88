/** A word of a caption with its own time, for those who light words up as they are said. */
export interface CueWord {
  /** As shown, with its punctuation. */
  readonly text: string
  /** When it is said, integer ms on the source clock. */
  readonly start: number
  /** When it has been said, integer ms, never before `start`. */
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
  /** Who speaks, where the engine tells speakers apart. */
  readonly speaker?: string
  /** The language of the text, a BCP 47 tag, where it was named. */
  readonly language?: string
}

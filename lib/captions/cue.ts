/** One caption. */
export interface Cue {
  /** When it appears, integer ms on the source clock. */
  readonly start: number
  /** When it goes, integer ms, later than `start`. */
  readonly end: number
  /** What it shows, one or two lines, none of them empty. */
  readonly lines: readonly string[]
}

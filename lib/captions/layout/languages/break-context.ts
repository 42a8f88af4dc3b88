/** Text on both sides of a possible break. */
export interface BreakContext {
  /** Unit before the break, with its punctuation. */
  readonly before: string
  /** Unit after the break, with its punctuation. */
  readonly after: string
  /** True when white space separates the two. */
  readonly space: boolean
}

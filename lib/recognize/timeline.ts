interface Mark {
  /** From here on the engine clock… */
  readonly engine: number
  /** …reads this on the source clock. */
  source: number
}

/** Closer than this a chunk continues the one before: its start may have been rounded. */
const TOLERANCE_MS = 1

/**
 * The engine clock (audio it was given, without gaps) and the source clock (the media, with all that was left
 * out): a monotone map made of pieces of slope one. Times in ms.
 */
export class Timeline {
  #marks: [Mark, ...Mark[]] = [{ engine: 0, source: 0 }]

  /** Audio that begins at `engine` on the engine clock begins at `source` on the source clock. */
  mark(engine: number, source: number): void {
    const last = this.#marks.at(-1) as Mark
    if (engine === last.engine) last.source = Math.max(source, last.source)
    else if (source - (last.source + engine - last.engine) > TOLERANCE_MS) this.#marks.push({ engine, source })
  }

  /**
   * Where a moment of the engine clock lies on the source clock, integer. At a seam between two pieces a time that
   * ends something belongs to the piece before, a time that begins something to the piece after.
   */
  toSource(engine: number, edge: 'begin' | 'end'): number {
    const after = this.#marks.findLastIndex(mark => edge === 'begin' ? mark.engine <= engine : mark.engine < engine)
    const mark = this.#marks[Math.max(after, 0)] as Mark
    return Math.round(mark.source + engine - mark.engine)
  }

  /** Lets go of the pieces that end before `engine`; no moment before it may be asked any more. */
  forget(engine: number): void {
    const current = this.#marks.findLastIndex(mark => mark.engine < engine)
    if (current > 0) this.#marks.splice(0, current)
  }
}

import type { RecognitionResult } from '../types.js'

interface Anchor {
  /** From here on the engine clock… */
  engine: number
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
  #marks: [Anchor, ...Anchor[]] = [{ engine: 0, source: 0 }]

  /** Audio that begins at `engine` on the engine clock begins at `source` on the source clock. */
  addAnchor(engine: number, source: number): void {
    const last = this.#marks.at(-1) as Anchor
    if (engine === last.engine) last.source = Math.max(source, last.source)
    else if (source - this.#extrapolate(engine) > TOLERANCE_MS) this.#marks.push({ engine, source })
  }

  /** From `engine` on the engine heard `duration` ms that the source does not have: silence put in. */
  insert(engine: number, duration: number): void {
    const last = this.#marks.at(-1) as Anchor
    // The first piece must go on to begin at 0.
    if (engine === last.engine && this.#marks.length > 1) last.engine += duration
    else this.#marks.push({ engine: engine + duration, source: this.#extrapolate(engine) })
  }

  /**
   * Where a moment of the engine clock lies on the source clock, integer. At a seam between two pieces a time that
   * ends something belongs to the piece before, a time that begins something to the piece after.
   */
  toSource(engine: number, edge: 'begin' | 'end'): number {
    if (this.#marks.length === 1) return Math.round(engine - this.#marks[0].engine + this.#marks[0].source)
    const after = this.#marks.findLastIndex(mark => edge === 'begin' ? mark.engine <= engine : mark.engine < engine)
    const mark = this.#marks[Math.max(after, 0)] as Anchor
    // What was put in lies at one moment of the source, where the next piece begins.
    const next = this.#marks[Math.max(after, 0) + 1]?.source ?? Infinity
    return Math.round(Math.min(mark.source + engine - mark.engine, next))
  }

  /** A result with all its times on the source clock. */
  mapResult(result: RecognitionResult): RecognitionResult {
    const { sentence } = result
    return {
      ...result,
      sentence: {
        ...sentence,
        beginTime: this.toSource(sentence.beginTime, 'begin'),
        endTime: sentence.endTime === null ? null : this.toSource(sentence.endTime, 'end'),
        words: sentence.words.map(word => ({
          ...word,
          beginTime: this.toSource(word.beginTime, 'begin'),
          endTime: this.toSource(word.endTime, 'end'),
        })),
      },
    }
  }

  /** Lets go of the pieces that end before `engine`; no moment before it may be asked any more. */
  prune(engine: number): void {
    const current = this.#marks.findLastIndex(mark => mark.engine < engine)
    if (current > 0) this.#marks.splice(0, current)
  }

  /** The newest piece, gone on with. */
  #extrapolate(engine: number): number {
    const last = this.#marks.at(-1) as Anchor
    return last.source + engine - last.engine
  }
}

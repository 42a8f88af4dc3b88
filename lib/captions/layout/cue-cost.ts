import type { BreakUnit } from './break-units.js'
import type { Rules } from './profiles.js'
import { cueEnd } from './timing.js'

/** Cost of every cue, so that text which fits into one is not spread over two. */
const CUE = 8
/** Faults of timing cost more than any break. */
const TOO_SHORT = 400
const TOO_LONG = 400
const TOO_FAST = 40
/** Gap that viewers do not notice, in ms, and the cost of a longer one that is not chained. */
const MAX_UNNOTICED_GAP = 125
const FLICKER = 10
/** Cost of each character, of a line of 42, that is beyond the maximum reading speed. */
const UNREADABLE = 8
/** Cost of each character, of a line of 42, that is beyond the target reading speed. */
const HURRIED = 1
/** Weight of a break between cues; a break between lines weighs 1. */
const CUE_BREAK = 2
/** Cost of a sentence end within a cue of whole sentences, and of one within any other cue. */
const WHOLE_SENTENCES = 20
const MIXED_SENTENCES = 40
/** Cost of a cue with very little of a sentence. */
const ORPHAN = 12
const TWO_LINES = 1.5
const UNEVEN = 4
const LOPSIDED = 8
const TOP_HEAVY = 1

/** Longest pause between words that is no reason to break, in ms, and ms beyond it that reduce a penalty by 1. */
const MAX_NEUTRAL_PAUSE = 200
const PAUSE_STEP = 50
/** Longest pause within a cue that shows no word too early, in ms, and ms beyond it that cost 1. */
const MAX_INNER_PAUSE = 500
const INNER_PAUSE_STEP = 40

/** Rules and neighbours of units that the costs of their cues depend on. */
export interface CostOptions {
  readonly rules: Rules
  /** Start of what follows the units, in ms. */
  readonly next: number
  /** Units of width of a space. */
  readonly spaceWidth: number
  /** True when the first unit is in the middle of a sentence. */
  readonly midSentence: boolean
}

/** Costs of cues out of a list of units; sums that all cues share are computed once. */
export class CueCosts {
  readonly #units: readonly BreakUnit[]
  readonly #rules: Rules
  readonly #next: number
  readonly #spaceWidth: number
  readonly #midSentence: boolean
  /** Characters of a line of 42 in a unit of width. */
  readonly #scale: number
  /** Sums over the units before each index. */
  readonly #widths: Float64Array
  readonly #pauses: Float64Array
  readonly #sentenceEnds: Int32Array
  /** Penalty of a break after each unit. */
  readonly #penalties: Float64Array
  /** Unit that begins the second line of the cue of the last `cost()`; 0 for one line. */
  lineBreak = 0
  /** End of the longest first line from the first unit of the last `cost()`. */
  #firstLineEnd = 0

  constructor(units: readonly BreakUnit[], { rules, next, spaceWidth, midSentence }: CostOptions) {
    this.#units = units
    this.#rules = rules
    this.#next = next
    this.#spaceWidth = spaceWidth
    this.#midSentence = midSentence
    this.#scale = 42 / rules.maxLineWidth
    this.#widths = new Float64Array(units.length + 1)
    this.#pauses = new Float64Array(units.length + 1)
    this.#sentenceEnds = new Int32Array(units.length + 1)
    this.#penalties = new Float64Array(units.length)
    for (const [i, unit] of units.entries()) {
      this.#widths[i + 1] = this.#widths[i]! + unit.width + (unit.space ? spaceWidth : 0)
      this.#sentenceEnds[i + 1] = this.#sentenceEnds[i]! + (unit.sentenceEnd ? 1 : 0)
      this.#pauses[i + 1] = this.#pauses[i]! + Math.max(0, this.#pauseBefore(i) - MAX_INNER_PAUSE)
      this.#penalties[i] = this.#penaltyAfter(i)
    }
  }

  /** Units of width of the units from `from` up to `to` on one line. */
  width(from: number, to: number): number {
    return this.#widths[to]! - this.#widths[from]! - (this.#units[from]!.space ? this.#spaceWidth : 0)
  }

  /** True when no cue may contain both the unit `at` and the one before it. */
  isBreakForcedBefore(at: number): boolean {
    return this.#units[at]!.speaker !== this.#units[at - 1]!.speaker || this.#pauseBefore(at) >= this.#rules.maxLinger
  }

  /**
   * Cost of a cue, `Infinity` for one that is too wide. Sets `lineBreak`. For a fixed `from`, `to` must grow from call
   * to call.
   *
   * @param limit Cost that is too high in any case: the lines of such a cue are not optimised.
   */
  cost(from: number, to: number, limit: number): number {
    const width = this.width(from, to)
    this.lineBreak = 0
    const isOneLine = width <= this.#rules.maxLineWidth
    if (isOneLine) this.#firstLineEnd = to
    else if (!this.#fitsTwoLines(to)) return Infinity
    const cost = CUE + this.#timingCost(from, to, width) + this.#contentCost(from, to, width)
    return onGrid(isOneLine || cost >= limit ? cost : cost + this.#lineCost(from, to))
  }

  #fitsTwoLines(to: number): boolean {
    return this.#rules.maxLines > 1 && this.width(this.#firstLineEnd, to) <= this.#rules.maxLineWidth
  }

  #pauseBefore(at: number): number {
    return at === 0 ? 0 : this.#units[at]!.start - this.#units[at - 1]!.end
  }

  /** Penalty of a break after a unit: the lower, the longer the pause. */
  #penaltyAfter(at: number): number {
    const { penalty } = this.#units[at]!
    if (at + 1 === this.#units.length) return penalty
    const pause = this.#pauseBefore(at + 1)
    return pause <= MAX_NEUTRAL_PAUSE ? penalty : Math.max(0, penalty - (pause - MAX_NEUTRAL_PAUSE) / PAUSE_STEP)
  }

  #timingCost(from: number, to: number, width: number): number {
    const { minDuration, maxDuration, maxReadingSpeed, targetReadingSpeed, maxLinger } = this.#rules
    const { start } = this.#units[from]!
    const { end } = this.#units[to - 1]!
    const next = to < this.#units.length ? this.#units[to]!.start : this.#next
    const duration = cueEnd({ start, end, width, next }, this.#rules) - start
    let cost = (this.#pauses[to]! - this.#pauses[from + 1]!) / INNER_PAUSE_STEP
    if (duration < minDuration) cost += TOO_SHORT + minDuration - duration
    if (end - start > maxDuration && to - from > 1) cost += TOO_LONG
    // What starts later than `maxLinger` may not be known yet, so it must make no difference.
    const gap = next >= end + maxLinger ? Infinity : next - start - duration
    if (gap > MAX_UNNOTICED_GAP && gap < this.#rules.chainGapsBelow) cost += FLICKER
    const unreadable = width - maxReadingSpeed * duration / 1000
    if (unreadable > 0) cost += TOO_FAST + UNREADABLE * this.#scale * unreadable
    const hurried = width - targetReadingSpeed * duration / 1000
    return hurried > 0 ? cost + HURRIED * this.#scale * hurried : cost
  }

  #contentCost(from: number, to: number, width: number): number {
    const startsSentence = from === 0 ? !this.#midSentence : this.#units[from - 1]!.sentenceEnd
    const isWhole = startsSentence && this.#units[to - 1]!.sentenceEnd
    let cost = CUE_BREAK * this.#penalties[to - 1]!
    const innerEnds = this.#sentenceEnds[to - 1]! - this.#sentenceEnds[from]!
    if (innerEnds > 0) cost += innerEnds * (isWhole ? WHOLE_SENTENCES : MIXED_SENTENCES)
    if (width < this.#rules.maxLineWidth / 4 && !isWhole) cost += ORPHAN
    return cost
  }

  /** Cost of the best division of a cue into two lines. */
  #lineCost(from: number, to: number): number {
    const { maxLineWidth } = this.#rules
    let best = Infinity
    for (let at = Math.min(this.#firstLineEnd, to - 1); at > from; at--) {
      const bottom = this.width(at, to)
      if (bottom > maxLineWidth) break
      const cost = TWO_LINES + this.#penalties[at - 1]! + shapeCost(this.width(from, at), bottom, maxLineWidth)
      if (cost >= best) continue
      best = cost
      this.lineBreak = at
    }
    return best
  }
}

/**
 * Rounds a cost to a grid on which sums are exact, so that of two divisions with equal costs the same one is chosen
 * whatever precedes them.
 */
function onGrid(cost: number): number {
  return Math.round(cost * 1024) / 1024
}

/** Cost of the shape of two lines: they should be even, the lower one rather the longer. */
function shapeCost(top: number, bottom: number, maxLineWidth: number): number {
  const short = Math.min(top, bottom)
  const long = Math.max(top, bottom)
  return UNEVEN * (long - short) / maxLineWidth + (short < 0.35 * long ? LOPSIDED : 0) + (top > bottom ? TOP_HEAVY : 0)
}

import type { Atom } from './break-units.js'
import type { Rules } from './profiles.js'
import { endOf } from './timing.js'

/** Every cue costs a little, so that what fits into one is not scattered over two. */
const CUE = 8
/** Timing outranks everything: a fault costs more than any break. */
const TOO_SHORT = 400
const TOO_LONG = 400
const TOO_FAST = 40
/** Nothing on the screen for a blink, ms and points; less is not seen. */
const BLINK = 125
const FLICKER = 10
/** For each character of a line of 42 that cannot be read in time. */
const UNREAD = 8
/** The same, for what could be read, but not at ease. */
const HURRIED = 1
/** A bad end of a cue weighs twice a bad end of a line. */
const END = 2
/** Whole sentences may share a cue; parts of two had better not. */
const WHOLE_SENTENCES = 20
const MIXED_SENTENCES = 40
/** A word or two on their own while the sentence goes on. */
const ORPHAN = 12
const TWO_LINES = 1.5
const UNEVEN = 4
const LOPSIDED = 8
const TOP_HEAVY = 1

/** A pause from which on it is a reason to break, ms, and how many ms of it take a point off the cost. */
const PAUSE = 200
const PAUSE_STEP = 50
/** From here on a pause inside a cue shows words too early, ms. */
const LONG_PAUSE = 500
const LONG_PAUSE_STEP = 40

/** What a cue of some atoms costs; the sums that every question shares are made once. */
export class Costs {
  readonly #atoms: readonly Atom[]
  readonly #rules: Rules
  readonly #next: number
  readonly #space: number
  readonly #open: boolean
  readonly #scale: number
  readonly #ahead: Float64Array
  readonly #pauses: Float64Array
  readonly #ends: Int32Array
  readonly #breaks: Float64Array
  /** Which atom begins the second line of the cue priced last; 0 for one line. */
  split = 0
  /** For the atom that cues were last priced from: the atom before which its first line is full at the latest. */
  #full = 0

  /**
   * @param next When what follows the atoms starts, ms.
   * @param open Whether the first atom is in the middle of a sentence.
   */
  constructor(atoms: readonly Atom[], { rules, next, space, open }: { rules: Rules; next: number; space: number; open: boolean }) {
    this.#atoms = atoms
    this.#rules = rules
    this.#next = next
    this.#space = space
    this.#open = open
    this.#scale = 42 / rules.maxLineWidth
    this.#ahead = new Float64Array(atoms.length + 1)
    this.#pauses = new Float64Array(atoms.length + 1)
    this.#ends = new Int32Array(atoms.length + 1)
    this.#breaks = new Float64Array(atoms.length)
    for (const [i, atom] of atoms.entries()) {
      this.#ahead[i + 1] = this.#ahead[i]! + atom.width + (atom.space ? space : 0)
      this.#ends[i + 1] = this.#ends[i]! + (atom.sentenceEnd ? 1 : 0)
      this.#pauses[i + 1] = this.#pauses[i]! + Math.max(0, this.#pauseBefore(i) - LONG_PAUSE)
      this.#breaks[i] = this.#breakAfter(i)
    }
  }

  /** Units of width of the atoms from `from` up to `to` on one line. */
  width(from: number, to: number): number {
    return this.#ahead[to]! - this.#ahead[from]! - (this.#atoms[from]!.space ? this.#space : 0)
  }

  /** Whether no cue may hold both the atom `at` and the one before it. */
  isParted(at: number): boolean {
    return this.#atoms[at]!.speaker !== this.#atoms[at - 1]!.speaker || this.#pauseBefore(at) >= this.#rules.maxLinger
  }

  /**
   * The price of a cue, `Infinity` for one that is too wide; `split` then says how its lines are broken.
   *
   * @param most What it may cost at the most: a dearer one is not looked at closely.
   */
  price(from: number, to: number, most: number): number {
    const width = this.width(from, to)
    this.split = 0
    const oneLine = width <= this.#rules.maxLineWidth
    if (oneLine) this.#full = to
    else if (this.#rules.maxLines === 1 || this.width(this.#full, to) > this.#rules.maxLineWidth) return Infinity
    const cost = CUE + this.#time(from, to, width) + this.#shape(from, to, width)
    return exact(oneLine || cost >= most ? cost : cost + this.#lines(from, to))
  }

  #pauseBefore(at: number): number {
    return at === 0 ? 0 : this.#atoms[at]!.start - this.#atoms[at - 1]!.end
  }

  /** What breaking after an atom costs: less the longer the pause. */
  #breakAfter(at: number): number {
    const { cost } = this.#atoms[at]!
    if (at + 1 === this.#atoms.length) return cost
    const pause = this.#pauseBefore(at + 1)
    return pause <= PAUSE ? cost : Math.max(0, cost - (pause - PAUSE) / PAUSE_STEP)
  }

  #time(from: number, to: number, width: number): number {
    const { minDuration, maxDuration, maxReadingSpeed, targetReadingSpeed, maxLinger } = this.#rules
    const [{ start }, { end }] = [this.#atoms[from]!, this.#atoms[to - 1]!]
    const next = to < this.#atoms.length ? this.#atoms[to]!.start : this.#next
    const duration = endOf({ start, end, width, next }, this.#rules) - start
    let cost = (this.#pauses[to]! - this.#pauses[from + 1]!) / LONG_PAUSE_STEP
    if (duration < minDuration) cost += TOO_SHORT + minDuration - duration
    if (end - start > maxDuration && to - from > 1) cost += TOO_LONG
    // What starts after the hold may not be known yet, so it makes no difference here either.
    const gap = next >= end + maxLinger ? Infinity : next - start - duration
    if (gap > BLINK && gap < this.#rules.chainGapsBelow) cost += FLICKER
    const unread = width - maxReadingSpeed * duration / 1000
    if (unread > 0) cost += TOO_FAST + UNREAD * this.#scale * unread
    const hurried = width - targetReadingSpeed * duration / 1000
    return hurried > 0 ? cost + HURRIED * this.#scale * hurried : cost
  }

  #shape(from: number, to: number, width: number): number {
    const begins = from === 0 ? !this.#open : this.#atoms[from - 1]!.sentenceEnd
    const ends = this.#atoms[to - 1]!.sentenceEnd
    let cost = END * this.#breaks[to - 1]!
    const inside = this.#ends[to - 1]! - this.#ends[from]!
    if (inside > 0) cost += inside * (begins && ends ? WHOLE_SENTENCES : MIXED_SENTENCES)
    if (width < this.#rules.maxLineWidth / 4 && !(begins && ends)) cost += ORPHAN
    return cost
  }

  /** What the best way to break a cue into two lines costs. */
  #lines(from: number, to: number): number {
    const { maxLineWidth } = this.#rules
    let best = Infinity
    for (let at = Math.min(this.#full, to - 1); at > from; at--) {
      const bottom = this.width(at, to)
      if (bottom > maxLineWidth) break
      const cost = TWO_LINES + this.#breaks[at - 1]! + uneven(this.width(from, at), bottom, maxLineWidth)
      if (cost >= best) continue
      best = cost
      this.split = at
    }
    return best
  }
}

/**
 * A price on a grid on which sums come out exactly, so that of two arrangements which cost the same the same one is
 * taken, whatever stands before them.
 */
function exact(cost: number): number {
  return Math.round(cost * 1024) / 1024
}

/** The two lines as even as can be, the lower one rather the longer. */
function uneven(top: number, bottom: number, maxLineWidth: number): number {
  const [short, long] = top < bottom ? [top, bottom] : [bottom, top]
  return UNEVEN * (long - short) / maxLineWidth + (short < 0.35 * long ? LOPSIDED : 0) + (top > bottom ? TOP_HEAVY : 0)
}

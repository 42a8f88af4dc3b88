import type { Atom } from './break-units.js'
import { Costs } from './costs.js'
import type { Rules } from './profiles.js'

/** A cue before it has its times: the atoms from `from` up to `to`, the second line from `split` on (0: none). */
export interface Draft {
  readonly from: number
  readonly to: number
  readonly split: number
}

/** What is known besides the atoms. */
export interface Surroundings {
  readonly rules: Rules
  /** When what follows them starts, ms. */
  readonly next: number
  /** What white space takes of a line. */
  readonly space: number
  /** Whether the first of them is in the middle of a sentence. */
  readonly open: boolean
}

/**
 * The cheapest way to part atoms into cues and lines, of all there are: the best arrangement up to each atom is built
 * on the best ones up to those before it (dynamic programming), so the work grows with the number of atoms alone.
 */
export function arrange(atoms: readonly Atom[], surroundings: Surroundings): Draft[] {
  const costs = new Costs(atoms, surroundings)
  const best = new Float64Array(atoms.length + 1).fill(Infinity)
  const from = new Int32Array(atoms.length + 1)
  const split = new Int32Array(atoms.length + 1)
  best[0] = 0
  for (let at = 0; at < atoms.length; at++) {
    for (let to = at + 1; to <= atoms.length; to++) {
      if (to > at + 1 && costs.isParted(to - 1)) break
      const cost = best[at]! + costs.price(at, to, best[to]! - best[at]!)
      if (cost === Infinity) break
      if (cost >= best[to]!) continue
      best[to] = cost
      from[to] = at
      split[to] = costs.split
    }
  }
  const drafts: Draft[] = []
  for (let to = atoms.length; to > 0; to = from[to]!) drafts.push({ from: from[to]!, to, split: split[to]! })
  return drafts.reverse()
}

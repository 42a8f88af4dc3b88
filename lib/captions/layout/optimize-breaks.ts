import type { BreakUnit } from './break-units.js'
import { type CostOptions, CueCosts } from './cue-cost.js'

/** A cue before its times are known. */
export interface CueDraft {
  /** Index of its first unit. */
  readonly from: number
  /** Index after its last unit. */
  readonly to: number
  /** Index of the first unit of its second line; 0 if it has one line. */
  readonly lineBreak: number
}

/**
 * Divides units into cues and lines at the least total cost. The best division up to each unit is built on the best
 * ones up to the units before it (dynamic programming), so that the work grows linearly with the number of units.
 */
export function optimizeBreaks(units: readonly BreakUnit[], options: CostOptions): CueDraft[] {
  const costs = new CueCosts(units, options)
  const best = new Float64Array(units.length + 1).fill(Infinity)
  const from = new Int32Array(units.length + 1)
  const lineBreak = new Int32Array(units.length + 1)
  best[0] = 0
  for (let start = 0; start < units.length; start++) {
    for (let end = start + 1; end <= units.length; end++) {
      if (end > start + 1 && costs.isBreakForcedBefore(end - 1)) break
      const cost = best[start]! + costs.cost(start, end, best[end]! - best[start]!)
      if (cost === Infinity) break
      if (cost >= best[end]!) continue
      best[end] = cost
      from[end] = start
      lineBreak[end] = costs.lineBreak
    }
  }
  const drafts: CueDraft[] = []
  for (let to = units.length; to > 0; to = from[to]!) drafts.push({ from: from[to]!, to, lineBreak: lineBreak[to]! })
  return drafts.reverse()
}

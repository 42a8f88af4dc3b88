import { StenopipeError } from '../../errors.js'
import type { Engine } from '../../engine/engine.js'

/** The engine of a call, or what keeps it from being made. */
export interface Choice {
  readonly engine?: Engine
  /** Which engine it is and what matters about it, in a few words. */
  readonly title: string
  /** What is wrong with what was asked of it. */
  readonly problems: readonly string[]
}

/** Runs what may refuse its options. @returns What it says against them. */
export function objections(...trials: readonly (() => unknown)[]): string[] {
  return trials.flatMap(trial => {
    try {
      trial()
      return []
    } catch (error) {
      return [objection(error)]
    }
  })
}

/** What an error says; throws it when it is none of ours. */
export function objection(error: unknown): string {
  if (error instanceof StenopipeError) return error.message
  throw error
}

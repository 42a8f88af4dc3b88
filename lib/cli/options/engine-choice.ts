import type { Engine } from '../../engine/engine.js'

/** Engine of a call, or what is wrong with the options for it. */
export interface EngineChoice {
  /** The engine; absent when there are problems. */
  readonly engine?: Engine
  /** Name of the engine and its main settings, for the first line of the output. */
  readonly title: string
  readonly problems: readonly string[]
}

import { checkInteger, checkKnown } from '../../option-checks.js'

/** Options of `parallel()`. */
export interface ParallelOptions {
  /** Number of sessions at a time, 1-1000. Default 2. */
  readonly sessions?: number
  /** Shortest part of the audio, except for the last one, in ms, 1000-600000. Default 30000. */
  readonly minPart?: number
  /** Longest part of the audio, in ms, from `minPart` to 600000. Default 60000. */
  readonly maxPart?: number
}

/** Options of `parallel()`, each with a value. */
export type ParallelSettings = Required<ParallelOptions>

/** Fills in the defaults. Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION. */
export function parallelSettings(options: ParallelOptions): ParallelSettings {
  const { sessions = 2, minPart = 30_000, maxPart = 60_000, ...rest } = options
  checkKnown('parallel()', rest, ['sessions', 'minPart', 'maxPart'], [])
  checkInteger('sessions', sessions, 1, 1000)
  checkInteger('minPart', minPart, 1000, 600_000)
  checkInteger('maxPart', maxPart, minPart, 600_000)
  return { sessions, minPart, maxPart }
}

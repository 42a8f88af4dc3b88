import type { DuplexOptions } from 'node:stream'
import { checkKnown } from '../option-checks.js'

/**
 * Options that every stage hands to its stream constructor. `transform`, `flush` and the like are not among them: they
 * would replace the stage.
 */
export type StageOptions = Pick<DuplexOptions, (typeof streamOptions)[number]>

const streamOptions = [
  'signal', 'highWaterMark', 'readableHighWaterMark', 'writableHighWaterMark', 'encoding', 'emitClose', 'autoDestroy',
  'allowHalfOpen', 'decodeStrings', 'defaultEncoding',
] as const

/**
 * Returns the stream options among the options of a stage, and refuses names that neither knows.
 * Errors: STENO_UNKNOWN_OPTION.
 *
 * @param stage Call as users write it, such as `toSrt()`.
 * @param known Names of the stage's own options, for a suggestion.
 */
export function stageOptions(stage: string, rest: StageOptions, known: readonly string[]): StageOptions {
  checkKnown(stage, rest, known, streamOptions)
  return rest
}

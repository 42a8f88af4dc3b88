import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { RecognitionResult } from '../../types.js'
import type { Outputs } from './outputs.js'

/** Outcome of a job. */
export interface Outcome {
  /** Failure of the source or of an output; absent on success. */
  readonly failure?: { readonly error: unknown }
  /** Paths of what was written before the failure or the interrupt. */
  readonly kept: readonly string[]
  /** Paths of the outputs that are complete. */
  readonly written: readonly string[]
  /** Paths of earlier files that were not replaced, since there was no text. */
  readonly unchanged: readonly string[]
  /** True when there was a result with text. */
  readonly hasText: boolean
}

/**
 * Writes results to outputs and commits them. After a failure of the source, or an interrupt, the captions that were
 * held back are still written, then the outputs are aborted.
 *
 * @param isInterrupted Asked at the end of the results.
 */
export async function writeResults(
  results: Iterable<RecognitionResult> | AsyncIterable<RecognitionResult>, outputs: Outputs,
  isInterrupted: () => boolean = () => false,
): Promise<Outcome> {
  let failure: Outcome['failure']
  async function* untilFailure(): AsyncGenerator<RecognitionResult> {
    try {
      yield* results
    } catch (error) {
      failure = { error }
    }
  }
  let unchanged: readonly string[] | undefined
  try {
    await pipeline(Readable.from(untilFailure()), outputs.stream)
    if (!failure && !isInterrupted()) unchanged = await outputs.commit()
  } catch (error) {
    failure = { error }
  }
  const kept = unchanged ? [] : await outputs.abort()
  const written = outputs.paths.filter(path => unchanged?.includes(path) === false)
  return { ...failure && { failure }, kept, written, unchanged: unchanged ?? [], hasText: outputs.hasText }
}

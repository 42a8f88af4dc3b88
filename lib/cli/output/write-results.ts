import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { RecognitionResult } from '../../types.js'
import type { Outputs } from './outputs.js'

/** Outcome of a job. */
export interface Outcome {
  /** Failure of the source or of an output; absent on success. */
  readonly failure?: { readonly error: unknown }
  /** Paths of what was written before the failure. */
  readonly kept: readonly string[]
}

/**
 * Writes results to outputs and commits them. After a failure of the source the captions that were held back are still
 * written, then the outputs are aborted.
 */
export async function writeResults(
  results: Iterable<RecognitionResult> | AsyncIterable<RecognitionResult>, outputs: Outputs,
): Promise<Outcome> {
  let failure: Outcome['failure']
  async function* untilFailure(): AsyncGenerator<RecognitionResult> {
    try {
      yield* results
    } catch (error) {
      failure = { error }
    }
  }
  try {
    await pipeline(Readable.from(untilFailure()), outputs.stream)
    if (!failure) await outputs.commit()
  } catch (error) {
    failure = { error }
  }
  return failure ? { failure, kept: await outputs.abort() } : { kept: [] }
}

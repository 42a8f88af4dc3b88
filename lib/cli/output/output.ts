import type { Writable } from 'node:stream'
import { openOutput } from '../../output/output-file.js'
import { outputStream } from '../../output/special-file.js'

/** One destination of results. */
export interface Output {
  readonly stream: Writable
  /** Path as the user wrote it; undefined for standard output. */
  readonly path: string | undefined
  /** True when `commit()` replaces earlier contents. */
  readonly replaces: boolean
  /** Makes the output final, after everything has been written. */
  commit(): Promise<void>
  /** Writes what the stage holds back, without making the output final; absent where the end of the stream does. */
  flush?(): Promise<void>
  /**
   * Ends the work without making the output final, at once and synchronously.
   *
   * @param keep True when contents are kept under a temporary name.
   * @returns The path of what was kept, if anything.
   */
  release(keep: boolean): string | undefined
}

/** Standard output, written as text arrives. @param beforeWrite Called before each write. */
export function standardOutput(beforeWrite: () => void): Output {
  const stream = outputStream('standard output', process.stdout, { ends: false, beforeWrite })
  return {
    stream, path: undefined, replaces: false, commit: () => Promise.resolve(), release: () => undefined,
  }
}

/**
 * A file that gets its name on `commit()`.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE at once, also for the input.
 */
export async function fileOutput(path: string, input: string): Promise<Output> {
  return { ...await openOutput(path, [input === '-' ? process.stdin.fd : input]), path }
}

import { StenopipeError } from '../../errors.js'
import { inFlags } from '../options/flags.js'

const FAILED = 1
const WRONG_CALL = 2

/** One line on standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Says all that is wrong with a call, a line each. @returns The exit status. */
export function usageFault(...problems: readonly string[]): number {
  const [only, ...more] = problems
  const help = 'see `stenopipe --help`'
  if (more.length === 0) say(`stenopipe: ${only}; ${help}`)
  else say([`stenopipe: ${problems.length} things are wrong with this call; ${help}`, ...problems.map(one => `  - ${one}`)].join('\n'))
  return WRONG_CALL
}

/**
 * Tells why something failed.
 * @param kept Files that have what came before it.
 * @returns The exit status.
 */
export function fault(error: unknown, kept: readonly string[] = [], tell = say): number {
  // The reader of a pipe, such as `head`, has seen enough.
  if ((error as NodeJS.ErrnoException).code === 'EPIPE' && kept.length === 0) return 0
  tell(`stenopipe: ${sentenceOf(error)}${kept.length === 0 ? '' : `; what was written until then is in ${kept.join(', ')}`}`)
  return FAILED
}

/** What an error is told as. */
export function sentenceOf(error: unknown): string {
  const { message } = error as Error
  return error instanceof StenopipeError ? inFlags(message) : `Unexpected failure: ${message}`
}

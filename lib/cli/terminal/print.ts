import type { CommandName } from '../options/commands.js'
import { singleLine } from '../../text/safe-text.js'
import { errorText } from '../options/errors.js'

const FAILED = 1
const USAGE_ERROR = 2

/** Exit status of a command that Ctrl-C ended. */
export const INTERRUPTED = 130

/** Prints lines on standard error, without what a terminal would obey. */
export function printLine(lines: string): void {
  process.stderr.write(`${lines.split('\n').map(singleLine).join('\n')}\n`)
}

/** Prints everything that is wrong with a call, a line each. Returns the exit status. */
export function printUsageError(command: CommandName | undefined, problems: readonly string[]): number {
  const lines = problems.length === 1
    ? [`stenopipe: ${problems[0]!}`]
    : [`stenopipe: ${problems.length} usage errors`, ...problems.map(problem => `  - ${problem}`)]
  const call = command === undefined ? 'stenopipe' : `stenopipe ${command}`
  printLine([...lines, `Run \`${call} --help\` for help`].join('\n'))
  return USAGE_ERROR
}

/**
 * Prints why a command failed.
 * @param kept Paths of what was written before the failure.
 * @param print Prints the line. Default: on standard error.
 * @returns The exit status.
 */
export function printError(error: unknown, kept: readonly string[] = [], print = printLine): number {
  // The reader of a pipe, such as `head`, has seen enough.
  if ((error as NodeJS.ErrnoException).code === 'EPIPE' && kept.length === 0) return 0
  print(`stenopipe: ${errorText(error)}${kept.length === 0 ? '' : `; the output until then is in ${kept.join(', ')}`}`)
  return FAILED
}

/** Prints why a command cannot run. Returns the exit status. */
export function printProblem(problem: string): number {
  printLine(`stenopipe: ${problem}`)
  return FAILED
}

import type { CommandName } from '../options/commands.js'
import { singleLine } from '../../text/safe-text.js'
import { errorText } from '../options/errors.js'
import { nameOfSignal, type StopSignal } from '../process/stop-signals.js'

const FAILED = 1
const USAGE_ERROR = 2

/** Prints lines on standard error, without what a terminal would obey. */
export function printLine(lines: string): void {
  process.stderr.write(`${lines.split('\n').map(singleLine).join('\n')}\n`)
}

/** Prints that a signal was received. @param print Prints the line. */
export function printStopping(signal: StopSignal, print = printLine): void {
  // A terminal shows ^C, which is overwritten.
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K')
  const again = signal === 'SIGINT' ? 'Ctrl-C again' : 'a second signal'
  print(`${nameOfSignal(signal)}: finishing the current sentence; ${again} exits at once`)
}

/** Prints where the output of a command is that did not end by itself. @param print Prints the line. */
export function printKept(kept: readonly string[], print = printLine): void {
  if (kept.length > 0) print(`stenopipe: interrupted; the output until then is in ${kept.join(', ')}`)
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

import { type Command, type CommandName, commands, isCommand } from './commands.js'
import { flagOf } from './names.js'
import { type Flag, type FlagGroup, type FlagKey, groups } from './table.js'

const WIDTH = 100
const FLAG_COLUMN = 28
const COMMAND_COLUMN = 16

const EXIT_STATUS = 'Exit status: 0 success, 1 failure or truncated input, 2 usage error, 130 interrupted by Ctrl-C.'

/** Help of the program: its commands. */
export function programHelp(): string {
  return [
    'Turns audio into text and captions.',
    '',
    'Usage: stenopipe COMMAND [options]',
    '',
    'Commands:',
    ...Object.entries<Command>(commands).map(([name, { summary }]) =>
      inColumns(`  ${callOf(name as CommandName)}`, summary, COMMAND_COLUMN + 10)),
    '',
    'Run `stenopipe COMMAND --help` for its options and examples, `stenopipe --version` for the version.',
    EXIT_STATUS,
    '',
  ].join('\n')
}

/** Help of a command: what it does, its flags and examples. */
export function commandHelp(name: CommandName): string {
  const { summary, details, examples }: Command = commands[name]
  const shown = examples.map(([line, effect]) => `  ${line}\n      ${effect}`)
  return [
    `Usage: stenopipe ${callOf(name)} [options]`,
    '',
    `${summary}.`,
    ...details === undefined ? [] : ['', ...wrap(details, WIDTH)],
    ...flagsOf(name).flatMap(({ title, flags }) => ['', `${title}:`, ...Object.entries(flags).map(flagLine)]),
    '',
    'Examples:',
    ...shown,
    '',
    EXIT_STATUS,
    '',
  ].join('\n')
}

/** A command with its operands, such as `transcribe INPUT...`. */
export function callOf(name: CommandName): string {
  const { operand, isRepeatable = false }: Command = commands[name]
  if (operand === undefined) return name
  return `${name} ${operand}${isRepeatable ? '...' : ''}`
}

/** Help that words ask for: that of a command, if they name one. */
export function helpFor(name: string | undefined): string {
  return name !== undefined && isCommand(name) ? commandHelp(name) : programHelp()
}

/** Flags that a command takes; groups without any are left out. */
export function flagsOf(name: CommandName): FlagGroup[] {
  return groups
    .map(({ title, flags }) => ({
      title, flags: Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag.commands.includes(name))),
    }))
    .filter(({ flags }) => Object.keys(flags).length > 0)
}

/**
 * A flag with its short form and the placeholder of its value.
 *
 * @example
 * ```ts
 * signatureOf('output', { short: 'o', placeholder: 'PATH' }) // '-o, --output PATH'
 * ```
 */
export function signatureOf(key: string, { short, placeholder }: Pick<Flag, 'short' | 'placeholder'>): string {
  const names = `${short === undefined ? '' : `-${short}, `}${flagOf(key as FlagKey)}`
  return placeholder === undefined ? names : `${names} ${placeholder}`
}

function flagLine([key, flag]: [string, Flag]): string {
  // Long names stand in one column, whether they have a short form or not.
  const indent = flag.short === undefined ? '      ' : '  '
  return inColumns(indent + signatureOf(key, flag), flag.help, FLAG_COLUMN)
}

function inColumns(left: string, right: string, column: number): string {
  const [first = '', ...rest] = wrap(right, WIDTH - column)
  return [`${left.padEnd(column)}${first}`, ...rest.map(line => ' '.repeat(column) + line)].join('\n')
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

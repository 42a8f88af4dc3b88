import { type Command, type CommandName, commands } from '../../lib/cli/options/commands.js'
import { callOf, signatureOf } from '../../lib/cli/options/help.js'
import { type Flag, groups } from '../../lib/cli/options/table.js'

/** Commands and options of the command line as Markdown. */
export function cliGuide(): string {
  return [commandGuide(), ...groups.map(({ title, flags }) => `### ${title}\n\n${flagTable(flags)}`)].join('\n\n')
}

function commandGuide(): string {
  return Object.entries<Command>(commands).map(([name, { summary, details, examples }]) => {
    const call = `stenopipe ${callOf(name as CommandName)}`
    const lines = examples.map(([line, effect]) => `${line}  # ${effect}`)
    return [
      `**\`${call}\`** ${summary}.${details === undefined ? '' : ` ${details}`}`, '', '```sh', ...lines, '```',
    ].join('\n')
  }).join('\n\n')
}

function flagTable(flags: Readonly<Record<string, Flag>>): string {
  return [
    '| Option | Commands | Meaning |',
    '|---|---|---|',
    ...Object.entries(flags).map(([key, flag]) =>
      `| \`${signatureOf(key, flag)}\` | ${commandsOf(flag)} | ${flag.help} |`),
  ].join('\n')
}

function commandsOf({ commands: takers }: Flag): string {
  return takers.length === Object.keys(commands).length ? 'all' : takers.join(', ')
}

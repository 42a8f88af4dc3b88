#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { API_KEY_IN_ARGUMENTS, containsApiKey } from './options/api-key.js'
import { type Arguments, readArguments, suggestion } from './options/arguments.js'
import { type CommandName, commands, isCommand } from './options/commands.js'
import { commandHelp, helpFor, programHelp } from './options/help.js'
import { endChildrenOnExit } from './process/children.js'
import { StopSignals } from './process/stop-signals.js'
import { printUsageError } from './terminal/print.js'

const run: Readonly<Record<CommandName, (args: Arguments, signals: StopSignals) => Promise<number>>> = {
  transcribe: async (args, signals) => (await import('./commands/transcribe.js')).transcribe(args, signals),
  live: async (args, signals) => (await import('./commands/live.js')).live(args, signals),
  captions: async args => (await import('./commands/captions.js')).captions(args),
  probe: async args => (await import('./commands/probe.js')).probeInputs(args),
  devices: async args => (await import('./commands/devices.js')).devices(args),
  models: async args => (await import('./commands/models.js')).models(args),
  doctor: async args => (await import('./commands/doctor.js')).doctor(args),
}

const [, , name, ...words] = process.argv
const signals = new StopSignals()
endChildrenOnExit()
// Failed writes are reported by their callbacks; without a terminal nothing can be reported at all.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

// The exit status is set, not forced, so that all output is written.
process.exitCode = await main(name, words)

async function main(name: string | undefined, words: readonly string[]): Promise<number> {
  if (name === undefined) return print(process.stderr, programHelp(), 2)
  if (containsApiKey([name, ...words])) return printUsageError(undefined, [API_KEY_IN_ARGUMENTS])
  if (['help', '--help', '-h'].includes(name)) return print(process.stdout, helpFor(words[0]), 0)
  if (['--version', '-V'].includes(name)) return print(process.stdout, `${version()}\n`, 0)
  if (!isCommand(name)) return printUsageError(undefined, [unknownCommand(name)])
  const args = readArguments(name, words)
  return args.values.help ? print(process.stdout, commandHelp(name), 0) : run[name](args, signals)
}

function unknownCommand(name: string): string {
  const similar = suggestion(name, Object.keys(commands))
  // A file instead of a command.
  const isPath = similar === '' && /[./\\]/.test(name)
  const hint = isPath ? `; did you mean \`stenopipe transcribe ${name}\`?` : similar
  return `unknown command ${JSON.stringify(name)}${hint}`
}

function print(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { holdsKey, KEY_ON_LINE } from './options/flags.js'
import { usageFault } from './terminal/print.js'
import { USAGE } from './options/usage.js'

const [, , command, ...rest] = process.argv

// The exit status is set, not forced, so that what was written reaches its reader.
process.exitCode = await run(command, rest)

async function run(command: string | undefined, words: string[]): Promise<number> {
  if (command === undefined) return print(process.stderr, USAGE, 2)
  if (holdsKey([command, ...words])) return usageFault(KEY_ON_LINE)
  if (['help', '--help', '-h'].includes(command) || words.some(word => ['--help', '-h'].includes(word))) {
    return print(process.stdout, USAGE, 0)
  }
  if (['--version', '-V'].includes(command)) return print(process.stdout, `${version()}\n`, 0)
  if (command === 'doctor') return (await import('./commands/doctor.js')).doctor()
  if (command === 'models') return models(words)
  if (command === 'devices') return devices(words)
  if (command === 'live') return (await import('./commands/live.js')).live(words)
  if (command === 'captions') return (await import('./commands/captions.js')).captions(words)
  if (command === 'transcribe') return (await import('./commands/transcribe.js')).transcribe(words)
  return usageFault(`there is no command ${JSON.stringify(command)}`)
}

async function models(words: readonly string[]): Promise<number> {
  const odd = words.find(word => word !== '--json')
  if (odd !== undefined) return usageFault(`models takes nothing but --json, got ${JSON.stringify(odd)}`)
  return (await import('./commands/models.js')).showModels(words.length > 0)
}

async function devices(words: readonly string[]): Promise<number> {
  const odd = words.find(word => word !== '--json')
  if (odd !== undefined) return usageFault(`devices takes nothing but --json, got ${JSON.stringify(odd)}`)
  return (await import('./commands/devices.js')).showDevices(words.length > 0)
}

function print(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

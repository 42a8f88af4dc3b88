import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Emulator } from '../../lib/testing/index.js'
import { NEUTRAL } from './cli.js'

const FOLDER = new URL('../examples/', import.meta.url)
const LOADER = new URL('../loader/register.mjs', import.meta.url).href

/** A running example program. */
export interface Program {
  /** Resolves with the line on standard output that matches, of several with the one of that number. */
  line(pattern: RegExp, number?: number): Promise<string>
  /** Ctrl-C. */
  interrupt(): void
  /** Resolves when the program has ended. */
  readonly ended: Promise<{ readonly status: number | null; readonly lines: string[]; readonly errors: string }>
}

/** Runs a program of test/examples in a process of its own, with the emulator as the service. */
export function runProgram(
  name: string,
  words: readonly string[],
  service: Pick<Emulator, 'url' | 'apiKey'>,
  env: NodeJS.ProcessEnv = {},
): Program {
  const child = spawn(process.execPath, ['--import', LOADER, new URL(name, FOLDER).pathname, ...words], {
    env: {
      ...process.env,
      ...NEUTRAL,
      DASHSCOPE_API_KEY: service.apiKey,
      DASHSCOPE_WEBSOCKET_BASE_URL: service.url,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, errors] = ['', '']
  child.stdout.on('data', (text: Buffer) => { out += String(text) })
  child.stderr.on('data', (text: Buffer) => { errors += String(text) })
  const lines = (): string[] => out.split('\n').filter(line => line !== '')
  return {
    async line(pattern, number = 1) {
      for (;;) {
        const found = lines().filter(line => pattern.test(line))[number - 1]
        if (found !== undefined) return found
        if (child.exitCode !== null) throw new Error(`no line ${pattern.source}: ${out}${errors}`)
        await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
      }
    },
    interrupt() { child.kill('SIGINT') },
    ended: once(child, 'close').then(([status]) => ({ status: status as number | null, lines: lines(), errors })),
  }
}

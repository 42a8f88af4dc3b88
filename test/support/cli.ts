import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The built command. */
export const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname

const POLL_MS = 20

/** What a user sees of a run. */
export interface Outcome {
  /** Exit status. */
  readonly status: number | null
  /** Standard output. */
  readonly out: string
  /** Standard error. */
  readonly err: string
}

/** Standard output and standard error of a run so far. */
export type Output = Pick<Outcome, 'out' | 'err'>

/** Circumstances of a run, beside an environment without keys. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Standard input. */
  readonly input?: Uint8Array
  /** Called every 20 ms; Ctrl-C is pressed the first time that it returns true. Standard input stays open. */
  readonly interruptWhen?: (output: Output) => boolean
}

/** Environment without keys, so that the machine of the tests does not decide on the engine. */
export const NEUTRAL = {
  NODE_OPTIONS: '',
  DASHSCOPE_API_KEY: '',
  DASHSCOPE_API_KEY_FILE_PATH: '',
  DASHSCOPE_WEBSOCKET_BASE_URL: '',
  NO_PROXY: '127.0.0.1',
}

/** Runs the built command. */
export function stenopipe(
  words: readonly string[],
  { env = {}, input, interruptWhen }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...words], { env: { ...process.env, ...NEUTRAL, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (text: Buffer) => { out += String(text) })
    child.stderr.on('data', (text: Buffer) => { err += String(text) })
    child.stdin.on('error', () => {})
    let poll: NodeJS.Timeout | undefined
    if (interruptWhen) {
      child.stdin.write(input ?? '')
      poll = setInterval(() => {
        if (!interruptWhen({ out, err })) return
        clearInterval(poll)
        child.kill('SIGINT')
      }, POLL_MS)
    } else child.stdin.end(input)
    child.on('error', reject).on('close', status => {
      clearInterval(poll)
      resolve({ status, out, err })
    })
  })
}

/** Text of a file; empty while there is none. */
export function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Text that is kept, or still written, under the temporary name of an output; empty while there is none. */
export function partialText(path: string): string {
  const start = `${basename(path)}.`
  const name = readdirSync(dirname(path)).find(file => file.startsWith(start) && file.endsWith('.partial'))
  return name === undefined ? '' : textOf(join(dirname(path), name))
}

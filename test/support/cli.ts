import { spawn } from 'node:child_process'

/** The command that the build made. */
export const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** What a user sees of a run. */
export interface Outcome { readonly status: number | null; readonly out: string; readonly err: string }

/** How a run differs from one in an environment without keys. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: Uint8Array
  /** Ctrl-C so many ms after the first line on standard error. */
  readonly interruptAfter?: number
}

/** Nothing of the machine that runs the tests decides which engine is chosen. */
export const NEUTRAL = {
  NODE_OPTIONS: '',
  DASHSCOPE_API_KEY: '',
  DASHSCOPE_API_KEY_FILE_PATH: '',
  DASHSCOPE_WEBSOCKET_BASE_URL: '',
  NO_PROXY: '127.0.0.1',
}

/** Runs the command as a user would. */
export function stenopipe(
  words: readonly string[],
  { env = {}, input, interruptAfter }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...words], { env: { ...process.env, ...NEUTRAL, ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', (text: Buffer) => {
      out += String(text)
    })
    child.stderr.on('data', (text: Buffer) => {
      err += String(text)
    })
    child.stdin.on('error', () => {})
    if (interruptAfter === undefined) child.stdin.end(input)
    else {
      child.stdin.write(input)
      // Counted from the engine's line: how long a model takes to load depends on the machine.
      child.stderr.once('data', () => setTimeout(() => child.kill('SIGINT'), interruptAfter))
    }
    child.on('error', reject).on('close', status => {
      resolve({ status, out, err })
    })
  })
}

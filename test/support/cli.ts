import { spawn } from 'node:child_process'

/** The built command. */
export const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** What a user sees of a run. */
export interface Outcome {
  /** Exit status. */
  readonly status: number | null
  /** Standard output. */
  readonly out: string
  /** Standard error. */
  readonly err: string
}

/** Circumstances of a run, beside an environment without keys. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Standard input. */
  readonly input?: Uint8Array
  /** Time of Ctrl-C in ms after the first output on standard error; standard input stays open until then. */
  readonly interruptAfter?: number
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
  { env = {}, input, interruptAfter }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...words], { env: { ...process.env, ...NEUTRAL, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (text: Buffer) => { out += String(text) })
    child.stderr.on('data', (text: Buffer) => { err += String(text) })
    child.stdin.on('error', () => {})
    if (interruptAfter === undefined) child.stdin.end(input)
    else {
      child.stdin.write(input)
      // Counted from the line of the engine, since the time to load a model depends on the machine.
      child.stderr.once('data', () => setTimeout(() => child.kill('SIGINT'), interruptAfter))
    }
    child.on('error', reject).on('close', status => { resolve({ status, out, err }) })
  })
}

import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { promisify } from 'node:util'
import { findFfmpeg } from '../../audio/ffmpeg/ffmpeg.js'
import { resolveKey } from '../../engines/dashscope/transport/credentials.js'
import { findModel } from '../../engines/pocketsphinx/model.js'
import { StenopipeError } from '../../errors.js'
import type { Arguments } from '../options/arguments.js'
import { errorText } from '../options/errors.js'
import { printUsageError } from '../terminal/print.js'

/** Lowest minor version by major; all of a higher major work. Others cannot load ESM with `require()`. */
const MIN_MINOR: Readonly<Record<number, number>> = { 20: 19, 22: 12 }
const LAST_MAJOR = Math.max(...Object.keys(MIN_MINOR).map(Number))
const STATUS_WIDTH = 8
const NAME_WIDTH = 13

/** One line of the report. */
interface Check {
  readonly name: string
  /** Version or place of what was found, or the command that installs what is missing. */
  readonly text: string
  readonly isOk: boolean
}

/** The command `doctor`. Returns the exit status: 0 when transcription can run, else 1. */
export async function doctor({ command, problems }: Arguments): Promise<number> {
  if (problems.length > 0) return printUsageError(command, problems)
  const checks = await Promise.all([
    check('Node.js', () => checkNode()),
    check('ffmpeg', checkFfmpeg),
    check('PocketSphinx', checkPocketSphinx),
    check('en-US model', () => findModel()),
  ])
  for (const { name, text, isOk } of checks) printCheck(isOk ? 'ok' : 'missing', name, text)
  printCheck('-', 'DashScope key', await describeKey())
  return checks.every(({ isOk }) => isOk) ? 0 : 1
}

function printCheck(status: string, name: string, text: string): void {
  console.log(`${status.padEnd(STATUS_WIDTH)}${name.padEnd(NAME_WIDTH)} ${text}`)
}

async function check(name: string, look: () => string | Promise<string>): Promise<Check> {
  try {
    return { name, text: await look(), isOk: true }
  } catch (error) {
    return { name, text: error instanceof StenopipeError ? errorText(error) : (error as Error).message, isOk: false }
  }
}

/** Version of Node.js, as `engines` in package.json admits it. Throws for any other. */
export function checkNode(version: string = process.versions.node): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major <= LAST_MAJOR && !(minor >= (MIN_MINOR[major] ?? Infinity))) {
    throw new Error(`v${version} is not supported; install Node.js 20.19 or later, or 22.12 or later`)
  }
  return `v${version}`
}

async function checkFfmpeg(): Promise<string> {
  const path = findFfmpeg()
  const { stdout } = await promisify(execFile)(path, ['-hide_banner', '-version'])
  return `${/^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown version'}, ${path}`
}

/** Opens a session, since nothing less shows that the library works. */
async function checkPocketSphinx(): Promise<string> {
  const { pocketsphinx } = await import('../../engines/pocketsphinx/index.js')
  const engine = pocketsphinx({ accuracy: 'fast' })
  const sampleRate = engine.capabilities.sampleRates[0]
  const startedAt = performance.now()
  const session = await engine.open({
    format: { encoding: 's16le', sampleRate, channels: 1 }, signal: new AbortController().signal,
  })
  const elapsed = Math.round(performance.now() - startedAt)
  await session.close()
  return `opens in ${elapsed} ms, ${sampleRate} Hz`
}

/** Describes where the cloud engine finds its key, without showing it. @param home Returns the home directory. */
export async function describeKey(env: NodeJS.ProcessEnv = process.env, home: () => string = homedir): Promise<string> {
  const file = env['DASHSCOPE_API_KEY_FILE_PATH']
  const fileName = file ? 'the file of DASHSCOPE_API_KEY_FILE_PATH' : '~/.dashscope/api_key'
  try {
    await resolveKey(undefined, env, home)
    return `found in ${env['DASHSCOPE_API_KEY'] ? 'DASHSCOPE_API_KEY' : fileName}`
  } catch (error) {
    const isMissing = (error as StenopipeError).code === 'STENO_API_KEY_MISSING' && !file
    return isMissing
      ? 'none in DASHSCOPE_API_KEY or ~/.dashscope/api_key; only the cloud engine needs one'
      : `none: ${errorText(error)}`
  }
}

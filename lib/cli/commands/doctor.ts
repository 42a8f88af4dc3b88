import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { promisify } from 'node:util'
import { findFfmpeg } from '../../audio/ffmpeg/ffmpeg.js'
import { listDevices } from '../../audio/microphone/devices.js'
import { selectRecorders } from '../../audio/microphone/select-recorder.js'
import { resolveKey } from '../../engines/dashscope/transport/credentials.js'
import { findModel } from '../../engines/pocketsphinx/model.js'
import { StenopipeError } from '../../errors.js'
import type { Arguments } from '../options/arguments.js'
import { errorText } from '../options/errors.js'
import { installCommand } from '../options/install.js'
import { printUsageError } from '../terminal/print.js'
import { checkService } from './service-check.js'

/** Lowest minor version by major; all of a higher major work. Others cannot load ESM with `require()`. */
const MIN_MINOR: Readonly<Record<number, number>> = { 20: 19, 22: 12 }
const LAST_MAJOR = Math.max(...Object.keys(MIN_MINOR).map(Number))
const DEVICE_TIMEOUT_MS = 5000
const STATUS_WIDTH = 8
const NAME_WIDTH = 13

/** One line of the report. */
export interface Check {
  readonly name: string
  /** `missing` for what transcription needs, `absent` for what only some options or engines need. */
  readonly status: 'ok' | 'missing' | 'absent'
  /** Version or place of what was found, or how to get what is missing. */
  readonly text: string
}

/** Packages that some options need. */
const PACKAGES: readonly (readonly [name: string, use: string])[] = [
  ['@echogarden/fvad-wasm', '--vad fvad'],
  ['@echogarden/rnnoise-wasm', '--denoise'],
  ['sherpa-onnx-node', '--vad silero'],
  ['rxjs', 'the entry stenopipe/rx'],
]

/** The command `doctor`. Returns the exit status: 0 when transcription can run, else 1. */
export async function doctor({ command, values, problems }: Arguments): Promise<number> {
  if (problems.length > 0) return printUsageError(command, problems)
  const checks = [
    ...await Promise.all([
      check('Node.js', () => checkNode()),
      check('ffmpeg', checkFfmpeg),
      check('koffi', () => packagePath('koffi', 'the embedded engine')),
      check('PocketSphinx', checkPocketSphinx),
      check('en-US model', () => findModel()),
      check('recorder', () => selectRecorders({}).map(({ name }) => name).join(', '), 'absent'),
      check('microphone', checkMicrophone, 'absent'),
      ...PACKAGES.map(([name, use]) => check(name.replace('@echogarden/', ''), () => packagePath(name, use), 'absent')),
    ]),
    ...await checkCloud(),
  ]
  if (values.json) console.log(JSON.stringify(checks, null, 2))
  else for (const one of checks) printCheck(one)
  return checks.every(({ status }) => status !== 'missing') ? 0 : 1
}

function printCheck({ status, name, text }: Check): void {
  console.log(`${(status === 'absent' ? '-' : status).padEnd(STATUS_WIDTH)}${name.padEnd(NAME_WIDTH)} ${text}`)
}

/** @param otherwise Status when the function fails. */
async function check(
  name: string, look: () => string | Promise<string>, otherwise: Check['status'] = 'missing',
): Promise<Check> {
  try {
    return { name, text: await look(), status: 'ok' }
  } catch (error) {
    const text = error instanceof StenopipeError ? errorText(error) : (error as Error).message
    return { name, text, status: otherwise }
  }
}

/** Path of an optional package. */
function packagePath(name: string, use: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(`needed by ${use}; install it with \`${installCommand(name)}\``)
  }
}

async function checkMicrophone(): Promise<string> {
  const devices = await listDevices({ signal: AbortSignal.timeout(DEVICE_TIMEOUT_MS) })
  const microphones = devices.filter(({ isMonitor }) => !isMonitor)
  const found = microphones.find(({ isDefault }) => isDefault) ?? microphones[0]
  if (!found) throw new Error('none found; connect one and list the inputs with `stenopipe devices`')
  return found.label
}

/** Checks the form of the key, and whether the service can be reached and accepts it. */
async function checkCloud(): Promise<Check[]> {
  const place = await describeKey()
  const name = 'DashScope key'
  const key = await resolveKey(undefined).catch(() => undefined)
  if (key === undefined) return [{ name, status: 'absent', text: place }]
  const form = /^sk-[\w-]{16,}$/.test(key) ? '' : '; it does not look like a key, sk-...'
  const service = await checkService(key)
  return [
    { name, status: service.isOk === false ? 'missing' : 'ok', text: `${place}${form}` },
    { name: 'service', status: service.isOk ? 'ok' : 'absent', text: service.text },
  ]
}

/** Version of Node.js; throws when it is not supported. */
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

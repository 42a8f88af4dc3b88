import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import { promisify } from 'node:util'
import { findFfmpeg } from '../../audio/ffmpeg/ffmpeg.js'
import { resolveKey } from '../../engines/dashscope/transport/credentials.js'
import { findModel } from '../../engines/pocketsphinx/model.js'
import type { StenopipeError } from '../../errors.js'
import { inFlags } from '../options/flags.js'

const NODE_NEEDED = [20, 19] as const

/** One line of the report. */
interface Finding {
  readonly name: string
  /** What was found, or the sentence that says what lacks and how to get it. */
  readonly text: string
  readonly ok: boolean
}

/** The command `doctor`: says what is installed and how to get what lacks. @returns 0 when the main job can run, else 1. */
export async function doctor(): Promise<number> {
  const findings = await Promise.all([
    finding('Node.js', node),
    finding('ffmpeg', ffmpeg),
    finding('PocketSphinx', openPocketSphinx),
    finding('en-US model', () => findModel()),
  ])
  for (const { name, text, ok } of findings) console.log(`${ok ? 'ok    ' : 'lacks '} ${name.padEnd(13)} ${text}`)
  console.log(`${'-'.padEnd(6)} ${'DashScope key'.padEnd(13)} ${await keyPlace()}`)
  return findings.every(({ ok }) => ok) ? 0 : 1
}

async function finding(name: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return { name, text: await look(), ok: true }
  } catch (error) {
    return { name, text: (error as Error).message, ok: false }
  }
}

function node(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const old = major < NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor < NODE_NEEDED[1])
  if (old) throw new Error(`${process.version} is too old; install Node.js ${NODE_NEEDED.join('.')} or later`)
  return process.version
}

async function ffmpeg(): Promise<string> {
  const path = findFfmpeg()
  const { stdout } = await promisify(execFile)(path, ['-hide_banner', '-version'])
  return `${/^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'of unknown version'}, ${path}`
}

/** Opens a session, which is the only proof that the library works, and closes it. */
async function openPocketSphinx(): Promise<string> {
  const { pocketsphinx } = await import('../../engines/pocketsphinx/index.js')
  const engine = pocketsphinx({ accuracy: 'fast' })
  const sampleRate = engine.capabilities.sampleRates[0]
  const began = performance.now()
  const session = await engine.open({
    format: { encoding: 's16le', sampleRate, channels: 1 }, signal: new AbortController().signal,
  })
  const took = Math.round(performance.now() - began)
  await session.close()
  return `opens in ${took} ms, ${sampleRate} Hz`
}

/** Where the cloud engine finds its key, which is never shown. @param home Where the user's files are. */
export async function keyPlace(env: NodeJS.ProcessEnv = process.env, home: () => string = homedir): Promise<string> {
  const file = env['DASHSCOPE_API_KEY_FILE_PATH']
  try {
    await resolveKey(undefined, env, home)
    return `present in ${env['DASHSCOPE_API_KEY'] ? 'DASHSCOPE_API_KEY' : file ? 'the file of DASHSCOPE_API_KEY_FILE_PATH' : '~/.dashscope/api_key'}`
  } catch (error) {
    const { code, message } = error as StenopipeError
    const nowhere = code === 'STENO_API_KEY_MISSING' && !file
    return nowhere ? 'none, neither in DASHSCOPE_API_KEY nor in a file; only the cloud engine needs one' : `none: ${inFlags(message)}`
  }
}

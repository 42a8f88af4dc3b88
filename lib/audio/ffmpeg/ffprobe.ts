import { dirname, join } from 'node:path'
import { onAbort } from '../../stream/on-abort.js'
import { Child, type Exit } from './child-process.js'

/** Stream in the output of ffprobe. Times are seconds in decimal notation. */
export interface FfprobeStream {
  readonly codec_type?: string
  readonly codec_name?: string
  readonly sample_rate?: string
  readonly channels?: number
  readonly start_time?: string
  readonly tags?: { readonly language?: string }
}

/** Output of ffprobe. Times are seconds in decimal notation. */
export interface FfprobeData {
  readonly format: { readonly format_name?: string; readonly start_time?: string; readonly duration?: string }
  readonly streams: readonly FfprobeStream[]
}

/** Program, input and arguments of one run of ffprobe. */
export interface FfprobeJob {
  /** Path of ffprobe. */
  readonly path: string
  /** Input that ffprobe opens: a URL, or `file:` and a path. */
  readonly input: string
  /** Options of the input. */
  readonly inputOptions: readonly string[]
  /** Environment variables to add. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** Ends the child. */
  readonly signal: AbortSignal
}

/** Exit of ffprobe, and its output when that is complete. */
export interface FfprobeResult {
  readonly exit: Exit
  readonly data: FfprobeData | undefined
}

// A file with a hundred streams takes 200 kB.
const MAX_OUTPUT_BYTES = 4_194_304

/** Path of the ffprobe that belongs to an ffmpeg. */
export function ffprobeBeside(ffmpeg: string): string {
  return join(dirname(ffmpeg), process.platform === 'win32' ? 'ffprobe.exe' : 'ffprobe')
}

/** Runs ffprobe; resolves when it has exited, and never rejects. */
export async function runFfprobe({ path, input, inputOptions, env, signal }: FfprobeJob): Promise<FfprobeResult> {
  const output = ['-print_format', 'json', '-show_format', '-show_streams']
  const child = new Child(path, ['-v', 'error', ...inputOptions, ...output, '-i', input], env)
  child.end()
  const removeListener = onAbort(signal, () => { child.kill() })
  const chunks: Buffer[] = []
  let bytes = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MAX_OUTPUT_BYTES) chunks.push(chunk)
    else child.kill()
  })
  const exit = await child.closed
  removeListener()
  if (bytes > MAX_OUTPUT_BYTES) return { exit: { ...exit, stderr: 'its output is too long' }, data: undefined }
  return { exit, data: exit.code === 0 ? parse(Buffer.concat(chunks).toString()) : undefined }
}

function parse(json: string): FfprobeData | undefined {
  try {
    const { format, streams } = JSON.parse(json) as Partial<FfprobeData>
    return format && Array.isArray(streams) ? { format, streams } : undefined
  } catch {
    return undefined
  }
}

import { resolve, sep } from 'node:path'
import { failure, type StenopipeError } from '../../errors.js'
import { describeSystemError } from '../../text/system-errors.js'
import { type Exit, findProgram } from './child-process.js'

/**
 * Path of ffmpeg: `ffmpegPath`, else FFMPEG_PATH, else `ffmpeg` in the absolute entries of PATH. A name without a
 * directory is looked up in PATH, never in the working directory, where anyone may have uploaded a file.
 * Throws STENO_FFMPEG_MISSING.
 */
export function findFfmpeg(ffmpegPath?: string): string {
  const program = ffmpegPath ?? (process.env['FFMPEG_PATH'] || 'ffmpeg')
  if (program.includes('/') || program.includes(sep)) return resolve(program)

  const found = findProgram(program)
  if (found === undefined) throw failure('STENO_FFMPEG_MISSING', { path: program })
  return found
}

// Messages of demuxers and decoders about the input, as opposed to those about arguments or the machine.
const UNREADABLE = new RegExp([
  'Invalid data found', 'moov atom not found', 'header parsing failed', 'End of file', 'ended prematurely',
  'frame size', 'Cannot determine format', 'codec parameters', 'not found for input stream',
  'pipe:0: Input/output error', 'Error opening input', 'Format not on whitelist',
].join('|'))

/**
 * Error of an ffmpeg or ffprobe that has exited; undefined when it succeeded.
 *
 * @param bytesOut - Size of its output, in bytes.
 */
export function exitError(
  exit: Exit, path: string, bytesOut: number, program: 'ffmpeg' | 'ffprobe' = 'ffmpeg',
): StenopipeError | undefined {
  const { code, signal, error, stderr } = exit
  if (error) return startError(error, path, program)
  if (code === 0 && bytesOut > 0) return undefined
  if (/matches no streams/.test(stderr)) return failure('STENO_NO_AUDIO_STREAM', {})
  if (code === 0) {
    return failure('STENO_AUDIO_UNREADABLE', { detail: stderrTail(stderr) || `${program} decoded no audio` })
  }
  if (bytesOut === 0 && UNREADABLE.test(stderr)) {
    return failure('STENO_AUDIO_UNREADABLE', { detail: stderrTail(stderr) })
  }
  const outcome = signal ? `was ended by ${signal}` : `exited with code ${code}`
  return failure('STENO_FFMPEG_FAILED', { program, outcome, stderr: stderrTail(stderr) })
}

/** Error of a program that could not be started. */
export function startError(
  error: NodeJS.ErrnoException, path: string, program: 'ffmpeg' | 'ffprobe' = 'ffmpeg',
): StenopipeError {
  if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code ?? '')) {
    return failure('STENO_FFMPEG_MISSING', { path }, error)
  }
  const [reason, advice] = describeSystemError(error.code ?? error.message, 'check that it is a program')
  return failure('STENO_FFMPEG_FAILED', { program, outcome: 'could not be started', stderr: reason, advice }, error)
}

/** Output of `print()` in an expression; whether a prefix precedes it depends on the version. */
const PRINTED = /^(?:\[Eval @ [^\]]*\] )?(\d+\.\d+)$/

/** Silence that timestamps asked for beyond the limits and that was left out, in seconds. */
export function silenceLeftOut(stderr: string): number {
  const printed = stderr.split('\n').map(line => PRINTED.exec(line)?.[1]).filter(value => value !== undefined)
  return Number(printed.at(-1) ?? 0)
}

/** Last three lines, without memory addresses. */
function stderrTail(stderr: string): string {
  const lines = stderr.split('\n').filter(line => !PRINTED.test(line))
  return lines.slice(-3).join('; ').replaceAll(/ @ 0x[0-9a-f]+/g, '')
}

import { resolve, sep } from 'node:path'
import { failure, type StenopipeError } from '../../errors.js'
import { type Exit, findProgram } from './child-process.js'

/**
 * Where ffmpeg is: `ffmpegPath`, else FFMPEG_PATH, else the absolute entries of PATH. A bare name is searched for in
 * PATH, never in the working directory, where anybody's upload may lie. Throws STENO_FFMPEG_MISSING.
 */
export function findFfmpeg(ffmpegPath?: string): string {
  const wanted = ffmpegPath ?? (process.env['FFMPEG_PATH'] || 'ffmpeg')
  if (wanted.includes('/') || wanted.includes(sep)) return resolve(wanted)

  const found = findProgram(wanted)
  if (found === undefined) throw failure('STENO_FFMPEG_MISSING', { path: wanted })
  return found
}

// What demuxers and decoders say of their input, as opposed to what ffmpeg says of its arguments or the machine.
const UNREADABLE = new RegExp([
  'Invalid data found', 'moov atom not found', 'header parsing failed', 'End of file', 'ended prematurely',
  'frame size', 'Cannot determine format', 'codec parameters', 'not found for input stream',
  'pipe:0: Input/output error', 'Error opening input', 'Format not on whitelist',
].join('|'))

/** The fault in how ffmpeg ended; undefined when it did what it should. */
export function exitError(exit: Exit, path: string, bytesOut: number): StenopipeError | undefined {
  const { code, signal, error, stderr } = exit
  if (error) {
    const isMissing = ['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code ?? '')
    return isMissing
      ? failure('STENO_FFMPEG_MISSING', { path }, error)
      : failure('STENO_FFMPEG_FAILED', { outcome: `could not be started (${error.code})`, stderr }, error)
  }
  if (code === 0 && bytesOut > 0) return undefined
  if (/matches no streams/.test(stderr)) return failure('STENO_NO_AUDIO_STREAM', {})
  if (code === 0) return failure('STENO_AUDIO_UNREADABLE', { detail: stderrTail(stderr) || 'no sound came out' })
  if (bytesOut === 0 && UNREADABLE.test(stderr)) return failure('STENO_AUDIO_UNREADABLE', { detail: stderrTail(stderr) })
  const outcome = signal ? `was ended by ${signal}` : `exited with ${code}`
  return failure('STENO_FFMPEG_FAILED', { outcome, stderr: stderrTail(stderr) })
}

/** The last three lines, without addresses of memory. */
function stderrTail(stderr: string): string {
  return stderr.replaceAll(/ @ 0x[0-9a-f]+/g, '').split('\n').slice(-3).join('; ')
}

import { failure } from '../../errors.js'
import { checkOneOf, checkText } from '../../option-checks.js'
import { arecord, ffmpegRecorder, parec, pwRecord } from './command-line-recorders.js'
import { pvRecorder } from './pv-recorder.js'
import type { MicRecorder, RecorderName } from './recorder.js'

const NAMES: readonly RecorderName[] = ['parec', 'pw-record', 'arecord', 'pvrecorder', 'ffmpeg']

/** Options that select a recorder. */
export interface RecorderOptions {
  /** Recorder to use. Default: the first installed one that reaches the device, in order of latency. */
  readonly recorder?: RecorderName
  /** Path of ffmpeg. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
}

/** Names of the options that select a recorder. */
export const recorderOptions = ['recorder', 'ffmpegPath'] as const satisfies (keyof RecorderOptions)[]

/**
 * Recorders to try, best first. On Linux those of the sound server: their latency is 2 ms, their devices keep their
 * ids, and no native code, which may hang, runs in the process. Elsewhere PvRecorder, which needs no program and starts
 * at once.
 *
 * Errors: STENO_BAD_OPTION, STENO_RECORDER_MISSING.
 */
export function selectRecorders(
  { recorder, ffmpegPath }: RecorderOptions, platform = process.platform,
): MicRecorder[] {
  if (recorder !== undefined) checkOneOf('recorder', recorder, NAMES)
  checkText('ffmpegPath', ffmpegPath)
  const ffmpeg = ffmpegRecorder(ffmpegPath, platform)
  const all = [parec, pwRecord, arecord, ffmpeg, pvRecorder]
  const platformRecorders = ['darwin', 'win32'].includes(platform) ? [pvRecorder, ffmpeg] : all
  const candidates = recorder === undefined ? platformRecorders : all.filter(({ name }) => name === recorder)
  const installed = candidates.filter(candidate => candidate.isInstalled())
  if (installed.length > 0) return installed
  const recorders = candidates.map(({ name }) => name)
  throw failure('STENO_RECORDER_MISSING', { recorders, install: candidates[0]!.install })
}

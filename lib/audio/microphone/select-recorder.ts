import { failure } from '../../errors.js'
import { checkOneOf, checkText } from '../../option-checks.js'
import { arecord, ffmpegRecorder, parec, pwRecord } from './command-line-recorders.js'
import { pvRecorder } from './pv-recorder.js'
import type { MicRecorder, RecorderName } from './recorder.js'

const NAMES: readonly RecorderName[] = ['parec', 'pw-record', 'arecord', 'pvrecorder', 'ffmpeg']

/** Which recorder, and the ffmpeg that may be it. */
export interface RecorderChoice {
  /** What records. Default: the first of those that are installed and get to the device, in the order of their delay. */
  readonly recorder?: RecorderName
  /** The ffmpeg to run. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
}

/**
 * The recorders to try, best first. On Linux the sound server's own: a click is there after 2 ms, devices keep their names,
 * and nothing native, which may hang, runs in the process. Elsewhere PvRecorder, which needs no program and starts at once.
 *
 * Errors: STENO_BAD_OPTION, STENO_RECORDER_MISSING.
 */
export function recordersFor({ recorder, ffmpegPath }: RecorderChoice, platform = process.platform): MicRecorder[] {
  if (recorder !== undefined) checkOneOf('recorder', recorder, NAMES)
  checkText('ffmpegPath', ffmpegPath)
  const ffmpeg = ffmpegRecorder(ffmpegPath, platform)
  const ofLinux = [parec, pwRecord, arecord, ffmpeg, pvRecorder]
  const all = ['darwin', 'win32'].includes(platform) ? [pvRecorder, ffmpeg] : ofLinux
  const asked = recorder === undefined ? all : ofLinux.filter(({ name }) => name === recorder)
  const installed = asked.filter(one => one.isInstalled())
  if (installed.length > 0) return installed
  throw failure('STENO_RECORDER_MISSING', { recorders: asked.map(({ name }) => name), install: asked[0]!.install })
}

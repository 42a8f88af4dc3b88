import { checkText } from '../../option-checks.js'
import { PcmSource, type PcmSourceOptions } from '../sources/pcm-source.js'
import { CaptureProcess } from './capture.js'
import { type RecorderChoice, recordersFor } from './select-recorder.js'

/** Options of `micSource()`; what is not named goes to the stream constructor (`signal` …). */
export interface MicSourceOptions extends PcmSourceOptions, RecorderChoice {
  /** What to record from: an id or a label of `listDevices()`, or a part that fits but one of them. Default: the system's default. */
  readonly device?: string
}

/**
 * The sound of a microphone, as it happens: s16le mono samples as `AudioChunk`s whose clock begins with the first of them, or,
 * piped to a stage of bytes such as `denoise()`, as bytes. It is recorded by what the machine has, in a process or a thread of
 * its own that is gone before `close` comes: `parec`, `pw-record` or `arecord` on Linux, the package
 * `@picovoice/pvrecorder-node` or ffmpeg elsewhere.
 *
 * The device never waits: what is not read within `maxBuffer` is dropped, oldest first, and the event `drop` tells which part;
 * times stay right. `stop()` ends the recording; what was recorded until then still comes, then the end. It has no other end:
 * a recorder that ends by itself is an error.
 *
 * Errors: STENO_BAD_OPTION and STENO_RECORDER_MISSING at once; as stream errors STENO_DEVICE_NOT_FOUND, STENO_RECORDER_FAILED,
 * STENO_SOURCE_TIMEOUT, STENO_SOURCE_TOO_LONG.
 *
 * @example
 * ```ts
 * import { micSource, recognize, toText } from 'stenopipe'
 *
 * const mic = micSource({ device: 'USB' })
 * mic.on('drop', ({ start, duration }) => { console.error(`${duration} ms lost at ${start} ms`) })
 * process.once('SIGINT', () => { mic.stop() })
 * mic.pipe(recognize()).pipe(toText()).pipe(process.stdout)
 * ```
 */
export function micSource(options: MicSourceOptions = {}): PcmSource {
  const { device, recorder, ffmpegPath, sampleRate = 16_000, ...rest } = options
  checkText('device', device)
  const recorders = recordersFor({ ...recorder !== undefined && { recorder }, ...ffmpegPath !== undefined && { ffmpegPath } })
  let capture: CaptureProcess | undefined
  return new PcmSource({
    live: true, start: 0, name: device ?? 'the microphone',
    record: give => capture = new CaptureProcess({ recorders, device, sampleRate, give }),
    fault: () => capture?.fault,
  }, { ...rest, sampleRate })
}

import { checkText } from '../../option-checks.js'
import { PcmSource, type PcmSourceOptions } from '../sources/pcm-source.js'
import { MicCapture } from './mic-capture.js'
import { type RecorderOptions, selectRecorders } from './select-recorder.js'

/** Options of `micSource()`. */
export interface MicSourceOptions extends PcmSourceOptions, RecorderOptions {
  /**
   * Id or label of a device of `listDevices()`, or a part that matches only one. Default: the default of the system.
   */
  readonly device?: string
}

/**
 * Records a microphone live: s16le mono samples as `AudioChunk`s whose clock starts with the first sample, or bytes
 * when piped into a stage that takes bytes, such as `denoise()`. The recorder is a child process or a thread that has
 * ended when `close` is emitted: `parec`, `pw-record` or `arecord` on Linux, the package `@picovoice/pvrecorder-node`
 * or ffmpeg elsewhere.
 *
 * The device never waits: audio that is not read within `maxBuffer` is dropped, oldest first, and the event `drop`
 * reports which; times stay right. `stop()` ends the recording; audio recorded until then is still output, then the
 * stream ends. A recorder that ends by itself is an error.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION and STENO_RECORDER_MISSING at once; as stream errors
 * STENO_DEVICE_NOT_FOUND, STENO_RECORDER_FAILED, STENO_SOURCE_TIMEOUT, STENO_SOURCE_TOO_LONG.
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
  const recorders = selectRecorders({
    ...recorder !== undefined && { recorder }, ...ffmpegPath !== undefined && { ffmpegPath },
  })
  let capture: MicCapture | undefined
  return new PcmSource({
    name: 'micSource()', options: ['device', 'recorder'], origin: device ?? 'the microphone',
    isLive: true, startTime: 0,
    start: write => capture = new MicCapture({ recorders, device, sampleRate, write }),
    exitError: () => capture?.error,
  }, { ...rest, sampleRate })
}

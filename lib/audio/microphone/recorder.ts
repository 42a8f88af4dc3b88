import type { SampleProducer } from '../sources/pcm-source.js'
import type { InputDevice } from './device-lists.js'

/** Name of a recorder: a command-line program, or the package `@picovoice/pvrecorder-node`. */
export type RecorderName = 'parec' | 'pw-record' | 'arecord' | 'pvrecorder' | 'ffmpeg'

/** Program or package that can record from a microphone. */
export interface MicRecorder {
  /** Name by which users select it. */
  readonly name: RecorderName
  /** Sample rate of its output, in Hz. */
  readonly sampleRate: number
  /** Command that installs it. */
  readonly install: string
  /** True when it is installed. */
  isInstalled(): boolean
  /** Lists its input devices; rejects when that fails. */
  listInputs(signal: AbortSignal): Promise<InputDevice[]>
  /**
   * Starts to record s16le mono samples.
   *
   * @param input - Device to record from. Default: the recorder's default.
   * @param onSamples - Called with each piece of the output; it may split samples.
   */
  start(
    input: InputDevice | undefined, onSamples: (bytes: Buffer) => void,
  ): SampleProducer | Promise<SampleProducer>
}

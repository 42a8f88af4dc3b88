import type { SampleProducer } from '../sources/pcm-source.js'
import type { Input } from './device-lists.js'

/** What can record from a microphone. */
export type RecorderName = 'parec' | 'pw-record' | 'arecord' | 'pvrecorder' | 'ffmpeg'

/** A recording that runs. */
export interface RunningRecorder extends SampleProducer {
  /** Ends it; what was recorded until then still comes. */
  stop(): void
}

/** A way to record from a microphone. */
export interface MicRecorder {
  readonly name: RecorderName
  /** Frames a second that it gives, in Hz: s16le mono. */
  readonly sampleRate: number
  /** What installs it. */
  readonly install: string
  isInstalled(): boolean
  /** What it can record from; rejects when it cannot tell. */
  inputs(signal: AbortSignal): Promise<Input[]>
  /** Begins to record; from its own choice when no input is named. */
  start(input: Input | undefined, give: (bytes: Buffer) => void): RunningRecorder | Promise<RunningRecorder>
}

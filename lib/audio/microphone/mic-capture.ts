import { failure, type StenopipeError } from '../../errors.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { bytesOf, samples } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'
import { SampleAligner } from '../pcm/sample-aligner.js'
import type { SampleProducer } from '../sources/pcm-source.js'
import { findInput, type InputDevice } from './device-lists.js'
import type { MicRecorder } from './recorder.js'

/** Recorders, device and consumer of a capture. */
export interface MicCaptureOptions {
  /** Recorders to try, in this order, until one outputs samples. */
  readonly recorders: readonly MicRecorder[]
  /** Id or label of the device, or a part of one. Default: the default of the recorder. */
  readonly device: string | undefined
  /** Sample rate of the output, in Hz. */
  readonly sampleRate: number
  /** Receives the output; it is not waited for. */
  readonly write: (bytes: Buffer) => Promise<void>
}

/**
 * Records with the first recorder that reaches the device. Nothing rejects: `closed` resolves with the exit, `error`
 * has the reason.
 */
export class MicCapture implements SampleProducer {
  readonly closed: Promise<Exit>
  /** Reason why the recording ended; set before `closed` resolves. */
  error: StenopipeError | undefined
  readonly #options: MicCaptureOptions
  readonly #abort = new AbortController()
  readonly #knownLabels = new Set<string>()
  readonly #problems: string[] = []
  #isDeviceFound = false
  #current: SampleProducer | undefined

  constructor(options: MicCaptureOptions) {
    this.#options = options
    this.closed = this.#run()
  }

  stop(): void {
    this.#abort.abort()
    this.#current?.stop()
  }

  kill(): void {
    this.#abort.abort()
    this.#current?.kill()
  }

  async #run(): Promise<Exit> {
    const { recorders, device } = this.#options
    let exit: Exit = { code: null, signal: null, stderr: '' }
    for (const recorder of recorders) {
      try {
        const input = device === undefined ? undefined : await this.#findInput(recorder, device)
        if (device !== undefined && !input) continue
        const recording = await this.#record(recorder, input)
        exit = recording.exit
        this.#problems.push(`${recorder.name} ${describe(exit)}`)
        if (recording.bytes > 0) break
      } catch (error) {
        this.#problems.push(`${recorder.name}: ${(error as Error).message}`)
      }
      if (this.#abort.signal.aborted) break
    }
    this.error = this.#toError()
    return exit
  }

  #toError(): StenopipeError {
    const { device } = this.#options
    if (device !== undefined && !this.#isDeviceFound && this.#knownLabels.size > 0) {
      return failure('STENO_DEVICE_NOT_FOUND', { device, known: [...this.#knownLabels] })
    }
    const from = device === undefined ? 'the microphone' : JSON.stringify(device)
    return failure('STENO_RECORDER_FAILED', { from, detail: this.#problems.join('; ') })
  }

  async #findInput(recorder: MicRecorder, device: string): Promise<InputDevice | undefined> {
    const inputs = await recorder.listInputs(this.#abort.signal)
    for (const { label } of inputs) this.#knownLabels.add(label)
    const input = findInput(inputs, device)
    if (input) this.#isDeviceFound = true
    return input
  }

  async #record(
    recorder: MicRecorder, input: InputDevice | undefined,
  ): Promise<{ readonly exit: Exit; readonly bytes: number }> {
    const resampler = new ResamplerCore(recorder.sampleRate, this.#options.sampleRate)
    const aligner = new SampleAligner()
    let bytes = 0
    const write = (output: Int16Array): void => {
      if (output.length > 0) void this.#options.write(bytesOf(output))
    }
    const producer = this.#current = await recorder.start(input, data => {
      bytes += data.length
      write(resampler.push(samples(aligner.push(data))))
    })
    // The capture may have been ended while the recorder was being started.
    if (this.#abort.signal.aborted) producer.kill()
    const exit = await producer.closed
    write(resampler.flush())
    return { exit, bytes }
  }
}

/** Exit of a recorder in a few words. */
function describe({ code, signal, error, stderr }: Exit): string {
  const lastLine = stderr.split('\n').at(-1)!.trim()
  const suffix = lastLine === '' ? '' : `: ${lastLine}`
  if (error) return `could not be started (${error.code})${suffix}`
  return (signal ? `was ended by ${signal}` : `exited with code ${code}`) + suffix
}

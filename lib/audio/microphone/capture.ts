import { failure, type StenopipeError } from '../../errors.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { SampleAligner } from '../pcm/sample-aligner.js'
import { bytesOf, samples } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'
import { pick, type Input } from './device-lists.js'
import type { MicRecorder, RunningRecorder } from './recorder.js'

/** What is to be recorded. */
export interface Task {
  /** Those to try, in order, until one gives sound. */
  readonly recorders: readonly MicRecorder[]
  /** Id, label or a part of them; the default when left out. */
  readonly device: string | undefined
  /** Frames a second that `give` gets, in Hz. */
  readonly sampleRate: number
  readonly give: (bytes: Buffer) => Promise<void>
}

/** A recording by the first recorder that gets to the device. Nothing here rejects: how it went is in `closed` and `fault`. */
export class CaptureProcess implements RunningRecorder {
  readonly closed: Promise<Exit>
  /** Why there is no more, when nobody ended it. */
  fault: StenopipeError | undefined
  readonly #task: Task
  readonly #ending = new AbortController()
  readonly #known = new Set<string>()
  readonly #said: string[] = []
  #isFound = false
  #take: RunningRecorder | undefined

  constructor(task: Task) {
    this.#task = task
    this.closed = this.#run()
  }

  stop(): void {
    this.#ending.abort()
    this.#take?.stop()
  }

  kill(): void {
    this.#ending.abort()
    this.#take?.kill()
  }

  async #run(): Promise<Exit> {
    const { recorders, device } = this.#task
    let exit: Exit = { code: null, signal: null, stderr: '' }
    for (const recorder of recorders) {
      try {
        const input = device === undefined ? undefined : await this.#find(recorder, device)
        if (device !== undefined && !input) continue
        const { bytes, ...end } = await this.#record(recorder, input)
        exit = end
        this.#said.push(`${recorder.name} ${outcome(exit)}`)
        if (bytes > 0) break
      } catch (error) {
        this.#said.push(`${recorder.name}: ${(error as Error).message}`)
      }
      if (this.#ending.signal.aborted) break
    }
    this.fault = this.#explain()
    return exit
  }

  #explain(): StenopipeError {
    const { device } = this.#task
    if (device !== undefined && !this.#isFound && this.#known.size > 0) {
      return failure('STENO_DEVICE_NOT_FOUND', { device, known: [...this.#known] })
    }
    return failure('STENO_RECORDER_FAILED', {
      from: device === undefined ? 'the microphone' : JSON.stringify(device), detail: this.#said.join('; '),
    })
  }

  async #find(recorder: MicRecorder, device: string): Promise<Input | undefined> {
    const inputs = await recorder.inputs(this.#ending.signal)
    for (const { label } of inputs) this.#known.add(label)
    const input = pick(inputs, device)
    if (input) this.#isFound = true
    return input
  }

  async #record(recorder: MicRecorder, input: Input | undefined): Promise<Exit & { readonly bytes: number }> {
    const resampler = new ResamplerCore(recorder.sampleRate, this.#task.sampleRate)
    const aligner = new SampleAligner()
    let bytes = 0
    const give = (output: Int16Array): void => { if (output.length > 0) void this.#task.give(bytesOf(output)) }
    const take = this.#take = await recorder.start(input, part => {
      bytes += part.length
      give(resampler.push(samples(aligner.push(part))))
    })
    // It may have been ended while it was being started.
    if (this.#ending.signal.aborted) take.kill()
    const exit = await take.closed
    give(resampler.flush())
    return { ...exit, bytes }
  }
}

/** How a recorder ended, in a few words. */
function outcome({ code, signal, error, stderr }: Exit): string {
  const words = stderr.split('\n').at(-1)!.trim()
  const how = error ? `could not be started (${error.code})` : signal ? `was ended by ${signal}` : `ended with ${code}`
  return words === '' ? how : `${how}: ${words}`
}

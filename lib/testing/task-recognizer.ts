import { bytesToMs } from '../audio/pcm/pcm.js'
import { SampleAligner } from '../audio/pcm/sample-aligner.js'
import type { RunTask } from '../protocol/messages.js'
import { encodingOf, type WireFormat } from '../engine/audio-formats.js'
import type { Engine, EngineSession } from '../engine/engine.js'
import type { RecognitionResult } from '../types.js'
import type { Settings } from './options.js'
import { ScriptPlayer } from './script-player.js'

/** Default of the service, in ms: 1300 in its event pages, 800 in its SDK pages; one capture fits 1300. */
const MAX_SENTENCE_SILENCE = 1300
const WAV_HEADER_BYTES = 44

/** Recogniser of one task. */
export interface TaskRecognizer {
  /** Recognises audio; returns a promise while it applies backpressure. */
  write(audio: Uint8Array): Promise<void> | undefined
  /** Ends the input; resolves when all results are out. */
  finish(): Promise<void> | undefined
  /** Ends at once and releases everything. */
  close(): Promise<void> | undefined
}

/** Listener of a recogniser. */
export interface TaskListener {
  /** Called for each result. */
  result(result: RecognitionResult): void
  /** Called when recognition failed, with the service's code and message. */
  failed(code: string, message: string): void
}

/** Function from bytes of a task to ms of audio; for encoded audio by an assumed bit rate, in bit/s. */
export function bytesToMsOf(
  { parameters: { format, sample_rate } }: RunTask, bitrate: number,
): (bytes: number) => number {
  const sampleRate = sample_rate as number
  if (format === 'pcm') return bytes => bytesToMs(bytes, sampleRate)
  if (format === 'wav') return bytes => bytesToMs(Math.max(0, bytes - WAV_HEADER_BYTES), sampleRate)
  return bytes => bytes * 8000 / bitrate
}

/** Opens the recogniser of a task: the engine, or the script. */
export async function openTaskRecognizer(
  settings: Settings, task: RunTask, listener: TaskListener, signal: AbortSignal,
): Promise<TaskRecognizer> {
  const { engine } = settings
  if (engine) return EngineTaskRecognizer.open(engine, task, listener, signal)
  return new ScriptTaskRecognizer(settings, task, listener)
}

class ScriptTaskRecognizer implements TaskRecognizer {
  readonly #player: ScriptPlayer
  readonly #toMs: (bytes: number) => number
  readonly #listener: TaskListener
  #bytes = 0

  constructor({ script, bitrate }: Settings, task: RunTask, listener: TaskListener) {
    const { max_sentence_silence: silence } = task.parameters
    this.#player = new ScriptPlayer(script, task.taskId, typeof silence === 'number' ? silence : MAX_SENTENCE_SILENCE)
    this.#toMs = bytesToMsOf(task, bitrate)
    this.#listener = listener
  }

  write(audio: Uint8Array): undefined {
    this.#bytes += audio.length
    for (const result of this.#player.push(this.#toMs(this.#bytes))) this.#listener.result(result)
  }

  finish(): undefined {
    for (const result of this.#player.flush()) this.#listener.result(result)
  }

  close(): undefined {}
}

class EngineTaskRecognizer implements TaskRecognizer {
  readonly #session: EngineSession
  readonly #listener: TaskListener
  readonly #isPcm: boolean
  readonly #reading: Promise<void>
  readonly #aligner = new SampleAligner()

  private constructor(session: EngineSession, listener: TaskListener, isPcm: boolean) {
    this.#session = session
    this.#listener = listener
    this.#isPcm = isPcm
    this.#reading = this.#read()
  }

  static async open(
    engine: Engine, task: RunTask, listener: TaskListener, signal: AbortSignal,
  ): Promise<TaskRecognizer> {
    const { format, sample_rate } = task.parameters
    const encoding = encodingOf(format as WireFormat)
    const { encodings = [], sampleRates } = engine.capabilities
    const takes = encoding === 's16le' ? sampleRates.includes(sample_rate as number) : encodings.includes(encoding)
    if (!takes) {
      listener.failed('UNSUPPORTED_FORMAT', 'Failed to decode audio')
      return { write: () => undefined, finish: () => undefined, close: () => undefined }
    }
    const session = await engine.open({ format: { encoding, sampleRate: sample_rate as number, channels: 1 }, signal })
    return new EngineTaskRecognizer(session, listener, encoding === 's16le')
  }

  async write(audio: Uint8Array): Promise<void> {
    await this.#try(this.#session.write(this.#isPcm ? this.#aligner.push(audio) : audio))
  }

  async finish(): Promise<void> {
    await this.#try(this.#session.finish())
    await this.#reading
  }

  async close(): Promise<void> {
    await this.#session.close()
    await this.#reading
  }

  async #read(): Promise<void> {
    try {
      for await (const result of this.#session) this.#listener.result(result)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #try(done: Promise<void> | void): Promise<void> {
    try {
      await done
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#listener.failed('InternalError', error instanceof Error ? error.message : 'The engine failed')
  }
}

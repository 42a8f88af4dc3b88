import { bytesToMs } from '../audio/pcm/pcm.js'
import { SampleAligner } from '../audio/pcm/sample-aligner.js'
import type { RunTask } from '../protocol/messages.js'
import { encodingOf, type WireFormat } from '../engine/audio-formats.js'
import type { Engine, EngineSession } from '../engine/engine.js'
import type { RecognitionResult } from '../types.js'
import type { Settings } from './options.js'
import { ScriptPlayer } from './script-player.js'

/** The service's reference has 1300 in its event pages and 800 in its SDK pages; one capture fits 1300. */
const MAX_SENTENCE_SILENCE = 1300
const WAV_HEADER_BYTES = 44

/** What hears the audio of one task. */
export interface TaskRecognizer {
  /** A promise when the audio must wait. */
  write(audio: Uint8Array): Promise<void> | undefined
  /** Done when all results are out. */
  finish(): Promise<void> | undefined
  close(): Promise<void> | undefined
}

/** Where a hearing tells what it heard. */
export interface Listener {
  result(result: RecognitionResult): void
  failed(code: string, message: string): void
}

/** How many ms of audio so many bytes of a task are; of encoded audio by an assumed bit rate. */
export function audioClock({ parameters: { format, sample_rate } }: RunTask, bitrate: number): (bytes: number) => number {
  const sampleRate = sample_rate as number
  if (format === 'pcm') return bytes => bytesToMs(bytes, sampleRate)
  if (format === 'wav') return bytes => bytesToMs(Math.max(0, bytes - WAV_HEADER_BYTES), sampleRate)
  return bytes => bytes * 8000 / bitrate
}

/** Starts to hear for a task, by the script or by the engine. */
export async function openTaskRecognizer(settings: Settings, task: RunTask, listener: Listener, signal: AbortSignal): Promise<TaskRecognizer> {
  const { engine } = settings
  return engine ? EngineTaskRecognizer.open(engine, task, listener, signal) : new ScriptTaskRecognizer(settings, task, listener)
}

class ScriptTaskRecognizer implements TaskRecognizer {
  readonly #reader: ScriptPlayer
  readonly #ms: (bytes: number) => number
  readonly #listener: Listener
  #bytes = 0

  constructor({ script, bitrate }: Settings, task: RunTask, listener: Listener) {
    const { max_sentence_silence: silence } = task.parameters
    this.#reader = new ScriptPlayer(script, task.taskId, typeof silence === 'number' ? silence : MAX_SENTENCE_SILENCE)
    this.#ms = audioClock(task, bitrate)
    this.#listener = listener
  }

  write(audio: Uint8Array): undefined {
    this.#bytes += audio.length
    for (const result of this.#reader.push(this.#ms(this.#bytes))) this.#listener.result(result)
  }

  finish(): undefined {
    for (const result of this.#reader.flush()) this.#listener.result(result)
  }

  close(): undefined {}
}

class EngineTaskRecognizer implements TaskRecognizer {
  readonly #session: EngineSession
  readonly #listener: Listener
  readonly #whole: boolean
  readonly #reading: Promise<void>
  readonly #aligner = new SampleAligner()

  private constructor(session: EngineSession, listener: Listener, whole: boolean) {
    this.#session = session
    this.#listener = listener
    this.#whole = whole
    this.#reading = this.#read()
  }

  static async open(engine: Engine, task: RunTask, listener: Listener, signal: AbortSignal): Promise<TaskRecognizer> {
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
    await this.#try(this.#session.write(this.#whole ? this.#aligner.push(audio) : audio))
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

import { setTimeout } from 'node:timers/promises'
import type { Engine, EngineSession, SessionFormat } from '../engine/engine.js'
import type { RecognitionResult } from '../types.js'

/** Options of `engineContract()`. */
export interface EngineContractOptions {
  /** Creates an engine. */
  readonly make: () => Engine
  /** s16le mono with at least two sentences that the engine recognises, and a pause between them. */
  readonly audio: Uint8Array
  /** Sample rate of the audio, in Hz. */
  readonly sampleRate: number
  /** Creates an engine whose connection is lost while audio is written. Default: the engine has no connection. */
  readonly broken?: () => Engine
  /**
   * Lists the resources in use, a name for each, in order to find leaks. Default: `process.getActiveResourcesInfo()`
   * without timers, which a test runner may have, too.
   */
  readonly resources?: () => readonly string[]
}

/** Size of a chunk unless given, in bytes. */
export const CHUNK_BYTES = 3200

/** Runs an engine as its callers do. */
export class EngineProbe {
  /** Options of the contract. */
  readonly options: EngineContractOptions
  #expected: Promise<RecognitionResult[]> | undefined

  constructor(options: EngineContractOptions) {
    this.options = options
  }

  /** Audio of the options. */
  get audio(): Uint8Array {
    return this.options.audio
  }

  /** Format of the audio. */
  get format(): SessionFormat {
    return { encoding: 's16le', sampleRate: this.options.sampleRate, channels: 1 }
  }

  /** Opens a session, of a new engine unless given. */
  open(
    engine = this.options.make(), signal: AbortSignal = new AbortController().signal,
  ): Promise<EngineSession> {
    return engine.open({ format: this.format, signal })
  }

  /** Writes all audio to a session and reads its results. */
  async recognize(session: EngineSession, chunks = split(this.audio), pause = 0): Promise<RecognitionResult[]> {
    const reading = collect(session)
    for (const chunk of chunks) {
      await session.write(chunk)
      if (pause > 0) await setTimeout(pause)
    }
    await session.finish()
    return reading
  }

  /** Results of a session of its own. */
  async run(chunks = split(this.audio), pause = 0): Promise<RecognitionResult[]> {
    const session = await this.open()
    try {
      return await this.recognize(session, chunks, pause)
    } finally {
      await session.close()
    }
  }

  /** Results of all audio, recognised once. */
  expected(): Promise<RecognitionResult[]> {
    return this.#expected ??= this.run()
  }
}

/** Chunks of the audio, each of a size that depends on its offset, in bytes. */
export function split(audio: Uint8Array, sizeAt: (offset: number) => number = () => CHUNK_BYTES): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let from = 0; from < audio.length;) {
    const to = from + sizeAt(from)
    chunks.push(audio.subarray(from, to))
    from = to
  }
  return chunks
}

/** All results of a session. */
export async function collect(session: EngineSession): Promise<RecognitionResult[]> {
  const results: RecognitionResult[] = []
  for await (const result of session) results.push(result)
  return results
}

/** Final results. */
export function finalsOf(results: readonly RecognitionResult[]): RecognitionResult[] {
  return results.filter(result => result.isSentenceEnd)
}

/** Texts of the final results. */
export function textsOf(results: readonly RecognitionResult[]): string[] {
  return finalsOf(results).map(result => result.sentence.text)
}

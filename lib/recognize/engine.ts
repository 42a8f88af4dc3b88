import type { AudioFormat, RecognitionResult } from '../types.js'

/** What an engine can do, as data. */
export interface EngineCapabilities {
  /** Sample rates it takes, in Hz; the first is its own choice. */
  readonly sampleRates: readonly [number, ...number[]]
  /** Languages it knows, as BCP 47 tags. */
  readonly languages: readonly string[]
  /** Whether it speaks before a sentence has ended. */
  readonly interimResults: boolean
  /** Whether results carry times for each word. */
  readonly wordTimes: boolean
}

/** How a session is to be opened. */
export interface SessionOptions {
  /** The audio that will be written. */
  readonly format: AudioFormat
  /** Cuts the opening short; an open session is ended by `close()`. */
  readonly signal: AbortSignal
}

/**
 * One recognition run. Iteration yields results in order, times counted from the first sample written;
 * it ends after the last final that follows `finish()`, and throws when the session breaks.
 */
export interface EngineSession extends AsyncIterable<RecognitionResult> {
  /** Name of the run, unique; the service calls it the task id. */
  readonly id: string
  /** Takes s16le samples cut anyhow; resolves when there is room for more. Rejects once the session has ended. */
  write(audio: Uint8Array): Promise<void>
  /** Says that no more audio comes; resolves when that has been taken. Results still follow. */
  finish(): Promise<void>
  /** Ends everything and frees it; resolves when nothing is left. Safe to call at any time, any number of times. */
  close(): Promise<void>
}

/**
 * Something that can recognise. All of this package's engines and any of yours pass `test/contract/engine.ts`.
 *
 * An engine opens nothing, reads nothing and loads nothing before `open()`.
 */
export interface Engine {
  /** A short name for messages and the `session` event. */
  readonly name: string
  readonly capabilities: EngineCapabilities
  /** Opens a session; begins with `signal.throwIfAborted()`. */
  open(options: SessionOptions): Promise<EngineSession>
}

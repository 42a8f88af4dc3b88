import type { StenopipeError } from '../errors.js'
import type { ContextTurn, RecognitionResult } from '../types.js'
import type { AudioEncoding } from './audio-formats.js'

export type { AudioEncoding }

/** The audio of one session. */
export interface SessionFormat {
  readonly encoding: AudioEncoding
  /** In Hz. */
  readonly sampleRate: number
  readonly channels: 1
}

/** What an engine can do, as data. */
export interface EngineCapabilities {
  /** Sample rates it takes, in Hz; the first is its own choice. */
  readonly sampleRates: readonly [number, ...number[]]
  /** What it takes besides `'s16le'`. Default: nothing. */
  readonly encodings?: readonly AudioEncoding[]
  /** Languages it knows, as BCP 47 tags. */
  readonly languages: readonly string[]
  /** Whether it speaks before a sentence has ended. */
  readonly interimResults: boolean
  /** Whether results carry times for each word. */
  readonly wordTimes: boolean
}

/** What happens to a session besides results. */
export type SessionEvent =
  /** The session goes on under another name: the service was asked anew. */
  | { readonly type: 'session'; readonly requestId: string }
  /** The link broke; another is being opened. */
  | {
    readonly type: 'disconnect'
    readonly error: StenopipeError
    /** Audio written until then, in ms. */
    readonly position: number
  }
  /** Another link is open, and what the old one had not recognised for good is sent again. */
  | {
    readonly type: 'reconnect'
    readonly requestId: string
    /** `'rotation'` when the session was renewed on purpose. */
    readonly reason: 'disconnect' | 'rotation'
    /** From the break until the new link was open, in ms. */
    readonly gap: number
    /** Audio sent again, in ms. */
    readonly resent: number
    /** Openings it took. */
    readonly attempts: number
  }
  /** Something may be wrong, yet the session goes on. */
  | { readonly type: 'warning'; readonly message: string }

/** How a session is to be opened. */
export interface SessionOptions {
  /** The audio that will be written. */
  readonly format: SessionFormat
  /** Cuts the opening short; an open session is ended by `close()`. */
  readonly signal: AbortSignal
  /** Is told what happens. Default: nobody is. */
  readonly onEvent?: (event: SessionEvent) => void
  /** Sessions that are given the same object are one to the engine's limits, such as one of money. Default: one of its own. */
  readonly billingGroup?: object
}

/** What a session has sent and cost so far, over all its links. */
export interface SessionUsage {
  /** Audio sent, in ms; what was sent again counts again. Of encoded audio, 0. */
  readonly sentDuration: number
  /** Audio sent, in bytes. */
  readonly sentBytes: number
  /** Seconds billed, as far as known; where the service did not say, the audio sent. */
  readonly billedSeconds: number
  /** USD; absent where no price is known. */
  readonly cost?: number | undefined
  /** Messages from the service that nobody could use. */
  readonly unknownMessages: number
}

/**
 * One recognition run. Iteration yields results in order, times counted from the first sample written;
 * it ends after the last final that follows `finish()`, and throws when the session breaks.
 */
export interface EngineSession extends AsyncIterable<RecognitionResult> {
  /** Name of the run, unique; the service calls it the task id. */
  readonly id: string
  /** Only where the engine bills or has a link. */
  readonly usage?: SessionUsage | undefined
  /** Takes audio cut anyhow, samples whole; resolves when there is room for more. Rejects once the session has ended. */
  write(audio: Uint8Array): Promise<void>
  /** Says that no more audio comes; resolves when that has been taken. Results still follow. */
  finish(): Promise<void>
  /** Ends everything and frees it; resolves when nothing is left. Safe to call at any time, any number of times. */
  close(): Promise<void>
  /**
   * Closes this session, which has finished, and gives another, as `open()` would but sooner, with what this one had
   * loaded; only where loading takes long.
   */
  renew?(options: SessionOptions): Promise<EngineSession>
  /** Replaces what was said before; only where the engine listens to it. */
  setContext?(context: readonly ContextTurn[]): Promise<void>
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

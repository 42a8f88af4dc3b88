import type { StenopipeError } from '../errors.js'
import type { ContextTurn, RecognitionResult } from '../types.js'
import type { AudioEncoding } from './audio-formats.js'

export type { AudioEncoding }

/** Format of the audio of one session. */
export interface SessionFormat {
  /** s16le samples, or the bytes of a file or stream as they are. */
  readonly encoding: AudioEncoding
  /** Sample rate, in Hz. */
  readonly sampleRate: number
  /** Number of channels; always one. */
  readonly channels: 1
}

/** Capabilities of an engine, as data. */
export interface EngineCapabilities {
  /** Sample rates that are accepted, in Hz; the first is the preferred one. */
  readonly sampleRates: readonly [number, ...number[]]
  /** Encodings that are accepted besides `'s16le'`. Default: none. */
  readonly encodings?: readonly AudioEncoding[]
  /** Languages that are recognised, as BCP 47 tags. */
  readonly languages: readonly string[]
  /** True when there are results before a sentence has ended. */
  readonly interimResults: boolean
  /** True when results carry times of each word. */
  readonly wordTimes: boolean
}

/** Event of a session, besides its results. */
export type SessionEvent =
  /** The session continues under another id: a new one was opened at the service. */
  | {
    readonly type: 'session'
    /** Id of the new session. */
    readonly requestId: string
  }
  /** The session waits before it is opened, or opened again. */
  | {
    readonly type: 'wait'
    /** `'rate-limit'` for the limiter of starts, `'retry'` for the delay before another attempt. */
    readonly reason: 'rate-limit' | 'retry'
    /** Expected time, in ms; absent while too many sessions are open. */
    readonly delay?: number
    /** Error of the attempt before, for `'retry'`. */
    readonly error?: StenopipeError
  }
  /** The connection was lost; another is being opened. */
  | {
    readonly type: 'disconnect'
    /** Reason. */
    readonly error: StenopipeError
    /** Audio written so far, in ms. */
    readonly position: number
  }
  /** Another connection is open, and the audio for which there was no final result is sent again. */
  | {
    readonly type: 'reconnect'
    /** Id of the new session. */
    readonly requestId: string
    /** `'rotation'` when the session was replaced on purpose because of its age. */
    readonly reason: 'disconnect' | 'rotation'
    /** Time from the loss of the connection until another was open, in ms. */
    readonly gap: number
    /** Audio sent again, in ms. */
    readonly resent: number
    /** Number of attempts to open it. */
    readonly attempts: number
  }
  /** Something may be wrong, yet the session continues. */
  | {
    readonly type: 'warning'
    /** A sentence for the user. */
    readonly message: string
  }

/** Options of a session. */
export interface SessionOptions {
  /** Format of the audio that will be written. */
  readonly format: SessionFormat
  /** Aborts the opening; once open, a session is ended by `close()`. */
  readonly signal: AbortSignal
  /** Called for each event. Default: none. */
  readonly onEvent?: (event: SessionEvent) => void
  /**
   * True when the audio comes from a live source, which never waits: audio is lost when the engine is slower, and long
   * silence is sent as it is. Default false.
   */
  readonly isLive?: boolean
  /**
   * Identity of a group of sessions that are billed together: those opened with the same object share one limit of cost
   * and one `usage`. `parallel()` passes one, so that `maxCost` holds for the sum of its sessions. Engines without
   * billing ignore it. Default: each session is a group of its own.
   */
  readonly billingGroup?: object
}

/** Audio sent and cost of a session so far, over all its connections. */
export interface SessionUsage {
  /** Audio sent, in ms; audio sent again counts again. 0 for encoded audio. */
  readonly sentDuration: number
  /** Audio sent, in bytes; audio sent again counts again. */
  readonly sentBytes: number
  /** Audio billed, in seconds, as far as known; where the service did not report it, the audio sent. */
  readonly billedSeconds: number
  /** Cost in USD; absent where no price is known. */
  readonly cost?: number | undefined
  /** Number of messages from the service that could not be interpreted. */
  readonly unknownMessages: number
}

/**
 * One recognition. Iteration yields the results in order, their times counted from the first sample written; it ends
 * after the last final that follows `finish()`, and throws when the session fails.
 *
 * Writes are sequential: after `write()` has returned a promise, the caller calls neither `write()` nor `finish()`
 * until that promise is settled. An engine that detects an overlapping call throws STENO_INVALID_STATE; otherwise the
 * order of the audio is undefined.
 */
export interface EngineSession extends AsyncIterable<RecognitionResult> {
  /** Unique id of the session; the service calls it the task id. */
  readonly id: string
  /** Audio sent and cost so far; only where the engine bills or has a connection. */
  readonly usage?: SessionUsage | undefined
  /**
   * Takes audio of any length, in whole samples. Returns nothing when there is room for more, otherwise a promise that
   * resolves once there is. The buffer belongs to the session until then, and to the caller afterwards.
   *
   * Throws or rejects with STENO_SESSION_CLOSED after `finish()` and `close()`, and with the error of a session that
   * failed.
   */
  write(audio: Uint8Array): Promise<void> | void
  /** Ends the audio; resolves when all of it has been accepted. Results may still follow. */
  finish(): Promise<void>
  /** Ends the session and releases its resources; resolves when none are left. Allowed at any time, more than once. */
  close(): Promise<void>
  /**
   * Closes this session, which has finished, and opens another, as `open()` would but sooner, with what this one had
   * loaded; only where loading takes long.
   */
  renew?(options: SessionOptions): Promise<EngineSession>
  /** Replaces the context, text that precedes the audio; only where the engine makes use of it. */
  setContext?(context: readonly ContextTurn[]): Promise<void>
}

/**
 * A speech recogniser. To test one of your own, run the checks of `engineContract()` from `stenopipe/testing`, which
 * all engines of this package pass.
 *
 * An engine opens nothing, reads nothing and loads nothing before `open()`.
 */
export interface Engine {
  /** Short name, for messages and the `session` event. */
  readonly name: string
  /** Capabilities, known before anything is opened. */
  readonly capabilities: EngineCapabilities
  /** Opens a session; rejects with the signal's reason when it is aborted, before or meanwhile. */
  open(options: SessionOptions): Promise<EngineSession>
}

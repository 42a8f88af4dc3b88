import type { DuplexOptions } from 'node:stream'
import type { DashScopeOptions } from '../engines/dashscope/options.js'
import { checkOption, checkInteger, checkOneOf } from '../option-checks.js'
import type { AudioChunk } from '../types.js'
import { wireFormats } from '../engine/audio-formats.js'
import type { Engine } from '../engine/engine.js'

/**
 * Options of `recognize()`: its own, those of the DashScope engine (which choose it), and those of the stream
 * constructor (`signal`, `highWaterMark` …).
 */
export interface RecognizeOptions extends DuplexOptions, DashScopeOptions {
  /**
   * What recognises. Default: DashScope when one of its options (`apiKey`, `model`, `region`, `baseUrl` …) or
   * DASHSCOPE_API_KEY is set; else the embedded engine, offline and without an account.
   */
  readonly engine?: Engine
  /** Frames a second of the audio written, in Hz. Default: that of the stage piped in, else the engine's own. */
  readonly sampleRate?: number
  /** Whether interims are given, too. Default true. */
  readonly interimResults?: boolean
  /** Sessions that work on parts of the audio side by side, 1-1000; see `parallel()`. Default 1: the audio is not cut. */
  readonly concurrency?: number
}

/** What can be written to `recognize()`: bare s16le samples, cut anywhere, or chunks that know their time. */
export type AudioInput = Uint8Array | AudioChunk

/** Checks what can be checked before the engine is known. Errors: STENO_BAD_OPTION. */
export function checkRecognizeOptions({ engine, sampleRate, interimResults = true, concurrency = 1, format = 'pcm' }: RecognizeOptions): void {
  checkOption(engine === undefined || typeof engine?.open === 'function', 'engine', 'an engine such as `pocketsphinx()`', engine)
  if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
  checkOption(typeof interimResults === 'boolean', 'interimResults', 'true or false', interimResults)
  checkInteger('concurrency', concurrency, 1, 1000)
  checkOneOf('format', format, wireFormats)
}

/** Throws STENO_BAD_OPTION unless it can be recognised. */
export function checkAudio(input: unknown): asserts input is AudioInput {
  if (input instanceof Uint8Array) return
  const { data, start } = (input ?? {}) as Partial<AudioChunk>
  checkOption(data instanceof Uint8Array && Number.isFinite(start), 'chunk', 'a Buffer, a Uint8Array or an AudioChunk', input)
}

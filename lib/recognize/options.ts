import { wireFormats } from '../engine/audio-formats.js'
import type { Engine } from '../engine/engine.js'
import { dashScopeOptionNames } from '../engines/dashscope/option-names.js'
import type { DashScopeOptions } from '../engines/dashscope/options.js'
import { checkInteger, checkOneOf, checkOption, omitOptions } from '../option-checks.js'
import type { Clock } from '../stream/clock.js'
import { type StageOptions, stageOptions } from '../stream/stage-options.js'
import type { AudioChunk } from '../types.js'

/** Options of `recognize()`: its own, those of the DashScope engine (which select it), and those of every stage. */
export interface RecognizeOptions extends StageOptions, DashScopeOptions {
  /**
   * Engine. Default: DashScope when one of its options (`apiKey`, `model`, `region`, `baseUrl` …) or DASHSCOPE_API_KEY
   * is set; else the embedded engine, offline and without an account.
   */
  readonly engine?: Engine
  /** Sample rate of the audio, in Hz. Default: that of the stage piped in, else the one that the engine prefers. */
  readonly sampleRate?: number
  /** True when interim results are wanted, too. Default true. */
  readonly interimResults?: boolean
  /** Number of sessions, each with a part of the audio, 1-1000; see `parallel()`. Default 1: the audio is not cut. */
  readonly concurrency?: number
  /** Source of time for `metrics`. Default: the clock of the machine. */
  readonly clock?: Clock
}

/** Options of `recognize()` that are neither those of DashScope nor those of every stage. */
const ownOptionNames = { engine: true, sampleRate: true, interimResults: true, concurrency: true, clock: true }

/** Options of `recognize()` for its stream. Errors: STENO_UNKNOWN_OPTION for a name that it does not know. */
export function streamOptionsOf(options: RecognizeOptions): StageOptions {
  const known = [...Object.keys(ownOptionNames), ...Object.keys(dashScopeOptionNames)]
  return stageOptions('recognize()', omitOptions(options, ownOptionNames, dashScopeOptionNames), known)
}

/** Options of `recognize()` for the DashScope engine. */
export function cloudOptionsOf(options: RecognizeOptions): DashScopeOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(dashScopeOptionNames, name)))
}

/** Audio that can be written to `recognize()`: s16le samples, cut anywhere, or chunks with their times. */
export type AudioInput = Uint8Array | AudioChunk

/** Checks what can be checked before the engine is known. Errors: STENO_BAD_OPTION. */
export function checkRecognizeOptions(options: RecognizeOptions): void {
  const { engine, sampleRate, interimResults = true, concurrency = 1, format = 'pcm', clock } = options
  const isEngine = engine === undefined || typeof engine?.open === 'function'
  checkOption(isEngine, 'engine', 'an engine such as `pocketsphinx()`', engine)
  if (sampleRate !== undefined) checkInteger('sampleRate', sampleRate, 8000, 192_000)
  checkOption(typeof interimResults === 'boolean', 'interimResults', 'true or false', interimResults)
  checkInteger('concurrency', concurrency, 1, 1000)
  checkOneOf('format', format, wireFormats)
  checkOption(clock === undefined || typeof clock?.now === 'function', 'clock', 'an object with `now()`', clock)
}

/** Checks that this can be recognised. Errors: STENO_BAD_OPTION. */
export function checkAudio(input: unknown): asserts input is AudioInput {
  if (input instanceof Uint8Array) return
  const { data, start } = (input ?? {}) as Partial<AudioChunk>
  const isChunk = data instanceof Uint8Array && Number.isFinite(start)
  checkOption(isChunk, 'chunk', 'a Buffer, a Uint8Array or an AudioChunk', input)
}

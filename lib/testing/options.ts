import { checkOption, checkInteger, checkOneOf, checkText } from '../option-checks.js'
import type { Engine } from '../engine/engine.js'
import { type Clock, realClock } from './clock.js'
import { checkFaults, type Fault } from './faults.js'
import { checkList, checkScript, type Script } from './script.js'

/** Models of the service's model list; anything else is `ModelNotFound`. */
const MODELS = [
  'fun-asr-realtime', 'fun-asr-realtime-2026-02-28', 'fun-asr-realtime-2025-11-07', 'fun-asr-realtime-2025-09-15',
  'fun-asr-flash-8k-realtime', 'fun-asr-flash-8k-realtime-2026-01-28',
  'paraformer-realtime-v2', 'paraformer-realtime-v1', 'paraformer-realtime-8k-v2', 'paraformer-realtime-8k-v1',
]

/** Options of `emulate()`. */
export interface EmulateOptions {
  /** What is heard in each task, from its first byte of audio, whatever the audio holds. Default: nothing. */
  readonly script?: Script
  /** Really recognises the audio, instead of `script`. */
  readonly engine?: Engine
  /** What goes wrong. Default: nothing. */
  readonly faults?: readonly Fault[]
  /** Decides the chances of `faults`, an integer from 0. Default 1. */
  readonly seed?: number
  /** The one key that is accepted. Default `'sk-emulated'`. */
  readonly apiKey?: string
  /** On 127.0.0.1. Default: any that is free. */
  readonly port?: number
  /** What the time limits go by. Default: the computer's clock. */
  readonly clock?: Clock
  /** Models that exist. Default: those of the service's list. */
  readonly models?: readonly string[]
  /** What `script` takes encoded audio to have, in bits a second, since it decodes nothing. Default 32,000. */
  readonly bitrate?: number
  /** Silent audio between two heartbeat events, in ms; the service does not say how long. Default 5000. */
  readonly heartbeatMs?: number
  /** What becomes of a task that ends without a byte of audio: `NO_VALID_AUDIO_ERROR` (default) or `task-finished`. */
  readonly emptyTask?: 'fail' | 'finish'
  /** More task starts in a second are throttled; the service allows an account 20. Default: no limit. */
  readonly startsPerSecond?: number
  /** More tasks at a time are throttled. Default: no limit. */
  readonly maxConcurrent?: number
}

/** Options with their defaults. */
export type Settings = Required<Omit<EmulateOptions, 'engine'>> & { readonly engine?: Engine | undefined }

const DEFAULTS: Settings = {
  script: [], faults: [], seed: 1, apiKey: 'sk-emulated', port: 0, clock: realClock, models: MODELS, bitrate: 32_000,
  heartbeatMs: 5000, emptyTask: 'fail', startsPerSecond: Infinity, maxConcurrent: Infinity,
}

/** Fills in the defaults; throws STENO_BAD_OPTION for what makes no sense. */
export function withDefaults(options: EmulateOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings: Settings = { ...DEFAULTS, ...Object.fromEntries(given) }
  const { script, engine, faults, seed, apiKey, port, models, bitrate, heartbeatMs, emptyTask } = settings
  checkOption(engine === undefined || options.script === undefined, 'script', 'absent beside `engine`', script)
  checkOption(engine === undefined || typeof engine.open === 'function', 'engine', 'an engine', engine)
  checkScript(script)
  checkList('faults', faults)
  checkFaults(faults)
  checkList('models', models)
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER)
  checkText('apiKey', apiKey)
  checkInteger('port', port, 0, 65_535)
  checkInteger('bitrate', bitrate, 1, 10_000_000)
  checkInteger('heartbeatMs', heartbeatMs, 1, 3_600_000)
  checkOneOf('emptyTask', emptyTask, ['fail', 'finish'])
  for (const name of ['startsPerSecond', 'maxConcurrent'] as const) {
    if (settings[name] !== Infinity) checkInteger(name, settings[name], 0, Number.MAX_SAFE_INTEGER)
  }
  return settings
}

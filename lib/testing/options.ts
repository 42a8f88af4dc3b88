import { checkOption, checkInteger, checkOneOf, checkText } from '../option-checks.js'
import type { Engine } from '../engine/engine.js'
import { backgroundClock, type Clock } from '../stream/clock.js'
import { checkFaults, type Fault } from './faults.js'
import { checkList, checkScript, type Script } from './script.js'

/** Models of the service's model list; any other is `ModelNotFound`. */
const MODELS = [
  'fun-asr-realtime', 'fun-asr-realtime-2026-02-28', 'fun-asr-realtime-2025-11-07', 'fun-asr-realtime-2025-09-15',
  'fun-asr-flash-8k-realtime', 'fun-asr-flash-8k-realtime-2026-01-28',
  'paraformer-realtime-v2', 'paraformer-realtime-v1', 'paraformer-realtime-8k-v2', 'paraformer-realtime-8k-v1',
]

/** Options of `emulate()`. */
export interface EmulateOptions {
  /** Speech recognised in each task, from its first byte of audio, whatever the audio holds. Default: none. */
  readonly script?: Script
  /** Engine that recognises the audio, instead of `script`. */
  readonly engine?: Engine
  /** Faults to inject. Default: none. */
  readonly faults?: readonly Fault[]
  /** Seed of the probabilities in `faults`, an integer from 0. Default 1. */
  readonly seed?: number
  /** API key that is accepted. Default `'sk-emulated'`. */
  readonly apiKey?: string
  /** Port on 127.0.0.1. Default: any free one. */
  readonly port?: number
  /** Clock of the time limits; see `manualClock()`. Default: the clock of the machine. */
  readonly clock?: Clock
  /** Models that exist. Default: those of the service's list. */
  readonly models?: readonly string[]
  /** Bit rate that `script` assumes for encoded audio, in bit/s, since it decodes nothing. Default 32000. */
  readonly bitrate?: number
  /** Silent audio between two heartbeat events, in ms; the service documents no value. Default 5000. */
  readonly heartbeatInterval?: number
  /** Answer to a task without a byte of audio: `NO_VALID_AUDIO_ERROR` (`'fail'`, default) or `task-finished`. */
  readonly emptyTask?: 'fail' | 'finish'
  /** Task starts per second before throttling; the service allows an account 20. Default: no limit. */
  readonly startsPerSecond?: number
  /** Concurrent tasks before throttling. Default: no limit. */
  readonly maxConcurrent?: number
}

/** Options with their defaults. */
export type Settings = Required<Omit<EmulateOptions, 'engine'>> & { readonly engine?: Engine | undefined }

const DEFAULTS: Settings = {
  script: [],
  faults: [],
  seed: 1,
  apiKey: 'sk-emulated',
  port: 0,
  clock: backgroundClock,
  models: MODELS,
  bitrate: 32_000,
  heartbeatInterval: 5000,
  emptyTask: 'fail',
  startsPerSecond: Infinity,
  maxConcurrent: Infinity,
}

/** Fills in the defaults. Errors: STENO_BAD_OPTION. */
export function withDefaults(options: EmulateOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings: Settings = { ...DEFAULTS, ...Object.fromEntries(given) }
  const { script, engine, faults, seed, apiKey, port, models, bitrate, heartbeatInterval, emptyTask } = settings
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
  checkInteger('heartbeatInterval', heartbeatInterval, 1, 3_600_000)
  checkOneOf('emptyTask', emptyTask, ['fail', 'finish'])
  for (const name of ['startsPerSecond', 'maxConcurrent'] as const) {
    if (settings[name] !== Infinity) checkInteger(name, settings[name], 0, Number.MAX_SAFE_INTEGER)
  }
  return settings
}

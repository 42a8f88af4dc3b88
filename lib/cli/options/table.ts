import type { CommandName } from './commands.js'
import { amount, duration, index, integer, list, number, oneOf, text, timecode, type ValueType } from './value-types.js'

/** Name of an engine on the command line. */
export type EngineName = 'pocketsphinx' | 'dashscope'

/** One flag of the command line. Its name is that of its key in the table: `maxLines` is `--max-lines`. */
export interface Flag {
  /** Single letter that stands for the name. */
  readonly short?: string
  /** Placeholder of the value in the help; absent for a switch. */
  readonly placeholder?: string
  /** Type of the value; absent for a switch. */
  readonly type?: ValueType<unknown>
  /** True when it may be given several times. */
  readonly isRepeatable?: boolean
  /** Names that the library uses for it in options and errors, the main one first. Default: its key. */
  readonly options?: readonly string[]
  /** The only engine that takes it. */
  readonly engine?: EngineName
  /** Commands that take it. */
  readonly commands: readonly CommandName[]
  /** Effect, with unit and default. */
  readonly help: string
}

/** Flags that stand together in the help. */
export interface FlagGroup {
  readonly title: string
  readonly flags: Readonly<Record<string, Flag>>
}

const transcribe = ['transcribe'] as const
const live = ['live'] as const
const recognition = ['transcribe', 'live'] as const
const writing = ['transcribe', 'live', 'captions'] as const

const output = {
  output: {
    short: 'o', placeholder: 'PATH', type: text, commands: writing,
    help: 'output file, replaced when the new one is complete and has text; devices, FIFOs and /dev/fd/N are written '
      + 'in place; default: standard output',
  },
  format: {
    short: 'f', placeholder: 'NAME', type: list, isRepeatable: true, options: [], commands: writing,
    help: 'srt, vtt, karaoke (WebVTT with word times), ass, ttml, lrc, txt, json or jsonl; several, such as srt,vtt, '
      + 'are written to PATH.srt and PATH.vtt; default: by the extension of PATH, else srt',
  },
  language: {
    placeholder: 'CODE', type: text, options: ['language', 'languageHints'], commands: writing,
    help: 'language of the speech, such as en or zh-Hans; some models of DashScope take several, such as zh,en; '
      + 'default: detected from the text',
  },
  outputDir: {
    placeholder: 'DIR', type: text, options: [], commands: transcribe,
    help: 'directory of the outputs, NAME.srt for the input NAME.mp3 and so on; needed for several inputs',
  },
  profile: {
    placeholder: 'NAME', type: text, commands: writing,
    help: 'caption style: verbatim (default), translated, bbc or ard',
  },
  maxLineWidth: {
    placeholder: 'N', type: number, commands: writing,
    help: 'width of a caption line in characters, full-width ones for zh and ja; default: by language',
  },
  maxLines: { placeholder: 'N', type: number, commands: writing, help: 'lines per caption, 1 or 2 (default)' },
  paragraph: {
    placeholder: 'MS', type: number, commands: writing,
    help: 'pause that begins a new paragraph of txt, in ms; default: one line per sentence',
  },
  interim: { commands: recognition, help: 'write interim results to jsonl too' },
  hls: {
    placeholder: 'DIR', type: text, options: ['directory'], commands: writing,
    help: 'write WebVTT segments and their playlist, captions.m3u8, to this directory; earlier ones are replaced when '
      + 'the new ones are complete, those of live and --window by the first new segment',
  },
  segment: {
    placeholder: 'S', type: duration(0.5, 3600), options: ['segmentDuration'], commands: writing,
    help: 'duration of a segment in s; default 6',
  },
  window: {
    placeholder: 'N', type: number, commands: writing,
    help: 'list and keep only the newest N segments, for live players',
  },
} as const satisfies FlagGroup['flags']

const input = {
  from: {
    placeholder: 'TIME', type: timecode, commands: transcribe,
    help: 'start of the part to read, in s, m:ss or h:mm:ss; captions keep the times of the whole',
  },
  to: { placeholder: 'TIME', type: timecode, commands: transcribe, help: 'end of the part to read' },
  stream: {
    placeholder: 'N', type: index, commands: transcribe, help: 'audio stream of the input, 0 (default) for the first',
  },
  channel: {
    placeholder: 'N', type: index, commands: transcribe,
    help: 'channel of the stream, 0 for the first; default: all, mixed',
  },
  formatIn: {
    placeholder: 'NAME', type: text, options: ['format'], commands: transcribe,
    help: 'format of INPUT: mp3, wav and so on, or pcm for raw samples; default: detected from its first bytes',
  },
  inputSampleRate: {
    placeholder: 'HZ', type: integer(1000, 768_000), commands: transcribe,
    help: 'sample rate of raw samples; default: that of --sample-rate',
  },
  inputChannels: {
    placeholder: 'N', type: integer(1, 64), commands: transcribe,
    help: 'interleaved channels of raw samples; default 1',
  },
  inputEncoding: {
    placeholder: 'NAME', type: text, commands: transcribe,
    help: 'encoding of raw samples, such as s16le (default), s24le or f32le',
  },
  maxDuration: {
    placeholder: 'TIME', type: timecode, commands: transcribe,
    help: 'fail when an input is longer than this; what came before is kept; default: no limit',
  },
  device: {
    placeholder: 'NAME', type: text, commands: live,
    help: 'input of `stenopipe devices`, or a part of its name; default: that of the system',
  },
  recorder: {
    placeholder: 'NAME', type: oneOf(['parec', 'pw-record', 'arecord', 'pvrecorder', 'ffmpeg']), commands: live,
    help: 'parec, pw-record, arecord, ffmpeg or pvrecorder; default: the first that is installed',
  },
} as const satisfies FlagGroup['flags']

const audio = {
  denoise: { commands: recognition, help: 'remove steady noise first; needs @echogarden/rnnoise-wasm' },
  vad: {
    placeholder: 'NAME', type: oneOf(['energy', 'fvad', 'silero', 'off']), commands: recognition,
    help: 'voice activity detector that skips long silence: energy, fvad (needs @echogarden/fvad-wasm) or silero '
      + '(needs sherpa-onnx-node and --vad-model); default: off',
  },
  vadModel: { placeholder: 'PATH', type: text, commands: recognition, help: 'Silero model (.onnx)' },
} as const satisfies FlagGroup['flags']

const engine = {
  engine: {
    placeholder: 'NAME', type: oneOf(['pocketsphinx', 'dashscope']), commands: recognition,
    help: 'pocketsphinx (embedded, offline, English) or dashscope (cloud). The cloud engine is used when one of its '
      + 'options or DASHSCOPE_API_KEY is set',
  },
  sampleRate: {
    placeholder: 'HZ', type: integer(8000, 192_000), commands: recognition,
    help: 'sample rate that the engine receives; default: that of the engine or model',
  },
  concurrency: {
    placeholder: 'N', type: integer(1, 1000), commands: transcribe,
    help: 'recognise N parts of an input in parallel, cut at pauses; default 1',
  },
  jobs: {
    placeholder: 'N', type: integer(1, 1000), options: [], commands: transcribe,
    help: 'inputs to transcribe at the same time; default: number of processor cores, divided by --concurrency',
  },
} as const satisfies FlagGroup['flags']

const pocketsphinx = {
  accuracy: {
    placeholder: 'NAME', type: oneOf(['thorough', 'fast']), engine: 'pocketsphinx', commands: recognition,
    help: 'thorough or fast; default: fast for live, which loses audio when it is slower than speech, else thorough',
  },
} as const satisfies FlagGroup['flags']

const dashscope = {
  model: {
    placeholder: 'NAME', type: text, engine: 'dashscope', commands: recognition,
    help: 'default fun-asr-realtime; `stenopipe models` lists them',
  },
  region: {
    placeholder: 'NAME', type: oneOf(['beijing', 'singapore']), engine: 'dashscope', commands: recognition,
    help: 'beijing (default) or singapore; each has its own keys',
  },
  apiKeyFile: {
    placeholder: 'PATH', type: text, options: ['apiKey'], engine: 'dashscope', commands: recognition,
    help: 'file whose first line is the key; default: DASHSCOPE_API_KEY, else ~/.dashscope/api_key',
  },
  maxCost: {
    placeholder: 'USD', type: amount, engine: 'dashscope', commands: recognition,
    help: 'end the job before it costs more',
  },
  vocabulary: {
    placeholder: 'ID', type: text, options: ['vocabularyId'], engine: 'dashscope', commands: recognition,
    help: 'list of hot words',
  },
  baseUrl: {
    placeholder: 'URL', type: text, engine: 'dashscope', commands: recognition,
    help: 'other address of the service, such as wss://HOST/api-ws/v1/inference',
  },
} as const satisfies FlagGroup['flags']

const general = {
  quiet: { short: 'q', commands: recognition, help: 'print only errors on standard error' },
  json: { commands: ['probe', 'devices', 'models', 'doctor'], help: 'print JSON' },
  help: {
    short: 'h', commands: ['transcribe', 'live', 'captions', 'probe', 'devices', 'models', 'doctor'],
    help: 'print the help of the command',
  },
} as const satisfies FlagGroup['flags']

/** Every flag by its key. */
export const flags = { ...output, ...input, ...audio, ...engine, ...pocketsphinx, ...dashscope, ...general } as const

/** Every flag, in the order of the help. */
export const groups: readonly FlagGroup[] = [
  { title: 'Output', flags: output },
  { title: 'Input', flags: input },
  { title: 'Audio processing', flags: audio },
  { title: 'Engine', flags: engine },
  { title: 'Engine pocketsphinx', flags: pocketsphinx },
  { title: 'Engine dashscope', flags: dashscope },
  { title: 'General', flags: general },
]

/** Key of a flag: `maxLines` for `--max-lines`. */
export type FlagKey = keyof typeof flags

type ValueOf<Entry> = Entry extends { readonly type: ValueType<infer Value> } ? Value : boolean

/** Values of the flags of a call by key; those that were not given are undefined. */
export type FlagValues = { readonly [Key in FlagKey]?: ValueOf<(typeof flags)[Key]> | undefined }

type OptionOf<Key extends FlagKey> =
  (typeof flags)[Key] extends { readonly options: readonly [infer Name extends string, ...unknown[]] } ? Name : Key

/**
 * Options of the library for some flags, under the library's names; without those that were not given.
 *
 * @example
 * ```ts
 * optionsOf({ maxLines: 1, vocabulary: 'vocab-1' }, 'maxLines', 'profile', 'vocabulary')
 * // { maxLines: 1, vocabularyId: 'vocab-1' }
 * ```
 */
export function optionsOf<Key extends FlagKey>(
  values: FlagValues, ...keys: readonly Key[]
): { readonly [One in Key as OptionOf<One>]?: Exclude<FlagValues[One], undefined> } {
  const given = keys.filter(key => values[key] !== undefined)
  return Object.fromEntries(given.map(key => [(flags[key] as Flag).options?.[0] ?? key, values[key]])) as never
}

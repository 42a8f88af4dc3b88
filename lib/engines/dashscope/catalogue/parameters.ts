import { wireFormats } from '../../../engine/audio-formats.js'
import type { JsonObject, Resource, RunTask } from '../../../protocol/messages.js'
import type { ContextTurn } from '../../../types.js'
import type { ModelFamily } from './models.js'
import type { DashScopeParameters, SpecialWordFilter } from './settings.js'
import type { Kind, Limits } from './value-kinds.js'

type Named = Exclude<keyof DashScopeParameters, 'phraseId' | 'context' | 'parameters'>

/** One parameter of `payload.parameters`. */
export interface ParameterRow extends Limits {
  readonly option: Named
  /** Its name on the wire. */
  readonly wire: string
  readonly kind: Kind
  /** Who takes it; the empty list means that only models outside the catalogue do. */
  readonly families: readonly ModelFamily[]
  /** The value that models without the parameter act as if they had: asking for it is no mistake. */
  readonly without?: unknown
  /** What to do instead, where the model does not take it. */
  readonly instead?: string
  /** What the sources do not agree on. */
  readonly doubt?: string
}

const FUN: readonly ModelFamily[] = ['fun-asr', 'fun-asr-8k']
const V2: readonly ModelFamily[] = ['paraformer-v2', 'paraformer-8k-v2']
const V1: readonly ModelFamily[] = ['paraformer-v1', 'paraformer-8k-v1']
const MODERN = [...FUN, ...V2]
const ALL = [...MODERN, ...V1]
const NEWER = 'leave it out, or choose a Fun-ASR or Paraformer v2 model'
const UNHEARD = 'leave it out: the service documents no effect in real time'
const SIBLING = 'leave it out, or choose a qwen-audio model'

/** From the Fun-ASR and Paraformer client event references of 2026; ranges and defaults are theirs. */
export const parameterTable: readonly ParameterRow[] = [
  {
    option: 'format', wire: 'format', kind: 'words', values: wireFormats,
    families: ALL,
  },
  { option: 'sampleRate', wire: 'sample_rate', kind: 'integer', least: 1, families: ALL },
  {
    option: 'languageHints', wire: 'language_hints', kind: 'languages', families: [...FUN, 'paraformer-v2'],
    instead: 'leave it out, since the model hears Mandarin only, or choose "paraformer-realtime-v2"',
  },
  {
    option: 'vocabularyId', wire: 'vocabulary_id', kind: 'text', families: MODERN,
    instead: 'give the list as `phraseId`, or choose a v2 model',
    doubt: 'the feature table says that hot words are not supported, the reference has this parameter; check that they work',
  },
  {
    option: 'semanticPunctuationEnabled', wire: 'semantic_punctuation_enabled', kind: 'boolean', families: MODERN,
    without: false, instead: NEWER,
  },
  {
    option: 'maxSentenceSilence', wire: 'max_sentence_silence', kind: 'integer', least: 200, most: 6000,
    families: MODERN, instead: NEWER,
  },
  {
    option: 'multiThresholdModeEnabled', wire: 'multi_threshold_mode_enabled', kind: 'boolean', families: MODERN,
    without: false, instead: NEWER,
  },
  {
    option: 'punctuationPredictionEnabled', wire: 'punctuation_prediction_enabled', kind: 'boolean', families: V2,
    without: true,
    instead: 'leave it out, since the model always punctuates, or choose "paraformer-realtime-v2"',
  },
  {
    option: 'inverseTextNormalizationEnabled', wire: 'inverse_text_normalization_enabled', kind: 'boolean',
    families: V2, without: true,
    instead: 'leave it out, since the model always writes digits, or choose "paraformer-realtime-v2"',
    doubt: 'the feature table says that it is always on, the reference has this switch; check that it works',
  },
  {
    option: 'disfluencyRemovalEnabled', wire: 'disfluency_removal_enabled', kind: 'boolean', families: [...V2, ...V1],
    without: false,
    instead: 'leave it out, or choose a Paraformer model',
  },
  { option: 'heartbeat', wire: 'heartbeat', kind: 'boolean', families: MODERN, without: false, instead: NEWER },
  {
    option: 'speechNoiseThreshold', wire: 'speech_noise_threshold', kind: 'number', least: -1, most: 1, families: FUN,
    instead: 'leave it out, or choose a Fun-ASR model',
  },
  {
    option: 'specialWordFilter', wire: 'special_word_filter', kind: 'filter', families: FUN,
    instead: 'leave it out, or choose a Fun-ASR model',
    doubt: 'the feature table says that words are not filtered, the reference has this parameter; check that it works',
  },
  {
    option: 'diarizationEnabled', wire: 'diarization_enabled', kind: 'boolean', families: [], without: false,
    instead: UNHEARD,
  },
  { option: 'speakerCount', wire: 'speaker_count', kind: 'integer', least: 1, families: [], instead: UNHEARD },
  {
    option: 'timestampAlignmentEnabled', wire: 'timestamp_alignment_enabled', kind: 'boolean', families: [],
    without: false, instead: UNHEARD,
  },
  {
    option: 'audioEventDetectionEnabled', wire: 'audio_event_detection_enabled', kind: 'boolean', families: [],
    without: false, instead: UNHEARD,
  },
  {
    option: 'vocabulary', wire: 'vocabulary', kind: 'weights', families: [],
    instead: 'give a list as `vocabularyId`, or choose a qwen-audio model',
  },
  {
    option: 'intermediateResultEnabled', wire: 'intermediate_result_enabled', kind: 'boolean', families: [],
    without: false, instead: SIBLING,
  },
  { option: 'keepDialect', wire: 'keep_dialect', kind: 'boolean', families: [], instead: SIBLING },
  { option: 'vadModel', wire: 'vad_model', kind: 'text', families: [], instead: SIBLING },
]

/** The kind of content that each role's text is. */
const CONTENT: Readonly<Record<ContextTurn['role'], string>> = { user: 'input_text', assistant: 'text' }

/**
 * What of `run-task` the options make: `parameters`, `input` and, for a `phraseId`, `resources`. Nothing is checked.
 *
 * @example
 * ```ts
 * toPayload({ format: 'pcm', sampleRate: 16_000, heartbeat: true }).parameters
 * // { format: 'pcm', sample_rate: 16000, heartbeat: true }
 * ```
 */
export function toPayload(options: DashScopeParameters): Pick<RunTask, 'parameters' | 'input' | 'resources'> {
  const given = parameterTable.filter(({ option }) => options[option] !== undefined)
  const named = given.map(({ option, wire, kind }) =>
    [wire, kind === 'filter' ? writeFilter(options.specialWordFilter!) : options[option]])
  const { phraseId } = options
  const resources: Resource[] = phraseId === undefined ? [] : [{ resource_id: phraseId, resource_type: 'asr_phrase' }]
  return {
    parameters: { ...Object.fromEntries(named) as JsonObject, ...options.parameters },
    input: toInput(options.context),
    ...resources.length > 0 && { resources },
  }
}

/** `payload.input`, as `run-task` and `continue-task` carry it; `{}` without turns. */
export function toInput(context: readonly ContextTurn[] = []): JsonObject {
  if (context.length === 0) return {}
  return { context: context.map(({ role, text }) => ({ role, content: [{ type: CONTENT[role], text }] })) }
}

/**
 * The options that a `run-task` came from, for who reads it: known names as options, the others in `parameters`.
 * Nothing is checked, since a client may send anything; `validate()` does that.
 *
 * @example
 * ```ts
 * fromParameters({ sample_rate: 8000, stream: true }) // { sampleRate: 8000, parameters: { stream: true } }
 * ```
 */
export function fromParameters(parameters: JsonObject): Readonly<Record<string, unknown>> {
  const options = new Map(parameterTable.map(({ option, wire }) => [wire, option as string]))
  const entries = Object.entries(parameters)
  const others = Object.fromEntries(entries.filter(([wire]) => !options.has(wire)))
  const known = entries.filter(([wire]) => options.has(wire))
    .map(([wire, value]): [string, unknown] => [options.get(wire)!, value])
  return {
    ...Object.fromEntries(known),
    ...Object.keys(others).length > 0 && { parameters: others },
  }
}

/** A filter travels as JSON in a string. */
function writeFilter(filter: SpecialWordFilter | string): string {
  if (typeof filter === 'string') return filter
  const { filterWithSigned, filterWithEmpty, systemReservedFilter } = filter
  return JSON.stringify({
    ...filterWithSigned && { filter_with_signed: { word_list: filterWithSigned } },
    ...filterWithEmpty && { filter_with_empty: { word_list: filterWithEmpty } },
    ...systemReservedFilter !== undefined && { system_reserved_filter: systemReservedFilter },
  })
}

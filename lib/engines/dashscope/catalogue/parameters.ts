import { wireFormats } from '../../../engine/audio-formats.js'
import type { NameOf } from '../../../errors.js'
import type { JsonObject, Resource, RunTask } from '../../../protocol/messages.js'
import type { ContextTurn } from '../../../types.js'
import type { ModelFamily } from './models.js'
import type { DashScopeParameters, SpecialWordFilter } from './settings.js'
import type { Kind, Limits } from './value-kinds.js'

/** Options that are sent in `payload.parameters`. */
export type ParameterOption = Exclude<keyof DashScopeParameters, 'phraseId' | 'context' | 'parameters'>

interface ParameterSpec extends Limits {
  /** Name on the wire. */
  readonly wire: string
  /** Kind of the value. */
  readonly kind: Kind
  /** Families of models that take the parameter; none when only models outside the catalogue do. */
  readonly families: readonly ModelFamily[]
  /** Behaviour of models without the parameter, as a value of it; setting that value is no mistake. */
  readonly fixedValue?: boolean
  /** Advice to users of a model that does not take the parameter. */
  readonly advice?: (name: NameOf) => string
  /** Contradiction between the pages of the service. */
  readonly contradiction?: string
}

/** Parameter of `payload.parameters`. */
export interface ParameterRow extends ParameterSpec {
  /** Name of the option. */
  readonly option: ParameterOption
}

const FUN: readonly ModelFamily[] = ['fun-asr', 'fun-asr-8k']
const V2: readonly ModelFamily[] = ['paraformer-v2', 'paraformer-8k-v2']
const V1: readonly ModelFamily[] = ['paraformer-v1', 'paraformer-8k-v1']
const MODERN = [...FUN, ...V2]
const ALL = [...MODERN, ...V1]

const chooseModern = (): string => 'remove it, or choose a Fun-ASR or Paraformer v2 model'
const chooseFun = (): string => 'remove it, or choose a Fun-ASR model'
const chooseParaformer = (): string => 'remove it, or choose a Paraformer model'
const chooseQwen = (): string => 'remove it, or choose a qwen-audio model'
const chooseV2 = (reason: string) => (): string => `remove it, since ${reason}, or choose "paraformer-realtime-v2"`
const noEffect = (): string => 'remove it: the service documents no effect in real time'

/** From the Fun-ASR and Paraformer client event references of 2026, including ranges and defaults. */
const parameters: Readonly<Record<ParameterOption, ParameterSpec>> = {
  format: { wire: 'format', kind: 'enum', values: wireFormats, families: ALL },
  sampleRate: { wire: 'sample_rate', kind: 'integer', min: 1, families: ALL },
  languageHints: {
    wire: 'language_hints', kind: 'languages', families: [...FUN, 'paraformer-v2'],
    advice: chooseV2('the model recognises Mandarin only'),
  },
  vocabularyId: {
    wire: 'vocabulary_id', kind: 'string', families: MODERN,
    advice: name => `set the list as ${name('phraseId')}, or choose a v2 model`,
    contradiction: 'the feature table lists hot words as unsupported, the reference has this parameter; '
      + 'check that they work',
  },
  semanticPunctuationEnabled: {
    wire: 'semantic_punctuation_enabled', kind: 'boolean', families: MODERN, fixedValue: false, advice: chooseModern,
  },
  maxSentenceSilence: {
    wire: 'max_sentence_silence', kind: 'integer', min: 200, max: 6000, families: MODERN, advice: chooseModern,
  },
  multiThresholdModeEnabled: {
    wire: 'multi_threshold_mode_enabled', kind: 'boolean', families: MODERN, fixedValue: false, advice: chooseModern,
  },
  punctuationPredictionEnabled: {
    wire: 'punctuation_prediction_enabled', kind: 'boolean', families: V2, fixedValue: true,
    advice: chooseV2('the model always punctuates'),
  },
  inverseTextNormalizationEnabled: {
    wire: 'inverse_text_normalization_enabled', kind: 'boolean', families: V2, fixedValue: true,
    advice: chooseV2('the model always writes digits'),
    contradiction: 'the feature table lists it as always on, the reference has this parameter; check that it works',
  },
  disfluencyRemovalEnabled: {
    wire: 'disfluency_removal_enabled', kind: 'boolean', families: [...V2, ...V1], fixedValue: false,
    advice: chooseParaformer,
  },
  heartbeat: { wire: 'heartbeat', kind: 'boolean', families: MODERN, fixedValue: false, advice: chooseModern },
  speechNoiseThreshold: {
    wire: 'speech_noise_threshold', kind: 'number', min: -1, max: 1, families: FUN, advice: chooseFun,
  },
  specialWordFilter: {
    wire: 'special_word_filter', kind: 'filter', families: FUN, advice: chooseFun,
    contradiction: 'the feature table lists word filters as unsupported, the reference has this parameter; '
      + 'check that it works',
  },
  diarizationEnabled: {
    wire: 'diarization_enabled', kind: 'boolean', families: [], fixedValue: false, advice: noEffect,
  },
  speakerCount: { wire: 'speaker_count', kind: 'integer', min: 1, families: [], advice: noEffect },
  timestampAlignmentEnabled: {
    wire: 'timestamp_alignment_enabled', kind: 'boolean', families: [], fixedValue: false, advice: noEffect,
  },
  audioEventDetectionEnabled: {
    wire: 'audio_event_detection_enabled', kind: 'boolean', families: [], fixedValue: false, advice: noEffect,
  },
  vocabulary: {
    wire: 'vocabulary', kind: 'weights', families: [],
    advice: name => `set a list as ${name('vocabularyId')}, or choose a qwen-audio model`,
  },
  intermediateResultEnabled: {
    wire: 'intermediate_result_enabled', kind: 'boolean', families: [], fixedValue: false, advice: chooseQwen,
  },
  keepDialect: { wire: 'keep_dialect', kind: 'boolean', families: [], advice: chooseQwen },
  vadModel: { wire: 'vad_model', kind: 'string', families: [], advice: chooseQwen },
}

/** Every parameter of `payload.parameters`: types, ranges, wire names and the models that take it. */
export const parameterTable: readonly ParameterRow[] = Object.entries(parameters)
  .map(([option, spec]) => ({ option: option as ParameterOption, ...spec }))

/** True when the models of a family make use of a parameter. */
export function takesParameter(family: ModelFamily, option: ParameterOption): boolean {
  return parameters[option].families.includes(family)
}

/** Type of content on the wire, by the role of a turn. */
const CONTENT: Readonly<Record<ContextTurn['role'], string>> = { user: 'input_text', assistant: 'text' }

/**
 * Payload of `run-task` for the options: `parameters`, `input` and, for a `phraseId`, `resources`. Checks nothing.
 *
 * @example
 * ```ts
 * toPayload({ format: 'pcm', sampleRate: 16_000, heartbeat: true }).parameters
 * // { format: 'pcm', sample_rate: 16000, heartbeat: true }
 * ```
 */
export function toPayload(options: DashScopeParameters): Pick<RunTask, 'parameters' | 'input' | 'resources'> {
  const given = parameterTable.filter(({ option }) => options[option] !== undefined)
  const entries = given.map(({ option, wire, kind }) =>
    [wire, kind === 'filter' ? filterJson(options.specialWordFilter!) : options[option]])
  const { phraseId } = options
  const resources: Resource[] = phraseId === undefined ? [] : [{ resource_id: phraseId, resource_type: 'asr_phrase' }]
  return {
    parameters: { ...Object.fromEntries(entries) as JsonObject, ...options.parameters },
    input: toInput(options.context),
    ...resources.length > 0 && { resources },
  }
}

/** `payload.input` of `run-task` and `continue-task`; `{}` without turns. */
export function toInput(context: readonly ContextTurn[] = []): JsonObject {
  if (context.length === 0) return {}
  return { context: context.map(({ role, text }) => ({ role, content: [{ type: CONTENT[role], text }] })) }
}

/** Filter as the JSON string that the service expects. */
function filterJson(filter: SpecialWordFilter | string): string {
  if (typeof filter === 'string') return filter
  const { filterWithSigned, filterWithEmpty, systemReservedFilter } = filter
  return JSON.stringify({
    ...filterWithSigned && { filter_with_signed: { word_list: filterWithSigned } },
    ...filterWithEmpty && { filter_with_empty: { word_list: filterWithEmpty } },
    ...systemReservedFilter !== undefined && { system_reserved_filter: systemReservedFilter },
  })
}

import { isRecord } from '../../../option-checks.js'

/** Kind of value that a parameter has. */
export type Kind = 'boolean' | 'integer' | 'number' | 'string' | 'enum' | 'languages' | 'filter' | 'weights'

/** Limits of a kind, where it has any. */
export interface Limits {
  /** Smallest number. */
  readonly min?: number
  /** Largest number. */
  readonly max?: number
  /** Values of an enum. */
  readonly values?: readonly string[]
}

interface KindSpec {
  /** Description of valid values, for a message. */
  readonly expected: (limits: Limits) => string
  /** True when a value is valid. */
  readonly isValid: (value: unknown, limits: Limits) => boolean
}

/** Most words of a filter. */
const MAX_FILTER_WORDS = 32
/** Most hot words without a list, and most of those with the highest weight. */
const MAX_HOT_WORDS = 2000
const MAX_TOP_WORDS = 50
const TOP_WEIGHT = 50
/** Most characters of a hot word that is not ASCII, and most parts of one that is. */
const MAX_HOT_WORD_CHARACTERS = 15
const MAX_HOT_WORD_PARTS = 7

/** Each kind with its test and its description. */
export const kinds: Readonly<Record<Kind, KindSpec>> = {
  boolean: { expected: () => 'true or false', isValid: value => typeof value === 'boolean' },
  integer: {
    expected: limits => `an integer ${rangeOf(limits)}`,
    isValid: (value, limits) => Number.isInteger(value) && isWithin(value, limits),
  },
  number: { expected: limits => `a number ${rangeOf(limits)}`, isValid: isWithin },
  string: { expected: () => 'a non-empty string', isValid: isText },
  enum: {
    expected: ({ values = [] }) => `one of ${values.map(value => JSON.stringify(value)).join(', ')}`,
    isValid: (value, { values = [] }) => values.includes(value as string),
  },
  languages: {
    expected: () => 'a non-empty array of language codes such as ["en"]',
    isValid: value => areTexts(value) && value.length > 0,
  },
  filter: {
    expected: () => `an object of \`filterWithSigned\` and \`filterWithEmpty\`, arrays of at most ${MAX_FILTER_WORDS} `
      + 'words in total, and `systemReservedFilter`, true or false; or the service\'s JSON for it',
    isValid: isFilter,
  },
  weights: {
    expected: () => `an object of at most ${MAX_HOT_WORDS} words and their weights, 1-5 or ${TOP_WEIGHT} `
      + `(${TOP_WEIGHT} for at most ${MAX_TOP_WORDS} of them), each of at most ${MAX_HOT_WORD_CHARACTERS} characters, `
      + `or of ${MAX_HOT_WORD_PARTS} parts if it is ASCII`,
    isValid: areWeights,
  },
}

/** True for a non-empty string. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

function isWithin(value: unknown, { min = -Infinity, max = Infinity }: Limits): boolean {
  return typeof value === 'number' && value >= min && value <= max
}

function rangeOf({ min, max }: Limits): string {
  return max === undefined ? `of at least ${min}` : `from ${min} to ${max}`
}

function isFilter(value: unknown): boolean {
  if (typeof value === 'string') return isJsonObject(value)
  if (!isRecord(value)) return false
  const { filterWithSigned = [], filterWithEmpty = [], systemReservedFilter = false, ...unknown } = value
  return areTexts(filterWithSigned) && areTexts(filterWithEmpty) && typeof systemReservedFilter === 'boolean'
    && filterWithSigned.length + filterWithEmpty.length <= MAX_FILTER_WORDS && Object.keys(unknown).length === 0
}

function isJsonObject(text: string): boolean {
  try {
    return isRecord(JSON.parse(text))
  } catch {
    return false
  }
}

function areWeights(value: unknown): boolean {
  if (!isRecord(value)) return false
  const words = Object.entries(value)
  return words.length <= MAX_HOT_WORDS && words.filter(([, weight]) => weight === TOP_WEIGHT).length <= MAX_TOP_WORDS
    && words.every(([word, weight]) => isHotWord(word) && isWeight(weight))
}

function isWeight(value: unknown): boolean {
  return value === TOP_WEIGHT || (Number.isInteger(value) && isWithin(value, { min: 1, max: 5 }))
}

function isHotWord(word: string): boolean {
  if (/^[\x20-\x7e]+$/.test(word)) return word.split(' ').length <= MAX_HOT_WORD_PARTS
  return word !== '' && [...word].length <= MAX_HOT_WORD_CHARACTERS
}

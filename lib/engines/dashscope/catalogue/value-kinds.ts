/** The kinds of value that parameters have. */
export type Kind = 'boolean' | 'integer' | 'number' | 'text' | 'words' | 'languages' | 'filter' | 'weights'

/** A kind's limits, where it has any. */
export interface Limits {
  readonly least?: number
  readonly most?: number
  readonly values?: readonly string[]
}

interface KindRow {
  /** What belongs there, for a message. */
  readonly expected: (limits: Limits) => string
  readonly holds: (value: unknown, limits: Limits) => boolean
}

const within = (value: unknown, { least = -Infinity, most = Infinity }: Limits): boolean =>
  typeof value === 'number' && value >= least && value <= most
const isWord = (value: unknown): boolean => typeof value === 'string' && value !== ''
const areWords = (value: unknown): value is string[] => Array.isArray(value) && value.every(isWord)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const from = ({ least, most }: Limits): string => most === undefined ? `from ${least}` : `from ${least} to ${most}`

/** Words that a filter may hold. */
const FILTER_WORDS = 32
/** Instant hot words: in all, and those of weight 50. */
const HOT_WORDS = 2000
const HOTTEST_WORDS = 50
/** Characters of a hot word that is not ASCII, parts of one that is. */
const HOT_CHARACTERS = 15
const HOT_PARTS = 7

/** Each kind with its test and its name. */
export const kinds: Readonly<Record<Kind, KindRow>> = {
  boolean: { expected: () => 'true or false', holds: value => typeof value === 'boolean' },
  integer: {
    expected: limits => `an integer ${from(limits)}`,
    holds: (value, limits) => Number.isInteger(value) && within(value, limits),
  },
  number: { expected: limits => `a number ${from(limits)}`, holds: within },
  text: { expected: () => 'a string that is not empty', holds: isWord },
  words: {
    expected: ({ values = [] }) => `one of ${values.map(word => JSON.stringify(word)).join(', ')}`,
    holds: (value, { values = [] }) => values.includes(value as string),
  },
  languages: {
    expected: () => 'an array of language codes such as ["en"]',
    holds: value => areWords(value) && value.length > 0,
  },
  filter: {
    expected: () => `{ filterWithSigned, filterWithEmpty: arrays of at most ${FILTER_WORDS} words in all, systemReservedFilter }, or that as the service's JSON`,
    holds: isFilter,
  },
  weights: {
    expected: () => `words with weights 1-5 or 50, at most ${HOT_WORDS} of ${HOT_CHARACTERS} characters or ${HOT_PARTS} English words, ${HOTTEST_WORDS} of them with 50`,
    holds: areWeights,
  },
}

function isFilter(value: unknown): boolean {
  if (typeof value === 'string') return isJsonObject(value)
  if (!isRecord(value)) return false
  const { filterWithSigned = [], filterWithEmpty = [], systemReservedFilter = false, ...unknown } = value
  return areWords(filterWithSigned) && areWords(filterWithEmpty) && typeof systemReservedFilter === 'boolean'
    && filterWithSigned.length + filterWithEmpty.length <= FILTER_WORDS && Object.keys(unknown).length === 0
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
  return words.length <= HOT_WORDS && words.filter(([, weight]) => weight === 50).length <= HOTTEST_WORDS
    && words.every(([word, weight]) => isHotWord(word) && isWeight(weight))
}

function isWeight(value: unknown): boolean {
  return value === 50 || (Number.isInteger(value) && within(value, { least: 1, most: 5 }))
}

function isHotWord(word: string): boolean {
  if (/^[\x20-\x7e]+$/.test(word)) return word.split(' ').length <= HOT_PARTS
  return word !== '' && [...word].length <= HOT_CHARACTERS
}

import { failure } from '../../errors.js'
import { isRecord } from '../../option-checks.js'

/** A JSON object whose members have not been checked. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Longest time that is accepted, in ms (about 31 years). */
const MAX_TIME = 1e12

/** STENO_RESULTS_UNREADABLE for a value at a path of the document. Speech is never quoted. */
export function unreadableError(where: string, expected: string, got: string): Error {
  return failure('STENO_RESULTS_UNREADABLE', { where, expected, got })
}

/** Returns an object. Errors: STENO_RESULTS_UNREADABLE with the path `where`. */
export function readObject(value: unknown, where: string): JsonObject {
  if (!isRecord(value)) throw unreadableError(where, 'an object', describeJson(value))
  return value
}

/** Returns a list. Errors: STENO_RESULTS_UNREADABLE. */
export function readList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadableError(where, 'a list', describeJson(value))
  return value
}

/** Returns a list, an empty one where the value is absent or `null`. Errors: STENO_RESULTS_UNREADABLE. */
export function readOptionalList(value: unknown, where: string): readonly unknown[] {
  return value === undefined || value === null ? [] : readList(value, where)
}

/** Returns a string. Errors: STENO_RESULTS_UNREADABLE. */
export function readText(value: unknown, where: string): string {
  if (typeof value !== 'string') throw unreadableError(where, 'text', describeJson(value))
  return value
}

/**
 * Returns a time in integer ms. Errors: STENO_RESULTS_UNREADABLE.
 *
 * @param unit Length of the unit of the value, in ms: 1000 for seconds.
 */
export function readTime(value: unknown, where: string, unit = 1): number {
  if (typeof value !== 'number' || !(value >= 0) || value * unit > MAX_TIME) {
    throw unreadableError(where, unit === 1 ? 'a time in ms' : 'a time in seconds', describeJson(value))
  }
  return Math.round(value * unit)
}

/** Returns the name of a speaker; `undefined` where there is none. */
export function readSpeaker(value: unknown): string | undefined {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined
}

/** Kind of a JSON value for a message; only numbers, booleans and `null` are quoted. */
export function describeJson(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  return isRecord(value) ? 'an object' : JSON.stringify(value)
}

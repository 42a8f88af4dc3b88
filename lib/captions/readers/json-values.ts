import { failure } from '../../errors.js'

/** An object of which nothing is known yet. */
export type Unknown = Readonly<Record<string, unknown>>

/** No recording is longer, in ms (some 31 years). */
const LONGEST = 1e12

/** What came is not what it must be. What was said is never quoted. */
export function unreadable(where: string, expected: string, got: string): Error {
  return failure('STENO_RESULTS_UNREADABLE', { where, expected, got })
}

/** An object, or STENO_RESULTS_UNREADABLE with the place where it should have been. */
export function object(value: unknown, where: string): Unknown {
  if (!isObject(value)) throw unreadable(where, 'an object', kindOf(value))
  return value
}

/** A list, or STENO_RESULTS_UNREADABLE. */
export function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadable(where, 'a list', kindOf(value))
  return value
}

/** A list that may be left out: none, or `null`, is an empty one. */
export function listIfAny(value: unknown, where: string): readonly unknown[] {
  return value === undefined || value === null ? [] : list(value, where)
}

/** A text, or STENO_RESULTS_UNREADABLE. */
export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw unreadable(where, 'text', kindOf(value))
  return value
}

/**
 * A time in integer ms, or STENO_RESULTS_UNREADABLE.
 *
 * @param scale Ms in the unit that the value has: 1000 for seconds.
 */
export function time(value: unknown, where: string, scale = 1): number {
  if (typeof value !== 'number' || !(value >= 0) || value * scale > LONGEST) {
    throw unreadable(where, scale === 1 ? 'a time in ms' : 'a time in seconds', kindOf(value))
  }
  return Math.round(value * scale)
}

/** The name of a speaker as text; `undefined` where none is told. */
export function speaker(value: unknown): string | undefined {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a value is, in words; only numbers and truth values are shown. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  return isObject(value) ? 'an object' : JSON.stringify(value)
}

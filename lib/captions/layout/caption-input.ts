import { failure, Redacted } from '../../errors.js'
import type { Cue, RecognitionResult } from '../../types.js'

/** Input of everything that writes captions: results of `recognize()`, or cues laid out before. */
export type CaptionInput = RecognitionResult | Cue

/** True for a cue, false for a result or anything else. */
export function isCue(input: unknown): input is Cue {
  return Array.isArray((input as Cue | null | undefined)?.lines)
}

/** Throws STENO_BAD_OPTION unless the input is a result. */
export function checkResult(
  input: unknown, expected = 'a RecognitionResult of `recognize()`',
): asserts input is RecognitionResult {
  const { sentence } = (input ?? {}) as Partial<RecognitionResult>
  if (typeof sentence?.text !== 'string') throw badChunk(expected, input)
}

/** Throws STENO_BAD_OPTION unless the input is a cue with finite times. */
export function checkCue(input: unknown): asserts input is Cue {
  const { lines, start, end } = (input ?? {}) as Partial<Cue>
  const isValid = Array.isArray(lines) && lines.every(line => typeof line === 'string') && isTime(start) && isTime(end)
  if (!isValid) throw badChunk('a Cue with lines and finite times', input)
}

function badChunk(expected: string, input: unknown): Error {
  return failure('STENO_BAD_OPTION', { option: 'chunk', expected, got: describe(input) })
}

function isTime(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) <= Number.MAX_SAFE_INTEGER
}

/** Kind of a value for a message. A string is not quoted, since it may be speech. */
export function describe(value: unknown): Redacted {
  if (value === null || value === undefined) return new Redacted(String(value))
  if (typeof value !== 'object') return new Redacted(`a ${typeof value}`)
  const { name } = value.constructor ?? Object
  if (name !== 'Object') return new Redacted(`an object of class ${name}`)
  const keys = Object.keys(value).slice(0, 4)
  return new Redacted(keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`)
}

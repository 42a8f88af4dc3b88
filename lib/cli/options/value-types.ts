/** Type of the value of a flag. */
export interface ValueType<Value> {
  /** Description of a valid value, which follows "must be" in a message. */
  readonly expected: string
  /** Value of a text; undefined when the text is invalid. */
  readonly parse: (text: string) => Value | undefined
}

/** Any text but the empty one. */
export const text: ValueType<string> = { expected: 'a non-empty string', parse: given => given || undefined }

/** Names separated by commas. */
export const list: ValueType<readonly string[]> = {
  expected: 'a list such as srt,vtt',
  parse: given => given.split(',').map(name => name.trim()),
}

/** A finite number. */
export const number: ValueType<number> = {
  expected: 'a number',
  parse: given => given.trim() !== '' && Number.isFinite(Number(given)) ? Number(given) : undefined,
}

/** An amount of money. */
export const amount: ValueType<number> = {
  expected: 'a number above 0',
  parse: given => Number(given) > 0 ? number.parse(given) : undefined,
}

/** Index of a stream or channel. */
export const index: ValueType<number> = {
  expected: 'an index, 0 for the first',
  parse: given => /^\d+$/.test(given) ? Number(given) : undefined,
}

/** Time in ms, written as seconds, `m:ss` or `h:mm:ss`, with or without decimals. */
export const timecode: ValueType<number> = { expected: 'a time such as 90, 1:30 or 0:01:30.5', parse: parseTimecode }

/** Duration in ms, written in s; the range is in s, both ends included. */
export function duration(min: number, max: number): ValueType<number> {
  return {
    expected: `a number from ${min} to ${max}, in s`,
    parse(given) {
      const seconds = number.parse(given) ?? NaN
      return seconds >= min && seconds <= max ? Math.round(seconds * 1000) : undefined
    },
  }
}

/** An integer of a range, both ends included. */
export function integer(min: number, max: number): ValueType<number> {
  return {
    expected: `an integer from ${min} to ${max}`,
    parse(given) {
      const value = number.parse(given)
      return value !== undefined && Number.isInteger(value) && value >= min && value <= max ? value : undefined
    },
  }
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]): ValueType<Word> {
  return { expected: `one of ${words.join(', ')}`, parse: given => words.find(word => word === given) }
}

function parseTimecode(given: string): number | undefined {
  const parts = given.split(':')
  const seconds = parts.pop()!
  const isTime = /^\d+(\.\d+)?$/.test(seconds) && parts.length <= 2 && parts.every(part => /^\d+$/.test(part))
  if (!isTime) return undefined
  // Every part but the first has two digits below 60.
  if (![...parts, seconds].slice(1).every(part => /^[0-5]\d(\.|$)/.test(part))) return undefined
  const [minutes = 0, hours = 0] = parts.reverse().map(Number)
  return Math.round((hours * 3600 + minutes * 60 + Number(seconds)) * 1000)
}

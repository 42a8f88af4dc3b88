import { failure, show } from './errors.js'

/** Throws STENO_BAD_OPTION unless `ok`. */
export function checkOption(ok: boolean, option: string, expected: string, got: unknown): asserts ok {
  if (!ok) throw failure('STENO_BAD_OPTION', { option, expected, got })
}

/** Checks that an option is an integer of a range, both ends included. */
export function checkInteger(option: string, got: unknown, least: number, most: number): void {
  checkOption(Number.isInteger(got) && (got as number) >= least && (got as number) <= most,
    option, `an integer from ${least} to ${most}`, got)
}

/** Checks that an option is a number of a range, both ends included. */
export function checkNumber(option: string, got: unknown, least: number, most: number): void {
  checkOption(typeof got === 'number' && got >= least && got <= most, option,
    most === Infinity ? `a number of at least ${least}` : `a number from ${least} to ${most}`, got)
}

/** Checks that an option is one of a few words. */
export function checkOneOf(option: string, got: unknown, words: readonly string[]): void {
  checkOption(words.includes(got as string), option, `one of ${words.map(show).join(', ')}`, got)
}

/** Checks that an option, when given, is a non-empty string. */
export function checkText(option: string, got: unknown): void {
  checkOption(got === undefined || (typeof got === 'string' && got !== ''), option, 'a non-empty string', got)
}

/**
 * Checks that no option is left over, as a misspelt one would be; gives what goes to the stream constructor.
 * Errors: STENO_UNKNOWN_OPTION.
 *
 * @param stage Call as users write it, such as `toSrt()`.
 * @param known Names of the options of the stage, for a suggestion.
 * @param streamOptions Names of the options that the stream constructor takes.
 */
export function checkKnown(stage: string, rest: object, known: readonly string[], streamOptions: readonly string[]): void {
  const option = Object.keys(rest).find(name => !streamOptions.includes(name))
  if (option === undefined) return
  const similar = [...known, ...streamOptions].find(name => distance(name.toLowerCase(), option.toLowerCase()) <= 2)
  throw failure('STENO_UNKNOWN_OPTION', { option, stage, similar })
}

/** Edit distance of two words (Levenshtein). */
export function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, a] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, b] of [...other].entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (a === b ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1)!
}

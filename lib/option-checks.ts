import { failure, show } from './errors.js'

/** Throws STENO_BAD_OPTION unless `ok`. */
export function checkOption(ok: boolean, option: string, expected: string, got: unknown): asserts ok {
  if (!ok) throw failure('STENO_BAD_OPTION', { option, expected, got })
}

/** True for an object that is neither an array nor `null`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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

/** Checks that an option is true or false. */
export function checkBoolean(option: string, got: unknown): void {
  checkOption(typeof got === 'boolean', option, 'true or false', got)
}

/** Checks that an option, when given, is a non-empty string. */
export function checkText(option: string, got: unknown): void {
  checkOption(got === undefined || (typeof got === 'string' && got !== ''), option, 'a non-empty string', got)
}

/** Throws STENO_BAD_OPTION unless the value of an option is valid. */
export type OptionCheck = (option: string, got: unknown) => void

/** Each option of a type with its check. */
export type OptionChecks<Options> = { readonly [Name in keyof Options]-?: OptionCheck }

/** `checkInteger()` for a table of checks. */
export const integer = (least: number, most: number): OptionCheck =>
  (option, got) => { checkInteger(option, got, least, most) }

/** `checkNumber()` for a table of checks. */
export const number = (least: number, most: number): OptionCheck =>
  (option, got) => { checkNumber(option, got, least, most) }

/** `checkOneOf()` for a table of checks. */
export const oneOf = (words: readonly string[]): OptionCheck => (option, got) => { checkOneOf(option, got, words) }

/** Checks the options of a table that are given. `prefix`, such as `settings.`, precedes their names in messages. */
export function checkOptions<Options>(options: Options, checks: OptionChecks<Options>, prefix = ''): void {
  for (const [name, check] of Object.entries<OptionCheck>(checks)) {
    const got = options[name as keyof Options]
    if (got !== undefined) check(prefix + name, got)
  }
}

/** The options of a table, without those that are `undefined`. */
export function pickOptions<Options>(options: NoInfer<Options>, checks: OptionChecks<Options>): Options {
  return Object.fromEntries(Object.entries(options as object)
    .filter(([name, value]) => Object.hasOwn(checks, name) && value !== undefined)) as Options
}

/** The options of no table, such as those for a stream constructor. */
export function omitOptions(options: object, ...tables: readonly object[]): object {
  return Object.fromEntries(Object.entries(options)
    .filter(([name]) => !tables.some(table => Object.hasOwn(table, name))))
}

/** Throws STENO_UNKNOWN_OPTION for an option that is in no table; `call` is the call as users write it. */
export function checkOptionNames(call: string, options: object, ...tables: readonly object[]): void {
  checkKnown(call, omitOptions(options, ...tables), tables.flatMap(table => Object.keys(table)), [])
}

/**
 * Checks that no option is left over, as a misspelt one would be; gives what goes to the stream constructor.
 * Errors: STENO_UNKNOWN_OPTION.
 *
 * @param stage Call as users write it, such as `toSrt()`.
 * @param known Names of the options of the stage, for a suggestion.
 * @param streamOptions Names of the options that the stream constructor takes.
 */
export function checkKnown(
  stage: string, rest: object, known: readonly string[], streamOptions: readonly string[],
): void {
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

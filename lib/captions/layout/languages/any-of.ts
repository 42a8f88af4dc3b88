/**
 * Alternatives of a regular expression, out of lists of words that are separated by white space.
 *
 * @example
 * ```ts
 * anyOf('one two', 'three') // '(?:one|two|three)'
 * ```
 */
export function anyOf(...lists: readonly string[]): string {
  return `(?:${lists.join(' ').trim().split(/\s+/).join('|')})`
}

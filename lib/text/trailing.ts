/**
 * Index at which the characters of a class at the end of a text begin; the length of the text where there are none.
 * Scans from the end: a search for `[…]+$` starts at each character of a class, so that its cost is quadratic.
 *
 * @param character Matches one character, without the flag `g`.
 *
 * @example
 * ```ts
 * trailingStart('well...', /\./) // 4
 * ```
 */
export function trailingStart(text: string, character: Pick<RegExp, 'test'>): number {
  let start = text.length
  while (start > 0) {
    const before = start - (isPairBefore(text, start) ? 2 : 1)
    if (!character.test(text.slice(before, start))) break
    start = before
  }
  return start
}

/**
 * The text with arrows shortened to `->`: hyphens before a `>` become one.
 *
 * @example
 * ```ts
 * shortenArrows('a --> b') // 'a -> b'
 * ```
 */
export function shortenArrows(text: string): string {
  if (!text.includes('-->')) return text
  const parts = text.split('>')
  return parts.map((part, i) => i === parts.length - 1 ? part : singleHyphen(part)).join('>')
}

/** The text with hyphens at its end replaced by one. */
export function singleHyphen(text: string): string {
  const start = trailingStart(text, /-/)
  return text.length - start < 2 ? text : text.slice(0, start + 1)
}

function isPairBefore(text: string, end: number): boolean {
  return end > 1 && /[\udc00-\udfff]/.test(text[end - 1]!) && /[\ud800-\udbff]/.test(text[end - 2]!)
}

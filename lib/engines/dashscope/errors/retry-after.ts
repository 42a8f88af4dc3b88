/** Dates of HTTP in their two forms with a time zone, IMF-fixdate and RFC 850. */
const HTTP_DATE = /^[A-Za-z]{3,9}, [\w :-]{12,30} GMT$/

/**
 * Time that a `Retry-After` header asks for (RFC 9110, 10.2.3), in ms; `undefined` when it is neither a number of
 * seconds nor a date.
 *
 * @param now Time at which the answer was sent, in ms since 1970, for a header with a date.
 *
 * @example
 * ```ts
 * parseRetryAfter('120', 0) // 120_000
 * parseRetryAfter('Thu, 01 Jan 1970 00:00:07 GMT', 5000) // 2000
 * parseRetryAfter('-1', 0) // undefined
 * ```
 */
export function parseRetryAfter(header: string, now: number): number | undefined {
  const text = header.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER)
  const date = HTTP_DATE.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(date) || Number.isNaN(now) ? undefined : Math.max(0, date - now)
}

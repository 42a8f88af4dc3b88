const MS_PER_HOUR = 3_600_000

/** Fields of a time, padded to their usual digits. Hours count on, beyond a day and beyond a hundred. */
function fieldsOf(ms: number): { h: string; m: string; s: string; millis: string } {
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    h: two(Math.floor(ms / MS_PER_HOUR)),
    m: two(Math.floor(ms / 60_000) % 60),
    s: two(Math.floor(ms / 1000) % 60),
    millis: String(ms % 1000).padStart(3, '0'),
  }
}

/**
 * Timestamp of SRT, WebVTT and TTML, `HH:MM:SS.mmm`; from 100 h on, hours have more digits.
 *
 * @param ms Time in ms, integer, not negative.
 * @param point Decimal separator: a comma in SRT, a full stop elsewhere.
 *
 * @example
 * ```ts
 * timestamp(3_661_005, ',') // '01:01:01,005'
 * ```
 */
export function timestamp(ms: number, point: '.' | ','): string {
  const { h, m, s, millis } = fieldsOf(ms)
  return `${h}:${m}:${s}${point}${millis}`
}

/** Rounds ms to hundredths of a second, the resolution of ASS and LRC. */
export function toCentiseconds(ms: number): number {
  return Math.round(ms / 10)
}

/**
 * Timestamp of ASS, `H:MM:SS.cc`.
 *
 * @param cs Time in hundredths of a second, integer.
 */
export function assTimestamp(cs: number): string {
  const { h, m, s, millis } = fieldsOf(cs * 10)
  return `${Number(h)}:${m}:${s}.${millis.slice(0, 2)}`
}

/**
 * Timestamp of LRC, `mm:ss.cc`; minutes count on beyond the hour.
 *
 * @param cs Time in hundredths of a second, integer.
 */
export function lrcTimestamp(cs: number): string {
  const { s, millis } = fieldsOf(cs * 10)
  return `${String(Math.floor(cs / 6000)).padStart(2, '0')}:${s}.${millis.slice(0, 2)}`
}

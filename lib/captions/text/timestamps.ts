const MS_AN_HOUR = 3_600_000

/** A time taken apart. Hours count on, beyond a day and beyond a hundred. */
function parts(ms: number): { h: string; m: string; s: string; rest: string } {
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    h: two(Math.floor(ms / MS_AN_HOUR)),
    m: two(Math.floor(ms / 60_000) % 60),
    s: two(Math.floor(ms / 1000) % 60),
    rest: String(ms % 1000).padStart(3, '0'),
  }
}

/**
 * A time as most formats write it, hours in two digits or, from 100 h on, more.
 *
 * @param ms Integer, not negative.
 * @param point What stands before the milliseconds: a comma in SRT, a full stop elsewhere.
 *
 * @example
 * ```ts
 * clockTime(3_661_005, ',') // '01:01:01,005'
 * ```
 */
export function clockTime(ms: number, point: '.' | ','): string {
  const { h, m, s, rest } = parts(ms)
  return `${h}:${m}:${s}${point}${rest}`
}

/** Milliseconds to the nearest hundredth of a second, for ASS and LRC, which have no finer clock. */
export function toCentiseconds(ms: number): number {
  return Math.round(ms / 10)
}

/**
 * `H:MM:SS.cc`, as ASS has it.
 *
 * @param cs Hundredths of a second, integer.
 */
export function assTime(cs: number): string {
  const { h, m, s, rest } = parts(cs * 10)
  return `${Number(h)}:${m}:${s}.${rest.slice(0, 2)}`
}

/**
 * `mm:ss.cc`, as LRC has it: minutes count on beyond the hour.
 *
 * @param cs Hundredths of a second, integer.
 */
export function lrcTime(cs: number): string {
  const { s, rest } = parts(cs * 10)
  return `${String(Math.floor(cs / 6000)).padStart(2, '0')}:${s}.${rest.slice(0, 2)}`
}

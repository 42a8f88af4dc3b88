import type { Moments } from './journal.js'

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

export function percentile(values: readonly number[], p: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p / 100))] ?? NaN
}

/** From one moment to another, of all events that have both, in ms. */
export function delays(from: Moments, to: Moments): number[] {
  return Object.entries(to).flatMap(([name, at]) => name in from ? [at - from[name]!] : [])
}

/** `p50 0.12  p95 0.30  p99 0.50  most 2.10 ms` */
export function spread(values: readonly number[], digits = 2): string {
  const of = (p: number): string => percentile(values, p).toFixed(digits)
  return `p50 ${of(50)}  p95 ${of(95)}  p99 ${of(99)}  most ${of(100)} ms`
}

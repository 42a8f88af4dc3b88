import { percentile } from '../support/numbers.js'
import { rms } from '../support/noise.js'

export const RATE = 16_000
/** 10 ms, of which each has a label. */
export const FRAME = 160

/**
 * True for each 10 ms that holds speech: 25 ms RMS over P95 - 22 dB, gaps under 100 ms closed, bursts under 50 ms
 * dropped.
 */
export function labelled(clean: Int16Array): boolean[] {
  const levels = Array.from({ length: Math.floor(clean.length / FRAME) }, (_, i) => {
    const from = Math.max(0, i * FRAME + FRAME / 2 - 200)
    return 20 * Math.log10(rms(clean.subarray(from, from + 400)) + 1)
  })
  const least = percentile(levels, 95) - 22
  return without(closed(levels.map(level => level > least)), true, 5)
}

/** Gaps under 100 ms are none. */
export function closed(labels: readonly boolean[]): boolean[] {
  return without(labels, false, 10)
}

/** Turns runs of a value that are shorter than `least` into the other. */
export function without(labels: readonly boolean[], value: boolean, least: number): boolean[] {
  const output = [...labels]
  for (let from = 0, to = 0; from < labels.length; from = to) {
    for (to = from; to < labels.length && labels[to] === labels[from];) to++
    if (labels[from] === value && to - from < least && from > 0 && to < labels.length) output.fill(!value, from, to)
  }
  return output
}

export function share(hits: readonly boolean[]): number {
  return hits.filter(Boolean).length / hits.length
}

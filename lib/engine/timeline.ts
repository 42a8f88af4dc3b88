import type { RecognitionResult, Sentence } from '../types.js'

/** A pair of times that denote the same moment. */
interface Anchor {
  /** Time on the engine clock, in ms. */
  engine: number
  /** Time on the source clock, in ms. */
  source: number
}

/** Within this distance a chunk continues the one before: its start may have been rounded. */
const TOLERANCE_MS = 1

/** Maps a time to another, in ms. */
type TimeMap = (ms: number) => number

/** Copy of a sentence with all its times mapped, in the order of time. */
export function mapTimes(sentence: Sentence, begin: TimeMap, end: TimeMap): Sentence {
  const beginTime = begin(sentence.beginTime)
  const words = sentence.words.map(word => ({ ...word, beginTime: begin(word.beginTime), endTime: end(word.endTime) }))
  const endTime = sentence.endTime === null ? null : end(sentence.endTime)
  return { ...sentence, beginTime, endTime, words }
}

/** The result moved by `offset` ms, times rounded to whole ms. */
export function shiftResult(result: RecognitionResult, offset: number): RecognitionResult {
  if (offset === 0) return result
  const shift = (ms: number): number => Math.round(ms + offset)
  return { ...result, sentence: mapTimes(result.sentence, shift, shift) }
}

/**
 * Maps the engine clock (the audio an engine was given, without gaps) to the source clock (the media, with everything
 * that was left out): a monotone function of pieces with slope one. Times in ms.
 */
export class Timeline {
  #anchors: [Anchor, ...Anchor[]] = [{ engine: 0, source: 0 }]

  /** States that the audio at `engine` on the engine clock begins at `source` on the source clock. */
  addAnchor(engine: number, source: number): void {
    const last = this.#anchors.at(-1) as Anchor
    if (engine === last.engine) last.source = Math.max(source, last.source)
    else if (source - this.#extrapolate(engine) > TOLERANCE_MS) this.#anchors.push({ engine, source })
  }

  /** States that `duration` ms of silence, which the source does not have, were inserted at `engine`. */
  insert(engine: number, duration: number): void {
    const last = this.#anchors.at(-1) as Anchor
    // The first piece must continue to begin at 0.
    if (engine === last.engine && this.#anchors.length > 1) last.engine += duration
    else this.#anchors.push({ engine: engine + duration, source: this.#extrapolate(engine) })
  }

  /**
   * Time on the source clock, integer ms, of a time on the engine clock. At a seam between two pieces the end of
   * something belongs to the piece before, a beginning to the piece after.
   */
  toSource(engine: number, edge: 'begin' | 'end'): number {
    if (this.#anchors.length === 1) return Math.round(engine - this.#anchors[0].engine + this.#anchors[0].source)
    const index = this.#anchors.findLastIndex(anchor =>
      edge === 'begin' ? anchor.engine <= engine : anchor.engine < engine)
    const anchor = this.#anchors[Math.max(index, 0)] as Anchor
    // Inserted silence lies at one moment of the source, where the next piece begins.
    const next = this.#anchors[Math.max(index, 0) + 1]?.source ?? Infinity
    return Math.round(Math.min(anchor.source + engine - anchor.engine, next))
  }

  /** The result with all its times on the source clock. Results come in order: pieces before a final are dropped. */
  mapResult(result: RecognitionResult): RecognitionResult {
    const { sentence } = result
    const [{ engine, source }] = this.#anchors
    const mapped = this.#anchors.length === 1
      ? shiftResult(result, source - engine)
      : { ...result, sentence: mapTimes(sentence, ms => this.toSource(ms, 'begin'), ms => this.toSource(ms, 'end')) }
    if (sentence.endTime !== null) this.prune(sentence.endTime)
    return mapped
  }

  /** Drops the pieces that end before `engine`; no earlier time may be mapped any more. */
  prune(engine: number): void {
    const current = this.#anchors.findLastIndex(anchor => anchor.engine < engine)
    if (current > 0) this.#anchors.splice(0, current)
  }

  /** Time on the source clock when the last piece is extended to `engine`. */
  #extrapolate(engine: number): number {
    const last = this.#anchors.at(-1) as Anchor
    return last.source + engine - last.engine
  }
}

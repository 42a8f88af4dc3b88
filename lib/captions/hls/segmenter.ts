import { Redacted } from '../../errors.js'
import { checkOption, checkOptions, integer, number, oneOf, type OptionChecks } from '../../option-checks.js'
import type { Cue } from '../../types.js'
import { vttChecks, type VttOptions } from '../formats/vtt-options.js'
import { vttCue, vttHeader } from '../formats/vtt.js'
import { normalizeCue } from '../formats/writer.js'
import { timestamp } from '../text/timestamps.js'

/** Options of the media segments. */
export interface SegmentOptions extends Omit<VttOptions, 'note' | 'style'> {
  /** Duration of a segment, in ms, 500 to 3600000; the same as the video's. Default 6000. */
  readonly segmentDuration?: number
  /**
   * Treatment of a cue that crosses the end of a segment: `'repeat'` repeats it with the same times and text (RFC 8216,
   * 3.5; players show it once), `'start-only'` writes it only where it starts (for players that would show it twice),
   * `'clip'` clips it to each segment. Default `'repeat'`.
   */
  readonly boundary?: 'repeat' | 'start-only' | 'clip'
  /** MPEGTS value of X-TIMESTAMP-MAP: timestamp of the video at time 0, in 90 kHz ticks, 0 to 2^33 - 1. Default 0. */
  readonly mpegts?: number
}

/** Every segment option with its check. */
export const segmentChecks: OptionChecks<SegmentOptions> = {
  segmentDuration: number(500, 3_600_000),
  boundary: oneOf(['repeat', 'start-only', 'clip']),
  mpegts: integer(0, 2 ** 33 - 1),
  karaoke: vttChecks.karaoke,
  speakers: vttChecks.speakers,
  language: vttChecks.language,
  settings: vttChecks.settings,
}

/** Segment that is complete and never changes again. */
export interface Segment {
  /** Index from 0, equal to its media sequence number. */
  readonly index: number
  /** Duration in ms. */
  readonly duration: number
  /** Content, a WebVTT file. */
  readonly text: string
}

/** Default of `segmentDuration`, in ms. */
export const SEGMENT_DURATION = 6000

/**
 * Longest time from the end of the media so far to the end of the next cue, in ms (24 h). Each segment in between is
 * written, so that a cue with an absurd time would fill the disk.
 */
const MAX_GAP = 86_400_000

/** Shortest time that a late cue is shown, in ms, unless it was shorter. */
const MIN_LATE_DURATION = 1000

/**
 * Cuts cues into segments at fixed times. Cues come in the order of their starts; a segment is complete once a cue
 * starts at its end or later, or when `advance()` has passed its end. A cue that comes after that is moved to the start
 * of the first segment that is still open, so that no words are lost.
 *
 * Errors: STENO_BAD_OPTION for an option, and from `push()` for anything but a cue and for one that ends more than 24 h
 * after the media so far.
 *
 * @example
 * ```ts
 * const segmenter = new Segmenter({ segmentDuration: 6000 })
 * for (const { index, text } of segmenter.push({ start: 7000, end: 9000, lines: ['Hello'] })) console.log(index, text)
 * ```
 */
export class Segmenter {
  readonly #options: SegmentOptions
  readonly #duration: number
  readonly #header: string
  #cues: Cue[] = []
  #index = 0
  #lastStart = 0
  #lastEnd = 0

  constructor(options: SegmentOptions = {}) {
    checkOptions(options, segmentChecks)
    const { segmentDuration = SEGMENT_DURATION, boundary = 'repeat', mpegts = 0 } = options
    this.#options = { ...options, boundary }
    this.#duration = segmentDuration
    this.#header = vttHeader(options, `X-TIMESTAMP-MAP=MPEGTS:${mpegts},LOCAL:${timestamp(0, '.')}`)
  }

  /** Adds a cue. @returns The segments that are then complete, created lazily. */
  *push(cue: Cue): Generator<Segment> {
    const normalized = normalizeCue(cue, this.#lastStart)
    if (!normalized) return
    const reached = Math.max(this.#lastEnd, this.#startOf(this.#index))
    const gap = normalized.end - reached
    checkOption(gap <= MAX_GAP, 'chunk', `a cue that ends at most ${MAX_GAP} ms after the media so far`,
      new Redacted(`one that ends ${gap} ms after it`))
    this.#lastStart = normalized.start
    const placed = this.#delayed(normalized)
    this.#cues.push(placed)
    this.#lastEnd = Math.max(this.#lastEnd, placed.end)
    yield* this.advance(placed.start)
  }

  /** Advances the source clock to a time in ms. @returns The segments that are then complete. */
  *advance(time: number): Generator<Segment> {
    checkOption(time < Infinity, 'position', 'a function that returns a finite number of ms', time)
    while (this.#startOf(this.#index + 1) <= time) yield this.#cut(this.#startOf(this.#index + 1))
  }

  /**
   * Ends the input. @returns The remaining segments; the last one ends with the media or with its last cue.
   *
   * @param mediaDuration Duration of the media in ms, where it is known.
   */
  *flush(mediaDuration = 0): Generator<Segment> {
    const end = Math.max(mediaDuration, this.#lastEnd)
    yield* this.advance(end)
    if (this.#startOf(this.#index) < end) yield this.#cut(end)
    // A playlist needs at least one segment.
    else if (this.#index === 0) yield this.#cut(this.#startOf(1))
  }

  /** A cue moved into the first open segment if its own is complete. */
  #delayed(cue: Cue): Cue {
    const open = this.#startOf(this.#index)
    if (cue.start >= open) return cue
    const duration = Math.min(MIN_LATE_DURATION, cue.end - cue.start)
    return { ...cue, start: open, end: Math.max(cue.end, open + duration) }
  }

  #startOf(index: number): number {
    return Math.round(index * this.#duration)
  }

  /** Completes the open segment at `end`. */
  #cut(end: number): Segment {
    const start = this.#startOf(this.#index)
    const { boundary } = this.#options
    const shown = this.#cues.filter(cue => cue.start < end && (boundary !== 'start-only' || cue.start >= start))
    this.#cues = this.#cues.filter(cue => cue.end > end || cue.start >= end)
    const clipped = boundary !== 'clip' ? shown
      : shown.map(cue => ({ ...cue, start: Math.max(cue.start, start), end: Math.min(cue.end, end) }))
    const text = this.#header + clipped.map(cue => vttCue(cue, this.#options)).join('')
    return { index: this.#index++, duration: end - start, text }
  }
}

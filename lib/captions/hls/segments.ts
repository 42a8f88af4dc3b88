import { checkOption, checkInteger, checkOneOf } from '../../option-checks.js'
import { clockTime } from '../text/timestamps.js'
import type { Cue } from '../../types.js'
import { checkVtt, type VttOptions } from '../formats/vtt-options.js'
import { vttCue, vttHeader } from '../formats/vtt.js'
import { soundCue } from '../formats/writer.js'

/** How captions are cut into segments. */
export interface SegmentOptions extends Omit<VttOptions, 'note' | 'style'> {
  /** Length of a segment, in s, 0.5 to 3600; the same as the video's. Default 6. */
  readonly segment?: number
  /**
   * What becomes of a cue that reaches over the end of a segment: it is repeated with the same times and text
   * (`'repeat'`, as RFC 8216, 3.5 wants; players show it once), stands only where it starts (`'start-only'`, for
   * players that would show it twice), or is clipped to each segment (`'clip'`). Default `'repeat'`.
   */
  readonly boundary?: 'repeat' | 'start-only' | 'clip'
  /** The video's time stamp at time 0 of the captions, in ticks of 90 kHz, 0 to 2^33 - 1. Default 0. */
  readonly mpegts?: number
}

/** A segment that is complete and never changes again. */
export interface Segment {
  /** Counts from 0; so does the media sequence number. */
  readonly index: number
  /** Length in ms. */
  readonly duration: number
  /** WebVTT. */
  readonly text: string
}

const LAST_TICK = 2 ** 33 - 1
/** A cue that comes too late for its time is shown so long at least, in ms. */
const LATE = 1000

/**
 * Cuts cues into segments at fixed times. Cues come in the order of their starts; a segment is complete once a cue
 * starts at its end or later, or when `reach()` says that time has passed. A cue that then comes too late starts with
 * the first segment still open, so that no words are lost.
 *
 * Errors: STENO_BAD_OPTION for an option or a cue that is none.
 *
 * @example
 * ```ts
 * const segments = new Segments({ segment: 6 })
 * for (const { index, text } of segments.push({ start: 7000, end: 9000, lines: ['Hello'] })) console.log(index, text)
 * ```
 */
export class Segments {
  readonly #options: SegmentOptions
  readonly #length: number
  readonly #header: string
  #waiting: Cue[] = []
  #index = 0
  #last = 0
  #said = 0

  constructor(options: SegmentOptions = {}) {
    const { segment = 6, boundary = 'repeat', mpegts = 0 } = options
    checkOption(typeof segment === 'number' && segment >= 0.5 && segment <= 3600, 'segment', 'a number of seconds from 0.5 to 3600', segment)
    checkOneOf('boundary', boundary, ['repeat', 'start-only', 'clip'])
    checkInteger('mpegts', mpegts, 0, LAST_TICK)
    checkVtt(options)
    this.#options = { ...options, boundary }
    this.#length = segment * 1000
    this.#header = vttHeader(options, `X-TIMESTAMP-MAP=MPEGTS:${mpegts},LOCAL:${clockTime(0, '.')}`)
  }

  /** Takes a cue. @returns The segments that are complete by that, made one by one as they are asked for. */
  *push(cue: Cue): Generator<Segment> {
    const sound = soundCue(cue, this.#last)
    if (!sound) return
    this.#last = sound.start
    const open = this.#at(this.#index)
    const kept = sound.start >= open ? sound
      : { ...sound, start: open, end: Math.max(sound.end, open + Math.min(LATE, sound.end - sound.start)) }
    this.#waiting.push(kept)
    this.#said = Math.max(this.#said, kept.end)
    yield* this.reach(kept.start)
  }

  /** Time has passed, to that of the source clock in ms. @returns The segments that are complete by that. */
  *reach(time: number): Generator<Segment> {
    while (this.#at(this.#index + 1) <= time) yield this.#next(this.#at(this.#index + 1))
  }

  /**
   * The rest; the last segment ends with its last cue.
   *
   * @param duration How long the media is, in ms, where that is known; else it ends with the last cue.
   */
  *flush(duration = 0): Generator<Segment> {
    const end = Math.max(duration, this.#said)
    yield* this.reach(end)
    if (this.#at(this.#index) < end) yield this.#next(end)
    // A playlist without segments is none.
    else if (this.#index === 0) yield this.#next(this.#at(1))
  }

  #at(index: number): number {
    return Math.round(index * this.#length)
  }

  #next(end: number): Segment {
    const start = this.#at(this.#index)
    const { boundary } = this.#options
    const shown = this.#waiting.filter(cue => cue.start < end && (boundary !== 'start-only' || cue.start >= start))
      .map(cue => boundary === 'clip' ? { ...cue, start: Math.max(cue.start, start), end: Math.min(cue.end, end) } : cue)
    this.#waiting = this.#waiting.filter(cue => cue.end > end || cue.start >= end)
    return { index: this.#index++, duration: end - start, text: this.#header + shown.map(cue => vttCue(cue, this.#options)).join('') }
  }
}

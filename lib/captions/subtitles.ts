import type { Transform } from 'node:stream'
import { type AssOptions, assWriter } from './formats/ass.js'
import { captionStage, type CueFormatOptions } from './formatter.js'
import { type LrcOptions, lrcWriter } from './formats/lrc.js'
import { srtWriter } from './formats/srt.js'
import { type TtmlOptions, ttmlWriter } from './formats/ttml.js'
import type { VttOptions } from './formats/vtt-options.js'
import { vttWriter } from './formats/vtt.js'

/**
 * Finals (or cues) to SRT: laid out by professional rules (`LayoutOptions`), integer ms, in order, never overlapping. A cue
 * is written as soon as it cannot change any more: at the latest with the sentence after it. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION when something else than a `RecognitionResult` or a `Cue` is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toSrt } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toSrt()).pipe(process.stdout)
 * ```
 */
export function toSrt(options: CueFormatOptions = {}): Transform {
  return captionStage(options, srtWriter())
}

/**
 * Finals (or cues) to WebVTT that the validator of its authors accepts. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, at once, and when something else is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toVtt } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toVtt({ karaoke: true })).pipe(process.stdout)
 * ```
 */
export function toVtt(options: VttOptions & CueFormatOptions = {}): Transform {
  return captionStage(options, vttWriter(options))
}

/**
 * Finals (or cues) to Advanced SubStation Alpha. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, at once, and when something else is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toAss } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toAss({ karaoke: true })).pipe(process.stdout)
 * ```
 */
export function toAss(options: AssOptions & CueFormatOptions = {}): Transform {
  return captionStage(options, assWriter(options))
}

/**
 * Finals (or cues) to TTML in the text profile of IMSC 1.1. The document is whole at the end. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, at once, and when something else is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toTtml } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toTtml({ language: 'en' })).pipe(process.stdout)
 * ```
 */
export function toTtml(options: TtmlOptions & CueFormatOptions = {}): Transform {
  return captionStage(options, ttmlWriter(options))
}

/**
 * Finals (or cues) to LRC, a line each. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, at once, and when something else is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toLrc } from 'stenopipe'
 *
 * fileSource('song.mp3').pipe(decode()).pipe(recognize()).pipe(toLrc({ karaoke: true })).pipe(process.stdout)
 * ```
 */
export function toLrc(options: LrcOptions & CueFormatOptions = {}): Transform {
  return captionStage(options, lrcWriter(options))
}

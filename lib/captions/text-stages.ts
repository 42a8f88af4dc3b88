import type { TypedTransform } from '../stream/typed-transform.js'
import { coreStage, type TextChunk, type TextStageOptions, textStreamOptions } from './core-stage.js'
import { type AssOptions, assFormat } from './formats/ass.js'
import {
  type CaptionFormat, captionFormatter, tablesOf, type TextFormatter,
} from './formats/caption-format.js'
import { jsonFormatter, jsonlChecks, jsonlFormatter, type JsonlOptions } from './formats/json.js'
import { lrcFormat, type LrcOptions } from './formats/lrc.js'
import { textFormat, type TextOptions } from './formats/plain-text.js'
import { srtFormat } from './formats/srt.js'
import { ttmlFormat, type TtmlOptions } from './formats/ttml.js'
import type { VttOptions } from './formats/vtt-options.js'
import { vttFormat } from './formats/vtt.js'
import type { LayoutOptions } from './layout/options.js'

type Encoding = BufferEncoding | undefined
type TextStage<E extends Encoding> = TypedTransform<TextChunk<E>>

function textStage<Input, E extends Encoding>(
  call: string, formatter: TextFormatter<Input>, options: TextStageOptions<E>, tables: readonly object[],
): TextStage<E> {
  const rest = textStreamOptions(call, options, ...tables)
  const stage: TypedTransform<unknown> = coreStage(formatter, { ...rest, readableObjectMode: false })
  // The stream turns text into bytes, unless it has an `encoding`.
  return stage as TextStage<E>
}

function captionStage<Options extends object, E extends Encoding>(
  call: string, format: CaptionFormat<Options>, options: Options & LayoutOptions & TextStageOptions<E>,
): TextStage<E> {
  return textStage(call, captionFormatter(format, options), options, tablesOf(format))
}

/**
 * Finals (or cues) to SubRip, laid out by professional rules (`LayoutOptions`): in order, never overlapping. A cue is
 * written as soon as it cannot change any more: at the latest with the next sentence. Interims are skipped.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once; STENO_BAD_OPTION when a chunk is neither a
 * `RecognitionResult` nor a `Cue`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toSrt } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toSrt()).pipe(process.stdout)
 * ```
 */
export function toSrt<E extends Encoding = undefined>(options: LayoutOptions & TextStageOptions<E> = {}): TextStage<E> {
  return captionStage('toSrt()', srtFormat, options)
}

/**
 * Finals (or cues) to WebVTT, laid out as by `toSrt()`. Interims are skipped.
 *
 * Errors: those of `toSrt()`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toVtt } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toVtt({ karaoke: true })).pipe(process.stdout)
 * ```
 */
export function toVtt<E extends Encoding = undefined>(
  options: VttOptions & LayoutOptions & TextStageOptions<E> = {},
): TextStage<E> {
  return captionStage('toVtt()', vttFormat, options)
}

/**
 * Finals (or cues) to Advanced SubStation Alpha, laid out as by `toSrt()`. Interims are skipped.
 *
 * Errors: those of `toSrt()`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toAss } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toAss({ karaoke: true })).pipe(process.stdout)
 * ```
 */
export function toAss<E extends Encoding = undefined>(
  options: AssOptions & LayoutOptions & TextStageOptions<E> = {},
): TextStage<E> {
  return captionStage('toAss()', assFormat, options)
}

/**
 * Finals (or cues) to TTML in the text profile of IMSC 1.1, laid out as by `toSrt()`. The document is complete when the
 * stream ends. Interims are skipped.
 *
 * Errors: those of `toSrt()`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toTtml } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toTtml({ language: 'en' })).pipe(process.stdout)
 * ```
 */
export function toTtml<E extends Encoding = undefined>(
  options: TtmlOptions & LayoutOptions & TextStageOptions<E> = {},
): TextStage<E> {
  return captionStage('toTtml()', ttmlFormat, options)
}

/**
 * Finals (or cues) to LRC, laid out as by `toSrt()`, a line for each cue. Interims are skipped.
 *
 * Errors: those of `toSrt()`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toLrc } from 'stenopipe'
 *
 * fileSource('song.mp3').pipe(decode()).pipe(recognize()).pipe(toLrc({ karaoke: true })).pipe(process.stdout)
 * ```
 */
export function toLrc<E extends Encoding = undefined>(
  options: LrcOptions & LayoutOptions & TextStageOptions<E> = {},
): TextStage<E> {
  return captionStage('toLrc()', lrcFormat, options)
}

/**
 * Finals (or cues) to plain text: a line for each final or, with `paragraph`, running text with an empty line at each
 * pause of at least that long and before another speaker. Interims are skipped.
 *
 * Errors: those of `toSrt()`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toText } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toText({ paragraph: 2000 })).pipe(process.stdout)
 * ```
 */
export function toText<E extends Encoding = undefined>(
  options: TextOptions & TextStageOptions<E> = {},
): TextStage<E> {
  return captionStage('toText()', textFormat, options)
}

/**
 * Finals to one JSON document, `{ "sentences": [ … ] }`, each as `recognize()` returned it. The document is complete
 * when the stream ends. Interims are skipped.
 *
 * Errors: STENO_UNKNOWN_OPTION, at once; STENO_BAD_OPTION when a chunk is not a `RecognitionResult`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toJson } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toJson()).pipe(process.stdout)
 * ```
 */
export function toJson<E extends Encoding = undefined>(options: TextStageOptions<E> = {}): TextStage<E> {
  return textStage('toJson()', jsonFormatter(), options, [])
}

/**
 * Results to JSON lines, one result on each line, as `recognize()` returned them.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once; STENO_BAD_OPTION when a chunk is not a
 * `RecognitionResult`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toJsonl } from 'stenopipe'
 *
 * const lines = fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toJsonl({ interimResults: true }))
 * ```
 */
export function toJsonl<E extends Encoding = undefined>(
  options: JsonlOptions & TextStageOptions<E> = {},
): TextStage<E> {
  return textStage('toJsonl()', jsonlFormatter(options), options, [jsonlChecks])
}

import type { OperatorFunction } from 'rxjs'
import { type AssOptions, assFormat } from '../../captions/formats/ass.js'
import { type CaptionFormat, captionFormatter, tablesOf } from '../../captions/formats/caption-format.js'
import { lrcFormat, type LrcOptions } from '../../captions/formats/lrc.js'
import { textFormat, type TextOptions } from '../../captions/formats/plain-text.js'
import { srtFormat } from '../../captions/formats/srt.js'
import { ttmlFormat, type TtmlOptions } from '../../captions/formats/ttml.js'
import type { VttOptions } from '../../captions/formats/vtt-options.js'
import { vttFormat } from '../../captions/formats/vtt.js'
import type { CaptionInput } from '../../captions/layout/caption-input.js'
import type { LayoutOptions } from '../../captions/layout/options.js'
import { checkOneOf, checkOptionNames } from '../../option-checks.js'
import { withFlush } from './with-flush.js'

/** Options of `captions()`: the format of the text (default `'srt'`), the options of that format and of the layout. */
export type RxCaptionOptions =
  | LayoutOptions & { readonly format?: 'srt' }
  | LayoutOptions & { readonly format: 'vtt' } & VttOptions
  | LayoutOptions & { readonly format: 'ass' } & AssOptions
  | LayoutOptions & { readonly format: 'ttml' } & TtmlOptions
  | LayoutOptions & { readonly format: 'lrc' } & LrcOptions
  | { readonly format: 'text' } & TextOptions

const formats = {
  srt: srtFormat, vtt: vttFormat, ass: assFormat, ttml: ttmlFormat, lrc: lrcFormat, text: textFormat,
} as const

/**
 * Formats results (or cues) as captions, piece by piece: each piece as soon as it cannot change any more, the rest at
 * the end. The pieces joined are the file.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once.
 *
 * @example
 * ```ts
 * import { captions, streamCall } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(captions({ format: 'vtt', profile: 'bbc' })).subscribe(text => {
 *   process.stdout.write(text)
 * })
 * ```
 */
export function captions(options: RxCaptionOptions = {}): OperatorFunction<CaptionInput, string> {
  const { format: name = 'srt', ...rest } = options
  checkOneOf('format', name, Object.keys(formats))
  const format = formats[name] as CaptionFormat<object>
  checkOptionNames('captions()', rest, ...tablesOf(format))
  return withFlush(() => captionFormatter(format, rest))
}

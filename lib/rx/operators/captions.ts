import type { OperatorFunction } from 'rxjs'
import { type AssOptions, assWriter } from '../../captions/formats/ass.js'
import { captionPen, textPieces } from '../../captions/caption-text.js'
import { captioner, type CaptionInput, spoken } from '../../captions/captioner.js'
import { Captioner } from '../../captions/layout/captioner.js'
import { type LayoutOptions, layoutChecks } from '../../captions/layout/options.js'
import { type LrcOptions, lrcWriter } from '../../captions/formats/lrc.js'
import { type TextOptions, textWriter } from '../../captions/formats/plain-text.js'
import { srtWriter } from '../../captions/formats/srt.js'
import { type TtmlOptions, ttmlWriter } from '../../captions/formats/ttml.js'
import type { VttOptions } from '../../captions/formats/vtt-options.js'
import { vttWriter } from '../../captions/formats/vtt.js'
import type { CueWriter } from '../../captions/formats/writer.js'
import { checkOneOf, pickOptions } from '../../option-checks.js'
import { withFlush } from './with-flush.js'

/** Options of `captions()`: the form of the text (default `'srt'`), those of that form, and those of the layout. */
export type RxCaptionOptions = LayoutOptions & (
  | { readonly format?: 'srt' }
  | { readonly format: 'vtt' } & VttOptions
  | { readonly format: 'ass' } & AssOptions
  | { readonly format: 'ttml' } & TtmlOptions
  | { readonly format: 'lrc' } & LrcOptions
  | { readonly format: 'text' } & TextOptions
)

type OfFormats = VttOptions & AssOptions & TtmlOptions & LrcOptions & TextOptions

const writers: Readonly<Record<NonNullable<RxCaptionOptions['format']>, (options: OfFormats) => CueWriter>> = {
  srt: srtWriter, vtt: vttWriter, ass: assWriter, ttml: ttmlWriter, lrc: lrcWriter, text: textWriter,
}

/**
 * Results (or cues) to the text of captions, piece by piece: each piece as soon as it cannot change any more, the rest at the
 * end. The pieces put together are the file.
 *
 * Errors: STENO_BAD_OPTION, at once.
 *
 * @example
 * ```ts
 * import { captions, streamCall } from 'stenopipe/rx'
 *
 * streamCall({}, process.stdin).pipe(captions({ format: 'vtt', profile: 'bbc' })).subscribe(text => { process.stdout.write(text) })
 * ```
 */
export function captions(options: RxCaptionOptions = {}): OperatorFunction<CaptionInput, string> {
  const { format = 'srt' } = options
  checkOneOf('format', format, Object.keys(writers))
  const layout = pickOptions(options, layoutChecks)
  return withFlush(() => {
    const maker = captioner(format === 'text' ? spoken : new Captioner(layout))
    const pieces = textPieces(captionPen(writers[format](options as OfFormats), maker))
    const some = (text: string): readonly string[] => text === '' ? [] : [text]
    return { push: input => some(pieces.push(input)), flush: () => some(pieces.flush()) }
  })
}

import { shortenArrows } from '../../text/trailing.js'
import { WORD_JOINER } from '../text/sanitize.js'
import { timestamp } from '../text/timestamps.js'
import type { CaptionInput } from '../layout/caption-input.js'
import type { LayoutOptions } from '../layout/options.js'
import { type CaptionFormat, formatCaptions } from './caption-format.js'
import { type CueWriter, cueWriter } from './writer.js'

/** SubRip. */
export const srtFormat: CaptionFormat<object> = { checks: {}, writer: srtWriter }

/**
 * Formats cues, or results with the layout of `toSrt()`, as SubRip: numbered from 1, with line feeds.
 *
 * SRT has no escapes and no standard, so what readers would parse as markup is replaced: an arrow in the text becomes
 * `->`, `<laughs>` becomes `‹laughs›` (readers drop what looks like a tag), braces become full-width (ffmpeg and libass
 * drop what is in them), and an invisible word joiner breaks up what would be a line break, an entity or a comment.
 * Blank lines and cues without visible text are not written. Hours count on beyond 99.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatSrt } from 'stenopipe'
 *
 * formatSrt([{ start: 740, end: 2100, lines: ['Hello,', 'world.'] }])
 * // 1\n00:00:00,740 --> 00:00:02,100\nHello,\nworld.\n\n
 * ```
 */
export function formatSrt(cues: Iterable<CaptionInput>, options: LayoutOptions = {}): string {
  return formatCaptions('formatSrt()', srtFormat, cues, options)
}

/** Writer of SubRip. */
export function srtWriter(): CueWriter {
  let number = 0
  return cueWriter({
    cue: ({ start, end, lines }) =>
      `${++number}\n${timestamp(start, ',')} --> ${timestamp(end, ',')}\n${lines.map(escapeSrt).join('\n')}\n\n`,
  })
}

function escapeSrt(line: string): string {
  return shortenArrows(line).replaceAll(/<([^<>]*)>/g, '‹$1›').replaceAll('<', '‹')
    .replaceAll('{', '｛').replaceAll('}', '｝')
    .replaceAll(/\\(?=[Nnh])|&(?=#?\w+;)|^(?=NOTE\b)/g, `$&${WORD_JOINER}`)
}

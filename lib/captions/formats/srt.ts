import { JOINER } from '../text/sanitize.js'
import { clockTime } from '../text/timestamps.js'
import type { Cue } from '../../types.js'
import { type CueWriter, cueWriter, writeAll } from './writer.js'

/**
 * SubRip text of cues, numbered from 1, UTF-8 with line feeds.
 *
 * SRT has no escapes and no standard, so what readers would trip over is made harmless: an arrow in the text is spelt
 * `->`, `<laughs>` is spelt `‹laughs›` (readers drop what looks like a tag), braces are full-width (ffmpeg and libass
 * drop what is in them), and an invisible word joiner parts what would be taken for a line break, an entity or a
 * comment. Blank lines and cues that show nothing are never written. Hours count on beyond 99.
 *
 * Errors: STENO_BAD_OPTION for what is no cue.
 *
 * @example
 * ```ts
 * formatSrt([{ start: 740, end: 2100, lines: ['Hello,', 'world.'] }])
 * // 1\n00:00:00,740 --> 00:00:02,100\nHello,\nworld.\n\n
 * ```
 */
export function formatSrt(cues: readonly Cue[]): string {
  return writeAll(srtWriter(), cues)
}

/** SRT, cue by cue. */
export function srtWriter(): CueWriter {
  let number = 0
  return cueWriter({
    cue: ({ start, end, lines }) =>
      `${++number}\n${clockTime(start, ',')} --> ${clockTime(end, ',')}\n${lines.map(harmless).join('\n')}\n\n`,
  })
}

function harmless(line: string): string {
  return line.replaceAll(/-{2,}>/g, '->').replaceAll(/<([^<>]*)>/g, '‹$1›').replaceAll('<', '‹').replaceAll('{', '｛').replaceAll('}', '｝')
    .replaceAll(/\\(?=[Nnh])|&(?=#?\w+;)|^(?=NOTE\b)/g, `$&${JOINER}`)
}

import { checkOption, checkInteger } from '../../option-checks.js'
import { cleanLine, JOINER } from '../text/sanitize.js'
import { assTime, toCentiseconds } from '../text/timestamps.js'
import type { Cue } from '../../types.js'
import { type Piece, piecesOf } from '../text/timed-runs.js'
import { checkSwitch } from './vtt-options.js'
import { type CueWriter, cueWriter, writeAll } from './writer.js'

/** How ASS looks. */
export interface AssOptions {
  /** `\k` tags, so that each word lights up as it is said. Default false. */
  readonly karaoke?: boolean
  /** Name of a font. Default `Arial`. */
  readonly font?: string
  /** Height of the letters on a picture of 1080 lines. Default 64. */
  readonly size?: number
}

/**
 * Advanced SubStation Alpha (v4.00+) of cues. Its clock has hundredths of a second: times are rounded so that cues
 * which do not overlap stay so, and the `\k` of a cue add up to its length. Speakers are in the name field.
 *
 * Renderers do not agree on escapes, so braces are written as their full-width forms, and an invisible word joiner
 * follows a backslash.
 *
 * Errors: STENO_BAD_OPTION for an option or a cue that is none.
 *
 * @example
 * ```ts
 * formatAss([{ start: 740, end: 2100, lines: ['Hello,', 'world.'] }], { font: 'Noto Sans' })
 * // … Dialogue: 0,0:00:00.74,0:00:02.10,Default,,0,0,0,,Hello,\Nworld.
 * ```
 */
export function formatAss(cues: readonly Cue[], options: AssOptions = {}): string {
  return writeAll(assWriter(options), cues)
}

/** ASS, cue by cue. Errors: STENO_BAD_OPTION, at once. */
export function assWriter({ karaoke = false, font = 'Arial', size = 64 }: AssOptions = {}): CueWriter {
  checkSwitch('karaoke', karaoke)
  checkOption(typeof font === 'string' && /^[^,\p{Cc}]+$/u.test(font), 'font', 'the name of a font, without a comma', font)
  checkInteger('size', size, 1, 1080)
  let before = { ms: 0, cs: 0 }
  return cueWriter({
    header: header(font, size),
    cue(cue) {
      const rounded = toCentiseconds(cue.start)
      const start = cue.start >= before.ms ? Math.max(rounded, before.cs) : rounded
      const end = Math.max(start + 1, toCentiseconds(cue.end))
      before = { ms: cue.end, cs: end }
      const text = karaoke && cue.words ? withTimes(piecesOf(cue), start, end) : cue.lines.map(harmless).join('\\N')
      const name = cleanLine(cue.speaker ?? '').replaceAll(',', ';')
      return `Dialogue: 0,${assTime(start)},${assTime(end)},Default,${name},0,0,0,,${text}\n`
    },
  })
}

/** Each word lasts until the next one begins, so that rounding never adds up. */
function withTimes(lines: readonly (readonly Piece[])[], start: number, end: number): string {
  let begun = start
  const beginnings = lines.map(line => line.map(({ text, start: ms }) => {
    begun = ms === undefined ? begun : Math.min(end, Math.max(begun, toCentiseconds(ms)))
    return { text: harmless(text), begun }
  }))
  const following = beginnings.flat().slice(1).map(piece => piece.begun)
  const lead = (beginnings[0]?.[0]?.begun ?? start) - start
  let next = 0
  return (lead > 0 ? `{\\k${lead}}` : '') + beginnings.map(line =>
    line.map(piece => `{\\k${(following[next++] ?? end) - piece.begun}}${piece.text}`).join('')).join('\\N')
}

function harmless(text: string): string {
  return text.replaceAll('\\', `\\${JOINER}`).replaceAll('{', '｛').replaceAll('}', '｝')
}

function header(font: string, size: number): string {
  return `[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,${font},${size},&H00FFFFFF,&H00A0A0A0,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,96,96,60,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`
}

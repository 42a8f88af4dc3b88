import { checkBoolean, checkOption, checkOptions, integer, type OptionChecks } from '../../option-checks.js'
import type { Cue } from '../../types.js'
import type { CaptionInput } from '../layout/caption-input.js'
import type { LayoutOptions } from '../layout/options.js'
import { sanitizeLine, WORD_JOINER } from '../text/sanitize.js'
import { type TimedRun, timedRunsOf } from '../text/timed-runs.js'
import { assTimestamp, toCentiseconds } from '../text/timestamps.js'
import { type CaptionFormat, formatCaptions } from './caption-format.js'
import { type CueWriter, cueWriter } from './writer.js'

/** Options of Advanced SubStation Alpha. */
export interface AssOptions {
  /** `\k` tags, so that each word is highlighted as it is spoken. Default false. */
  readonly karaoke?: boolean
  /** Name of the font. Default `Arial`. */
  readonly font?: string
  /** Font size on a picture of 1080 lines, 1 to 1080. Default 64. */
  readonly size?: number
}

const checks: OptionChecks<AssOptions> = {
  karaoke: checkBoolean,
  font: (option, got) => {
    const isValid = typeof got === 'string' && /^[^,\p{Cc}]+$/u.test(got)
    checkOption(isValid, option, 'the name of a font, without a comma', got)
  },
  size: integer(1, 1080),
}

/** Advanced SubStation Alpha. */
export const assFormat: CaptionFormat<AssOptions> = { checks, writer: assWriter }

/**
 * Formats cues, or results with the layout of `toAss()`, as Advanced SubStation Alpha (v4.00+). Its times are in
 * hundredths of a second: they are rounded so that cues which do not overlap stay so, and the `\k` of a cue add up to
 * its duration. Speakers are in the name field.
 *
 * Renderers do not agree on escapes, so braces become full-width, and an invisible word joiner follows a backslash.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatAss } from 'stenopipe'
 *
 * formatAss([{ start: 740, end: 2100, lines: ['Hello,', 'world.'] }], { font: 'Noto Sans' })
 * // … Dialogue: 0,0:00:00.74,0:00:02.10,Default,,0,0,0,,Hello,\Nworld.
 * ```
 */
export function formatAss(cues: Iterable<CaptionInput>, options: AssOptions & LayoutOptions = {}): string {
  return formatCaptions('formatAss()', assFormat, cues, options)
}

/** Writer of ASS. Errors: STENO_BAD_OPTION. */
export function assWriter(options: AssOptions = {}): CueWriter {
  checkOptions(options, checks)
  const { karaoke = false, font = 'Arial', size = 64 } = options
  let previous = { endMs: 0, endCs: 0 }
  return cueWriter({
    header: header(font, size),
    cue(cue) {
      const rounded = toCentiseconds(cue.start)
      const start = cue.start >= previous.endMs ? Math.max(rounded, previous.endCs) : rounded
      const end = Math.max(start + 1, toCentiseconds(cue.end))
      previous = { endMs: cue.end, endCs: end }
      const hasTimes = karaoke && cue.words !== undefined
      const text = hasTimes ? karaokeText(timedRunsOf(cue), start, end) : cue.lines.map(escapeAss).join('\\N')
      return `Dialogue: 0,${assTimestamp(start)},${assTimestamp(end)},Default,${nameOf(cue)},0,0,0,,${text}\n`
    },
  })
}

function nameOf({ speaker = '' }: Cue): string {
  return sanitizeLine(speaker).replaceAll(',', ';')
}

/** Each word lasts until the next one begins, so that rounding never adds up. Times are in hundredths of a second. */
function karaokeText(lines: readonly (readonly TimedRun[])[], start: number, end: number): string {
  let last = start
  const runs = lines.map(line => line.map(({ text, start: ms }) => {
    last = ms === undefined ? last : Math.min(end, Math.max(last, toCentiseconds(ms)))
    return { text: escapeAss(text), start: last }
  }))
  const nextStarts = runs.flat().slice(1).map(run => run.start)
  const lead = (runs[0]?.[0]?.start ?? start) - start
  let next = 0
  return (lead > 0 ? `{\\k${lead}}` : '') + runs.map(line =>
    line.map(run => `{\\k${(nextStarts[next++] ?? end) - run.start}}${run.text}`).join('')).join('\\N')
}

function escapeAss(text: string): string {
  return text.replaceAll('\\', `\\${WORD_JOINER}`).replaceAll('{', '｛').replaceAll('}', '｝')
}

const STYLE_FIELDS = [
  'Name', 'Fontname', 'Fontsize', 'PrimaryColour', 'SecondaryColour', 'OutlineColour', 'BackColour', 'Bold', 'Italic',
  'Underline', 'StrikeOut', 'ScaleX', 'ScaleY', 'Spacing', 'Angle', 'BorderStyle', 'Outline', 'Shadow', 'Alignment',
  'MarginL', 'MarginR', 'MarginV', 'Encoding',
]

function header(font: string, size: number): string {
  return `[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: ${STYLE_FIELDS.join(', ')}
Style: Default,${font},${size},&H00FFFFFF,&H00A0A0A0,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,96,96,60,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`
}

import { checkBoolean, checkOption, checkOptions, type OptionChecks } from '../../option-checks.js'
import { separatorBetween } from '../../text/spacing.js'
import type { Cue } from '../../types.js'
import type { CaptionInput } from '../layout/caption-input.js'
import type { LayoutOptions } from '../layout/options.js'
import { joinLines, sanitizeLine, WORD_JOINER } from '../text/sanitize.js'
import { timedRunsOf } from '../text/timed-runs.js'
import { lrcTimestamp, toCentiseconds } from '../text/timestamps.js'
import { type CaptionFormat, formatCaptions } from './caption-format.js'
import { type CueWriter, cueWriter } from './writer.js'

/** Options of LRC. */
export interface LrcOptions {
  /** A time before each word, as in enhanced LRC. Default false. */
  readonly karaoke?: boolean
  /** Title, written as `[ti:…]` at the top. Default: none. */
  readonly title?: string
}

const checks: OptionChecks<LrcOptions> = {
  karaoke: checkBoolean,
  title: (option, got) => { checkOption(typeof got === 'string', option, 'a string', got) },
}

/** LRC. */
export const lrcFormat: CaptionFormat<LrcOptions> = { checks, writer: lrcWriter }

/**
 * Formats cues, or results with the layout of `toLrc()`, as LRC: a line for each cue, times in hundredths of a second;
 * minutes count on beyond the hour. A line without text clears the display where a pause follows. An invisible word
 * joiner follows a bracket in the text that would otherwise begin a time or a tag.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatLrc } from 'stenopipe'
 *
 * formatLrc([{ start: 740, end: 2100, lines: ['Hello,', 'world.'] }]) // [00:00.74]Hello, world.\n[00:02.10]\n
 * ```
 */
export function formatLrc(cues: Iterable<CaptionInput>, options: LrcOptions & LayoutOptions = {}): string {
  return formatCaptions('formatLrc()', lrcFormat, cues, options)
}

/** Writer of LRC. Errors: STENO_BAD_OPTION. */
export function lrcWriter(options: LrcOptions = {}): CueWriter {
  checkOptions(options, checks)
  const { karaoke = false, title = '' } = options
  const tag = sanitizeLine(title).replaceAll(/[[\]]/g, '')
  let lastEnd: number | undefined
  const clearLine = (): string => lastEnd === undefined ? '' : `[${lrcTimestamp(lastEnd)}]\n`
  return cueWriter({
    header: tag === '' ? '' : `[ti:${tag}]\n`,
    cue(cue) {
      const start = toCentiseconds(cue.start)
      const pause = lastEnd !== undefined && lastEnd < start ? clearLine() : ''
      lastEnd = Math.max(lastEnd ?? 0, start, toCentiseconds(cue.end))
      const text = karaoke ? karaokeText(cue, start) : escapeLrc(joinLines(cue.lines))
      return `${pause}[${lrcTimestamp(start)}]${text}\n`
    },
    footer: clearLine,
  })
}

function karaokeText(cue: Cue, start: number): string {
  const end = Math.max(start, toCentiseconds(cue.end))
  let last = start
  return timedRunsOf(cue).map((line, i) => separatorBetween(cue.lines[i - 1] ?? '', cue.lines[i]!) + line.map(run => {
    if (run.start === undefined) return escapeLrc(run.text)
    last = Math.min(Math.max(last, toCentiseconds(run.start)), end)
    return `<${lrcTimestamp(last)}>${escapeLrc(run.text)}`
  }).join('')).join('')
}

function escapeLrc(text: string): string {
  return text.replaceAll(/\[(?=\s*(?:\d|[a-z#]+:))|<(?=\d)/gi, `$&${WORD_JOINER}`)
}

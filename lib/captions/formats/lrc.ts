import { checkOption } from '../../option-checks.js'
import { cleanLine, joinLines, JOINER } from '../text/sanitize.js'
import { separatorBetween } from '../../text/spacing.js'
import { lrcTime, toCentiseconds } from '../text/timestamps.js'
import type { Cue } from '../../types.js'
import { piecesOf } from '../text/timed-runs.js'
import { checkSwitch } from './vtt-options.js'
import { type CueWriter, cueWriter, writeAll } from './writer.js'

/** What LRC can say beside text and times. */
export interface LrcOptions {
  /** A time before each word, as enhanced LRC has it. Default false. */
  readonly karaoke?: boolean
  /** Written as `[ti:…]` at the top. */
  readonly title?: string
}

/**
 * LRC of cues, a line each, in hundredths of a second; minutes count on beyond the hour. A line without text clears the
 * display where a pause follows. Words in brackets that would be taken for a time or a tag are parted from their bracket
 * by an invisible word joiner.
 *
 * Errors: STENO_BAD_OPTION for an option or a cue that is none.
 *
 * @example
 * ```ts
 * formatLrc([{ start: 740, end: 2100, lines: ['Hello,', 'world.'] }]) // [00:00.74]Hello, world.\n[00:02.10]\n
 * ```
 */
export function formatLrc(cues: readonly Cue[], options: LrcOptions = {}): string {
  return writeAll(lrcWriter(options), cues)
}

/** LRC, cue by cue. Errors: STENO_BAD_OPTION, at once. */
export function lrcWriter({ karaoke = false, title = '' }: LrcOptions = {}): CueWriter {
  checkSwitch('karaoke', karaoke)
  checkOption(typeof title === 'string', 'title', 'text', title)
  const shown = cleanLine(title).replaceAll(/[[\]]/g, '')
  let cleared: number | undefined
  const clearing = (): string => cleared === undefined ? '' : `[${lrcTime(cleared)}]\n`
  return cueWriter({
    header: shown === '' ? '' : `[ti:${shown}]\n`,
    cue(cue) {
      const start = toCentiseconds(cue.start)
      const pause = cleared !== undefined && cleared < start ? clearing() : ''
      cleared = Math.max(cleared ?? 0, start, toCentiseconds(cue.end))
      return `${pause}[${lrcTime(start)}]${karaoke ? withTimes(cue, start) : harmless(joinLines(cue.lines))}\n`
    },
    end: clearing,
  })
}

function withTimes(cue: Cue, start: number): string {
  const end = Math.max(start, toCentiseconds(cue.end))
  let last = start
  return piecesOf(cue).map((line, i) => separatorBetween(cue.lines[i - 1] ?? '', cue.lines[i]!) + line.map(({ text, start: ms }) => {
    if (ms === undefined) return harmless(text)
    last = Math.min(Math.max(last, toCentiseconds(ms)), end)
    return `<${lrcTime(last)}>${harmless(text)}`
  }).join('')).join('')
}

function harmless(text: string): string {
  return text.replaceAll(/\[(?=\s*(?:\d|[a-z#]+:))|<(?=\d)/gi, `$&${JOINER}`)
}

import { checkOptions } from '../../option-checks.js'
import { shortenArrows, singleHyphen } from '../../text/trailing.js'
import type { Cue } from '../../types.js'
import type { CaptionInput } from '../layout/caption-input.js'
import type { LayoutOptions } from '../layout/options.js'
import { sanitizeLine } from '../text/sanitize.js'
import { timedRunsOf } from '../text/timed-runs.js'
import { timestamp } from '../text/timestamps.js'
import { type CaptionFormat, formatCaptions } from './caption-format.js'
import { foreignLanguage } from './language-tag.js'
import { vttChecks, type VttOptions } from './vtt-options.js'
import { type CueWriter, cueWriter } from './writer.js'

/** WebVTT. */
export const vttFormat: CaptionFormat<VttOptions> = { checks: vttChecks, writer: vttWriter }

/**
 * Formats cues, or results with the layout of `toVtt()`, as WebVTT (W3C draft of 2026-05-14): `&`, `<` and `>` escaped,
 * so that the text holds no arrow; starts that never decrease; timestamp tags inside their cue and strictly increasing;
 * no identifiers.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatVtt } from 'stenopipe'
 *
 * formatVtt([{ start: 740, end: 2100, lines: ['AT&T'] }]) // WEBVTT\n\n00:00:00.740 --> 00:00:02.100\nAT&amp;T\n\n
 * ```
 */
export function formatVtt(cues: Iterable<CaptionInput>, options: VttOptions & LayoutOptions = {}): string {
  return formatCaptions('formatVtt()', vttFormat, cues, options)
}

/** Writer of WebVTT. Errors: STENO_BAD_OPTION. */
export function vttWriter(options: VttOptions = {}): CueWriter {
  checkOptions(options, vttChecks)
  return cueWriter({ header: vttHeader(options), cue: cue => vttCue(cue, options) })
}

/**
 * Header of a WebVTT file.
 *
 * @param timestampMap X-TIMESTAMP-MAP line of HLS, which must be the second line.
 */
export function vttHeader({ language, note, style }: VttOptions, timestampMap?: string): string {
  const comment = [...language ? [`Language: ${language}`] : [], ...blockLines(note ?? '')]
  return [
    `WEBVTT\n${timestampMap === undefined ? '' : `${timestampMap}\n`}`,
    comment.length > 0 ? `NOTE\n${comment.join('\n')}\n` : '',
    style?.trim() ? `STYLE\n${blockLines(style).join('\n')}\n` : '',
  ].filter(part => part !== '').join('\n') + '\n'
}

/** Text of a cue that `normalizeCue()` has returned. */
export function vttCue(cue: Cue, { karaoke = false, speakers = true, language, settings = {} }: VttOptions): string {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const cueSettings = given.map(([name, value]) => ` ${name}:${value as string}`).join('')
  const text = karaoke ? karaokeText(cue) : cue.lines.map(escapeVtt).join('\n')
  const foreign = language === undefined ? undefined : foreignLanguage(cue.language, language)
  const marked = foreign === undefined ? text : `<lang ${foreign}>${text}</lang>`
  // Hyphens at the end of a name would form an arrow with the end of its tag.
  const name = speakers ? escapeVtt(singleHyphen(cue.speaker ?? '')) : ''
  return `${timestamp(cue.start, '.')} --> ${timestamp(cue.end, '.')}${cueSettings}\n`
    + `${name === '' ? marked : `<v ${name}>${marked}</v>`}\n\n`
}

/** The first word has no tag: it is visible from the start. Tags that the standard does not allow are left out. */
function karaokeText(cue: Cue): string {
  let last = cue.start
  let isFirst = true
  return timedRunsOf(cue).map(line => line.map(({ text, start }) => {
    const hasTag = !isFirst && start !== undefined && start > last && start < cue.end
    isFirst = false
    if (hasTag) last = start
    return (hasTag ? `<${timestamp(start, '.')}>` : '') + escapeVtt(text)
  }).join('')).join('\n')
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Lines of a block, which ends at the first empty line and may hold no arrow. */
function blockLines(text: string): string[] {
  return text.split(/\r\n?|\n/).map(line => shortenArrows(sanitizeLine(line))).filter(line => line !== '')
}

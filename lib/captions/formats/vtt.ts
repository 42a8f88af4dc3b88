import { cleanLine } from '../text/sanitize.js'
import { clockTime } from '../text/timestamps.js'
import type { Cue } from '../../types.js'
import { piecesOf } from '../text/timed-runs.js'
import { checkVtt, foreignLanguage, type VttOptions } from './vtt-options.js'
import { type CueWriter, cueWriter, writeAll } from './writer.js'

/**
 * WebVTT text of cues, after the W3C draft of 2026-05-14: `&`, `<` and `>` escaped (so no arrow stands in the text),
 * starts never going back, time tags inside their cue and strictly increasing, no identifiers.
 *
 * Errors: STENO_BAD_OPTION for an option or a cue that is none.
 *
 * @example
 * ```ts
 * formatVtt([{ start: 740, end: 2100, lines: ['AT&T'] }]) // WEBVTT\n\n00:00:00.740 --> 00:00:02.100\nAT&amp;T\n\n
 * ```
 */
export function formatVtt(cues: readonly Cue[], options: VttOptions = {}): string {
  return writeAll(vttWriter(options), cues)
}

/** WebVTT, cue by cue. Errors: STENO_BAD_OPTION, at once. */
export function vttWriter(options: VttOptions = {}): CueWriter {
  checkVtt(options)
  return cueWriter({ header: vttHeader(options), cue: cue => vttCue(cue, options) })
}

/**
 * What stands before the cues.
 *
 * @param map The line of HLS that ties cue times to the clock of the video; it must be the second.
 */
export function vttHeader({ language, note, style }: VttOptions, map?: string): string {
  const said = [language && `Language: ${language}`, ...block(note ?? '')].filter(line => line)
  return [
    `WEBVTT\n${map === undefined ? '' : `${map}\n`}`,
    said.length > 0 ? `NOTE\n${said.join('\n')}\n` : '',
    style?.trim() ? `STYLE\n${block(style).join('\n')}\n` : '',
  ].filter(part => part !== '').join('\n') + '\n'
}

/** A cue that `soundCue()` has seen. */
export function vttCue(cue: Cue, { karaoke = false, speakers = true, language, settings = {} }: VttOptions): string {
  const where = Object.entries(settings).filter(([, value]) => value !== undefined).map(([name, value]) => ` ${name}:${value as string}`)
  const text = karaoke ? withTimes(cue) : cue.lines.map(escape).join('\n')
  const foreign = language === undefined ? undefined : foreignLanguage(cue.language, language)
  const marked = foreign === undefined ? text : `<lang ${foreign}>${text}</lang>`
  // With the end of its tag, hyphens at the end of a name would make an arrow.
  const name = speakers ? escape(cleanLine(cue.speaker ?? '').replace(/-{2,}$/, '-')) : ''
  return `${clockTime(cue.start, '.')} --> ${clockTime(cue.end, '.')}${where.join('')}\n`
    + `${name === '' ? marked : `<v ${name}>${marked}</v>`}\n\n`
}

/** The first word needs no tag: it is there from the start. A tag that the rules do not allow is left out. */
function withTimes(cue: Cue): string {
  let last = cue.start
  let isFirst = true
  return piecesOf(cue).map(line => line.map(({ text, start }) => {
    const tagged = !isFirst && start !== undefined && start > last && start < cue.end
    isFirst = false
    if (tagged) last = start
    return (tagged ? `<${clockTime(start, '.')}>` : '') + escape(text)
  }).join('')).join('\n')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Lines of a block, which ends at the first empty one and may hold no arrow. */
function block(text: string): string[] {
  return text.split(/\r\n?|\n/).map(line => cleanLine(line).replaceAll(/-{2,}>/g, '->')).filter(line => line !== '')
}

import { checkBoolean, checkOptions, type OptionChecks } from '../../option-checks.js'
import type { Cue } from '../../types.js'
import type { CaptionInput } from '../layout/caption-input.js'
import type { LayoutOptions } from '../layout/options.js'
import { sanitizeLine } from '../text/sanitize.js'
import { timedRunsOf } from '../text/timed-runs.js'
import { timestamp } from '../text/timestamps.js'
import { type CaptionFormat, formatCaptions } from './caption-format.js'
import { checkLanguageTag, foreignLanguage } from './language-tag.js'
import { type CueWriter, cueWriter } from './writer.js'

/** Options of TTML. */
export interface TtmlOptions {
  /** Words that appear one by one as they are spoken (cumulative captions, BBC guidelines 19.3). Default false. */
  readonly karaoke?: boolean
  /** Language of the document, a BCP 47 tag; cues in another language are marked. Default: none. */
  readonly language?: string
}

const checks: OptionChecks<TtmlOptions> = { karaoke: checkBoolean, language: checkLanguageTag }

/** TTML. */
export const ttmlFormat: CaptionFormat<TtmlOptions> = { checks, writer: ttmlWriter }

/**
 * Formats cues, or results with the layout of `toTtml()`, as TTML in the text profile of IMSC 1.1: one region at the
 * bottom, centred, media time. Speakers are in the metadata of their cue.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatTtml } from 'stenopipe'
 *
 * formatTtml([{ start: 740, end: 2100, lines: ['AT&T'] }], { language: 'en' })
 * // … <p begin="00:00:00.740" end="00:00:02.100">AT&amp;T</p> …
 * ```
 */
export function formatTtml(cues: Iterable<CaptionInput>, options: TtmlOptions & LayoutOptions = {}): string {
  return formatCaptions('formatTtml()', ttmlFormat, cues, options)
}

/** Writer of TTML. Errors: STENO_BAD_OPTION. */
export function ttmlWriter(options: TtmlOptions = {}): CueWriter {
  checkOptions(options, checks)
  const { karaoke = false, language } = options
  return cueWriter({
    header: header(language ?? ''),
    cue(cue) {
      const foreign = foreignLanguage(cue.language, language)
      const lang = foreign === undefined ? '' : ` xml:lang="${foreign}"`
      const text = karaoke ? karaokeText(cue) : cue.lines.map(escapeXml).join('<br/>')
      const times = `begin="${timestamp(cue.start, '.')}" end="${timestamp(cue.end, '.')}"`
      return `      <p ${times}${lang}>${speakerMetadata(cue)}${text}</p>\n`
    },
    footer: () => '    </div>\n  </body>\n</tt>\n',
  })
}

function speakerMetadata({ speaker = '' }: Cue): string {
  const name = escapeXml(sanitizeLine(speaker))
  return name === '' ? '' : `<metadata><ttm:desc>${name}</ttm:desc></metadata>`
}

/** Times of spans are relative to the beginning of their paragraph. */
function karaokeText(cue: Cue): string {
  return timedRunsOf(cue).map(line => line.map(({ text, start = cue.start }) => {
    const begin = Math.min(start, cue.end - 1) - cue.start
    const attribute = begin > 0 ? ` begin="${timestamp(begin, '.')}"` : ''
    return `<span${attribute}>${escapeXml(text)}</span>`
  }).join('')).join('<br/>')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const NAMESPACES = [
  'xmlns="http://www.w3.org/ns/ttml"',
  'xmlns:ttp="http://www.w3.org/ns/ttml#parameter"',
  'xmlns:tts="http://www.w3.org/ns/ttml#styling"',
  'xmlns:ttm="http://www.w3.org/ns/ttml#metadata"',
].join(' ')

const PROFILE = 'ttp:timeBase="media" ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"'

const STYLE = [
  'tts:color="#FFFFFF"',
  'tts:backgroundColor="#000000CC"',
  'tts:fontFamily="proportionalSansSerif"',
  'tts:fontSize="100%"',
  'tts:textAlign="center"',
].join(' ')

const REGION = 'tts:origin="10% 75%" tts:extent="80% 20%" tts:displayAlign="after" tts:showBackground="whenActive"'

function header(language: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<tt ${NAMESPACES} xml:lang="${language}" ${PROFILE}>
  <head>
    <styling>
      <style xml:id="text" ${STYLE}/>
    </styling>
    <layout>
      <region xml:id="bottom" ${REGION}/>
    </layout>
  </head>
  <body region="bottom" style="text">
    <div>
`
}

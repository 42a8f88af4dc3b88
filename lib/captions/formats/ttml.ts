import { cleanLine } from '../text/sanitize.js'
import { clockTime } from '../text/timestamps.js'
import type { Cue } from '../../types.js'
import { piecesOf } from '../text/timed-runs.js'
import { checkLanguage, checkSwitch, foreignLanguage } from './vtt-options.js'
import { type CueWriter, cueWriter, writeAll } from './writer.js'

/** What TTML can say beside text and times. */
export interface TtmlOptions {
  /** Each word appears as it is said, as BBC guidelines (19.3) want cumulative captions. Default false. */
  readonly karaoke?: boolean
  /** The document's language, BCP 47; cues in another one are marked. Default: not said. */
  readonly language?: string
}

/**
 * TTML of cues in the text profile of IMSC 1.1: one region at the bottom, centred, media time. Speakers are in the
 * metadata of their cue.
 *
 * Errors: STENO_BAD_OPTION for an option or a cue that is none.
 *
 * @example
 * ```ts
 * formatTtml([{ start: 740, end: 2100, lines: ['AT&T'] }], { language: 'en' })
 * // … <p begin="00:00:00.740" end="00:00:02.100">AT&amp;T</p> …
 * ```
 */
export function formatTtml(cues: readonly Cue[], options: TtmlOptions = {}): string {
  return writeAll(ttmlWriter(options), cues)
}

/** TTML, cue by cue. Errors: STENO_BAD_OPTION, at once. */
export function ttmlWriter({ karaoke = false, language }: TtmlOptions = {}): CueWriter {
  checkSwitch('karaoke', karaoke)
  checkLanguage(language)
  return cueWriter({
    header: header(language ?? ''),
    cue(cue) {
      const foreign = foreignLanguage(cue.language, language)
      const marked = foreign === undefined ? '' : ` xml:lang="${foreign}"`
      const name = escape(cleanLine(cue.speaker ?? ''))
      const about = name === '' ? '' : `<metadata><ttm:desc>${name}</ttm:desc></metadata>`
      const text = karaoke ? withTimes(cue) : cue.lines.map(escape).join('<br/>')
      return `      <p begin="${clockTime(cue.start, '.')}" end="${clockTime(cue.end, '.')}"${marked}>${about}${text}</p>\n`
    },
    end: () => '    </div>\n  </body>\n</tt>\n',
  })
}

/** Times of spans count from the beginning of their paragraph. */
function withTimes(cue: Cue): string {
  return piecesOf(cue).map(line => line.map(({ text, start = cue.start }) => {
    const begin = Math.min(start, cue.end - 1) - cue.start
    return begin > 0 ? `<span begin="${clockTime(begin, '.')}">${escape(text)}</span>` : `<span>${escape(text)}</span>`
  }).join('')).join('<br/>')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function header(language: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="${language}" ttp:timeBase="media" ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text">
  <head>
    <styling>
      <style xml:id="text" tts:color="#FFFFFF" tts:backgroundColor="#000000CC" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%" tts:textAlign="center"/>
    </styling>
    <layout>
      <region xml:id="bottom" tts:origin="10% 75%" tts:extent="80% 20%" tts:displayAlign="after" tts:showBackground="whenActive"/>
    </layout>
  </head>
  <body region="bottom" style="text">
    <div>
`
}

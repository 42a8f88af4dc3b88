import {
  checkBoolean, checkOption, checkOptionNames, checkOptions, oneOf, type OptionCheck, type OptionChecks,
} from '../../option-checks.js'
import { checkLanguageTag } from './language-tag.js'

/** Cue settings of WebVTT: position and size of a cue. Default for each: the player's choice. */
export interface VttSettings {
  /** Vertical text that grows to the left (`rl`) or to the right (`lr`). Default: horizontal text. */
  readonly vertical?: 'rl' | 'lr'
  /** Line number (negative: from the bottom) or percentage such as `'85%'`, also with `,start`, `,center` or `,end`. */
  readonly line?: number | string
  /** Percentage of the width, optionally with `,line-left`, `,center` or `,line-right`. */
  readonly position?: string
  /** Width of the cue box as a percentage of the width. */
  readonly size?: string
  /** Alignment of the text within the cue box. */
  readonly align?: 'start' | 'center' | 'end' | 'left' | 'right'
}

/** Options of WebVTT. */
export interface VttOptions {
  /** Timestamp tags inside cues, so that a player can mark each word as it is spoken. Default false. */
  readonly karaoke?: boolean
  /** Voice spans for cues with a speaker. Default true. */
  readonly speakers?: boolean
  /** Language of the document, a BCP 47 tag, written as a note; cues in another language are marked. Default: none. */
  readonly language?: string
  /** Settings of every cue. */
  readonly settings?: VttSettings
  /** Comment at the top. Default: none. */
  readonly note?: string
  /** Style sheet for `::cue`. Default: none, since simple readers of captions fail on one. */
  readonly style?: string
}

const PERCENT = '(?:100(?:\\.0+)?|\\d{1,2}(?:\\.\\d+)?)%'

/** Check of a text by its form. */
function matches(pattern: string, expected: string): OptionCheck {
  const form = new RegExp(`^${pattern}$`)
  return (option, got) => {
    const isText = typeof got === 'string' || typeof got === 'number'
    checkOption(isText && form.test(String(got)), option, expected, got)
  }
}

const settingsChecks: OptionChecks<VttSettings> = {
  vertical: oneOf(['rl', 'lr']),
  line: matches(`(?:-?\\d+|${PERCENT})(?:,(?:start|center|end))?`, 'a line number or a percentage such as "85%"'),
  position: matches(`${PERCENT}(?:,(?:line-left|center|line-right))?`, 'a percentage such as "50%"'),
  size: matches(PERCENT, 'a percentage such as "80%"'),
  align: oneOf(['start', 'center', 'end', 'left', 'right']),
}

/** Every WebVTT option with its check. */
export const vttChecks: OptionChecks<VttOptions> = {
  karaoke: checkBoolean,
  speakers: checkBoolean,
  language: checkLanguageTag,
  settings(option, got) {
    checkOption(typeof got === 'object' && got !== null, option, 'an object of cue settings', got)
    checkOptionNames(option, got, settingsChecks)
    checkOptions(got, settingsChecks, `${option}.`)
  },
  note: (option, got) => { checkOption(typeof got === 'string', option, 'a string', got) },
  style: (option, got) => {
    checkOption(typeof got === 'string' && !got.includes('-->'), option, 'a style sheet without "-->"', got)
  },
}

import { checkOption, checkOneOf } from '../../option-checks.js'

/** Where cues stand; what is not given is the player's choice. A line or percentage of the video. */
export interface VttSettings {
  /** Vertical text, growing to the left or to the right. */
  readonly vertical?: 'rl' | 'lr'
  /** A line number (negative from the bottom) or a percentage such as `'85%'`, also with `,start`, `,center` or `,end`. */
  readonly line?: number | string
  /** A percentage, also with `,line-left`, `,center` or `,line-right`. */
  readonly position?: string
  /** A percentage. */
  readonly size?: string
  readonly align?: 'start' | 'center' | 'end' | 'left' | 'right'
}

/** What WebVTT can say beside text and times. */
export interface VttOptions {
  /** Times inside cues, so that a player can mark each word as it is said. Default false. */
  readonly karaoke?: boolean
  /** Voice spans for cues with a speaker. Default true. */
  readonly speakers?: boolean
  /** The document's language, BCP 47, told in a note; cues in another one are marked. Default: none is marked. */
  readonly language?: string
  /** Where every cue stands. */
  readonly settings?: VttSettings
  /** A comment at the top. */
  readonly note?: string
  /** Style sheet for `::cue`. Plain readers of captions stumble over one, so there is none by default. */
  readonly style?: string
}

const PERCENT = '(?:100(?:\\.0+)?|\\d{1,2}(?:\\.\\d+)?)%'
const LINE = new RegExp(`^(?:-?\\d+|${PERCENT})(?:,(?:start|center|end))?$`)
const POSITION = new RegExp(`^${PERCENT}(?:,(?:line-left|center|line-right))?$`)
const SIZE = new RegExp(`^${PERCENT}$`)
const LANGUAGE = /^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i

function isLanguage(tag: unknown): tag is string {
  return typeof tag === 'string' && LANGUAGE.test(tag)
}

/** The tag of a cue whose language is another than the document's, else `undefined`. Case says nothing in a tag. */
export function foreignLanguage(tag: string | undefined, document: string | undefined): string | undefined {
  return isLanguage(tag) && tag.toLowerCase() !== document?.toLowerCase() ? tag : undefined
}

/** Checks that a `language`, when given, has the form of a BCP 47 tag. */
export function checkLanguage(language: unknown): void {
  checkOption(language === undefined || isLanguage(language), 'language', 'a BCP 47 tag such as "de" or "zh-Hans"', language)
}

/** Checks an option that is on or off. */
export function checkSwitch(option: string, got: unknown): void {
  checkOption(typeof got === 'boolean', option, 'true or false', got)
}

/** Checks what `toVtt()` was told; throws STENO_BAD_OPTION. */
export function checkVtt({ karaoke = false, speakers = true, language, settings = {}, note = '', style = '' }: VttOptions): void {
  checkSwitch('karaoke', karaoke)
  checkSwitch('speakers', speakers)
  checkLanguage(language)
  checkOption(typeof note === 'string', 'note', 'text', note)
  checkOption(typeof style === 'string' && !style.includes('-->'), 'style', 'a style sheet without "-->"', style)
  checkSettings(settings)
}

function checkSettings({ vertical = 'rl', line = 0, position = '0%', size = '0%', align = 'start' }: VttSettings): void {
  checkOneOf('settings.vertical', vertical, ['rl', 'lr'])
  checkOption(LINE.test(String(line)), 'settings.line', 'a line number or a percentage such as "85%"', line)
  checkOption(POSITION.test(position), 'settings.position', 'a percentage such as "50%"', position)
  checkOption(SIZE.test(size), 'settings.size', 'a percentage such as "80%"', size)
  checkOneOf('settings.align', align, ['start', 'center', 'end', 'left', 'right'])
}

import type { Language } from './languages/language.js'

/** Style guides that a layout can follow. */
export type Profile = 'verbatim' | 'translated' | 'bbc' | 'ard'

/** Numbers of a layout. Units of width are characters; in zh, ja and ko a full-width one is 1 unit, any other 0.5. */
export interface Rules {
  /** Width of a line, 4 to 200 units. Default 42 (ru 39, zh and ko 16, ja 13; `bbc` and `ard` 37). */
  readonly maxLineWidth: number
  /** Lines of a cue, 1 or 2. Default 2. */
  readonly maxLines: number
  /** Reading speed aimed at, in units of width per second, 1 to 100; not above `maxReadingSpeed`. */
  readonly targetReadingSpeed: number
  /** Reading speed that is too fast, in units of width per second, 1 to 100. */
  readonly maxReadingSpeed: number
  /** Shortest duration of a cue where there is room, 0 to 10000 ms. Default 833 (ja 500, `ard` 1000). */
  readonly minDuration: number
  /** Longest duration of a cue, 1000 to 60000 ms. Default 7000. */
  readonly maxDuration: number
  /** Shortest gap between two cues where there is room, 0 to 1000 ms. Default 80 (`ard` 40). */
  readonly minGap: number
  /** Gaps shorter than this are closed to `minGap`, 0 to 3000 ms. Default 500 (`bbc` 1000). */
  readonly chainGapsBelow: number
  /** Longest time that a cue stays after its last word to be read, 0 to 10000 ms. Default 1500. */
  readonly maxLinger: number
  /** Time that a cue stays after its last word if nothing follows, 0 to `maxLinger` ms. Default 500. */
  readonly linger: number
}

type Speed = readonly [width: number, target: number, max: number]

/**
 * Same-language captions: Netflix's guides for the width and the speed of captions for the deaf; the target is the
 * speed of translated subtitles. Russian lines hold 39, Japanese 13, Chinese and Korean 16 units.
 */
const VERBATIM: Readonly<Record<Language, Speed>> = {
  en: [42, 17, 20], de: [42, 17, 20], fr: [42, 17, 20],
  ru: [39, 17, 20], zh: [16, 9, 11], ja: [13, 5, 7], ko: [16, 12, 14],
}

/**
 * Translated subtitles: the same guides' speed for adults, and for children as the target (Japanese: 4 is its only
 * figure).
 */
const TRANSLATED: Readonly<Record<Language, Speed>> = {
  en: [42, 17, 20], de: [42, 13, 17], fr: [42, 13, 17],
  ru: [39, 13, 17], zh: [16, 7, 9], ja: [13, 3.5, 4], ko: [16, 9, 12],
}

/**
 * Netflix: 5/6 s to 7 s, two lines, two frames of 25 a second between cues, gaps under half a second closed, up to
 * 0.5 s after the last word. BBC guidelines 5.2: at most 1.5 s after speech.
 */
const COMMON = {
  maxLines: 2, minDuration: 833, maxDuration: 7000, minGap: 80, chainGapsBelow: 500, maxLinger: 1500, linger: 500,
}

type Broadcaster = { readonly speed: Speed; readonly rules: Partial<Rules> }

/** Differences of a broadcaster; its line width is meant for alphabets and replaces only theirs. */
const BROADCASTERS: Readonly<Partial<Record<Profile, Broadcaster>>> = {
  // BBC guidelines 3.1 and 4: 37 characters, 160 to 180 words a minute (of six characters), no gap under a second.
  bbc: { speed: [37, 16, 18], rules: { chainGapsBelow: 1000 } },
  // Standards of ARD, ORF, SRF and ZDF: 37 characters, 13 to 15 a second, 1 s at least, one frame between cues.
  ard: { speed: [37, 13, 15], rules: { minDuration: 1000, minGap: 40 } },
}

/** Rules of a profile for a language. */
export function resolveProfile(profile: Profile, language: Language): Rules {
  const broadcaster = BROADCASTERS[profile]
  const alphabetic = !['zh', 'ja', 'ko'].includes(language)
  const table = profile === 'translated' ? TRANSLATED : VERBATIM
  const speed = broadcaster && alphabetic ? broadcaster.speed : table[language]
  const [maxLineWidth, targetReadingSpeed, maxReadingSpeed] = speed
  // Half a second is allowed for Japanese, whose words are short.
  const shortest = language === 'ja' ? { minDuration: 500 } : {}
  return { ...COMMON, ...shortest, ...broadcaster?.rules, maxLineWidth, targetReadingSpeed, maxReadingSpeed }
}

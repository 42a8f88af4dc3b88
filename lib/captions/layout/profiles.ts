/** Languages with rules of their own; any other is laid out as the one whose script it shares. */
export type Language = 'en' | 'de' | 'fr' | 'ru' | 'zh' | 'ja' | 'ko'

/** Whose rules are followed. */
export type Profile = 'verbatim' | 'translated' | 'bbc' | 'ard'

/** Every number that captions are laid out by. */
export interface Rules {
  /** What a line holds: characters; for zh and ja full-width ones (half-width 0.5), for ko syllables (the rest 0.5). */
  readonly maxLineWidth: number
  /** Lines of a cue, 1 or 2. */
  readonly maxLines: number
  /** Reading speed aimed at, in units of width a second. */
  readonly targetReadingSpeed: number
  /** Reading speed that is too fast, in units of width a second. */
  readonly maxReadingSpeed: number
  /** Shortest time on screen, ms. */
  readonly minDuration: number
  /** Longest time on screen, ms. */
  readonly maxDuration: number
  /** Least time between two cues, ms. */
  readonly minGap: number
  /** Gaps shorter than this are closed to `minGap`, ms. */
  readonly chainGapsBelow: number
  /** For how long a cue may stay after its last word, ms. */
  readonly maxLinger: number
  /** How long a cue stays after its last word if nothing follows, ms. */
  readonly linger: number
}

type Speed = readonly [width: number, target: number, max: number]

/**
 * Same-language captions: Netflix's guides for the width and the speed of captions for the deaf; the target is the
 * speed of translated subtitles. Russian lines hold 39, Japanese 13, Chinese and Korean 16 units.
 */
const VERBATIM: Readonly<Record<Language, Speed>> = {
  en: [42, 17, 20], de: [42, 17, 20], fr: [42, 17, 20], ru: [39, 17, 20], zh: [16, 9, 11], ja: [13, 5, 7], ko: [16, 12, 14],
}

/** Translated subtitles: the same guides' speed for adults, and for children as the target (Japanese: 4 is its only figure). */
const TRANSLATED: Readonly<Record<Language, Speed>> = {
  en: [42, 17, 20], de: [42, 13, 17], fr: [42, 13, 17], ru: [39, 13, 17], zh: [16, 7, 9], ja: [13, 3.5, 4], ko: [16, 9, 12],
}

/**
 * Netflix: 5/6 s to 7 s, two lines, two frames of 25 a second between cues, gaps under half a second closed, up to
 * 0.5 s after the last word. BBC guidelines 5.2: at most 1.5 s after speech.
 */
const COMMON = { maxLines: 2, minDuration: 833, maxDuration: 7000, minGap: 80, chainGapsBelow: 500, maxLinger: 1500, linger: 500 }

/** What a broadcaster changes; its line length is meant for alphabets and changes only those. */
const HOUSES: Readonly<Partial<Record<Profile, { readonly speed: Speed; readonly rules: Partial<Rules> }>>> = {
  // BBC guidelines 3.1 and 4: 37 characters, 160 to 180 words a minute (of six characters), no gap under a second.
  bbc: { speed: [37, 16, 18], rules: { chainGapsBelow: 1000 } },
  // Standards of ARD, ORF, SRF and ZDF: 37 characters, 13 to 15 a second, 1 s at least, one frame between cues.
  ard: { speed: [37, 13, 15], rules: { minDuration: 1000, minGap: 40 } },
}

/** The numbers of a profile for a language. */
export function rulesOf(profile: Profile, language: Language): Rules {
  const house = HOUSES[profile]
  const alphabetic = !['zh', 'ja', 'ko'].includes(language)
  const [maxLineWidth, targetReadingSpeed, maxReadingSpeed] = house && alphabetic ? house.speed
    : (profile === 'translated' ? TRANSLATED : VERBATIM)[language]
  // Half a second is allowed for Japanese, whose words are short.
  const least = language === 'ja' ? { minDuration: 500 } : {}
  return { ...COMMON, ...least, ...house?.rules, maxLineWidth, targetReadingSpeed, maxReadingSpeed }
}

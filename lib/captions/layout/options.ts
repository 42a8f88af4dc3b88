import { checkOption, checkInteger, checkOneOf } from '../../option-checks.js'
import { type Language, type Profile, type Rules, rulesOf } from './profiles.js'

/**
 * How cues are laid out. Every number of a profile can be set on its own.
 *
 * @example
 * ```ts
 * import { toSrt, type LayoutOptions } from 'stenopipe'
 *
 * const options: LayoutOptions = { profile: 'bbc', language: 'en-GB', maxLineWidth: 32 }
 * const captions = toSrt(options)
 * ```
 */
export interface LayoutOptions {
  /**
   * Whose rules: `verbatim` (same-language captions, after Netflix), `translated` (slower reading), `bbc` (37
   * characters a line) or `ard` (German public broadcasters: 37 characters, 13-15 a second). Default `verbatim`.
   */
  readonly profile?: Profile
  /** What is spoken, a BCP 47 tag such as `en` or `zh-Hans`. Default: told from the script and the small words. */
  readonly language?: string
  /** What a line holds, 4 to 200: characters; full-width ones for zh and ja, syllables for ko (all others count half). */
  readonly maxLineWidth?: number
  /** Lines of a cue, 1 or 2. Default 2. */
  readonly maxLines?: number
  /** Reading speed aimed at, in units of width a second, 1 to 100; not above `maxReadingSpeed`. */
  readonly targetReadingSpeed?: number
  /** Reading speed that is too fast, in units of width a second, 1 to 100. */
  readonly maxReadingSpeed?: number
  /** Shortest time on screen where there is room, 0 to 10000 ms. Default 833 (ja 500, `ard` 1000). */
  readonly minDuration?: number
  /** Longest time on screen, 1000 to 60000 ms. Default 7000. */
  readonly maxDuration?: number
  /** Least time between two cues where there is room, 0 to 1000 ms. Default 80 (`ard` 40). */
  readonly minGap?: number
  /** Gaps shorter than this are closed to `minGap`, 0 to 3000 ms. Default 500 (`bbc` 1000). */
  readonly chainGapsBelow?: number
  /** For how long a cue may stay after its last word to be read, 0 to 10000 ms. Default 1500. */
  readonly maxLinger?: number
  /** How long a cue stays after its last word if nothing follows, 0 to `maxLinger` ms. Default 500. */
  readonly linger?: number
}

const PROFILES: readonly Profile[] = ['verbatim', 'translated', 'bbc', 'ard']

/** Whole numbers with their bounds; what a line holds and the speeds may be fractions. */
const INTEGERS = {
  maxLines: [1, 2], minDuration: [0, 10_000], maxDuration: [1000, 60_000], minGap: [0, 1000], chainGapsBelow: [0, 3000],
  maxLinger: [0, 10_000], linger: [0, 10_000],
} as const

const NUMBERS = { maxLineWidth: [4, 200], targetReadingSpeed: [1, 100], maxReadingSpeed: [1, 100] } as const

/** Parts what is for the layout from what is for somebody else, such as a stream constructor. */
export function partOptions<Rest extends object>(options: LayoutOptions & Rest): [LayoutOptions, Omit<Rest, keyof LayoutOptions>] {
  const {
    profile, language, maxLineWidth, maxLines, targetReadingSpeed, maxReadingSpeed, minDuration, maxDuration, minGap, chainGapsBelow, maxLinger, linger, ...rest
  } = options
  const layout = { profile, language, maxLineWidth, maxLines, targetReadingSpeed, maxReadingSpeed, minDuration, maxDuration, minGap, chainGapsBelow, maxLinger, linger }
  return [Object.fromEntries(Object.entries(layout).filter(([, value]) => value !== undefined)), rest]
}

/** Options that have been checked, with the rules of each language made on demand. */
export class LayoutRules {
  /** The tag that was named, in its canonical spelling. */
  readonly tag: string | undefined
  readonly #profile: Profile
  readonly #own: Partial<Rules>
  readonly #made = new Map<Language, Rules>()

  /** Errors: STENO_BAD_OPTION for a value out of its bounds or a language tag that is none. */
  constructor({ profile = 'verbatim', language, ...numbers }: LayoutOptions = {}) {
    checkOneOf('profile', profile, PROFILES)
    this.#profile = profile
    this.tag = language === undefined ? undefined : canonical(language)
    this.#own = checked(numbers)
    this.of('en')
  }

  /** The numbers for a language. Errors: STENO_BAD_OPTION for two that cannot be kept together. */
  of(language: Language): Rules {
    let rules = this.#made.get(language)
    if (!rules) {
      rules = together({ ...rulesOf(this.#profile, language), ...this.#own }, this.#own)
      this.#made.set(language, rules)
    }
    return rules
  }
}

function checked(numbers: Partial<Rules>): Partial<Rules> {
  const own: Record<string, number> = {}
  for (const [name, [least, most]] of Object.entries(INTEGERS)) {
    const got = numbers[name as keyof Rules]
    if (got === undefined) continue
    checkInteger(name, got, least, most)
    own[name] = got
  }
  for (const [name, [least, most]] of Object.entries(NUMBERS)) {
    const got = numbers[name as keyof Rules]
    if (got === undefined) continue
    checkOption(typeof got === 'number' && got >= least && got <= most, name, `a number from ${least} to ${most}`, got)
    own[name] = got
  }
  return own
}

/** What was set pulls along what was not; two set against each other are an error. */
function together(rules: Rules, own: Partial<Rules>): Rules {
  const { targetReadingSpeed, maxReadingSpeed, minDuration, maxDuration, maxLinger, linger } = rules
  checkOption(own.targetReadingSpeed === undefined || own.maxReadingSpeed === undefined || targetReadingSpeed <= maxReadingSpeed,
    'targetReadingSpeed', `at most \`maxReadingSpeed\` (${maxReadingSpeed})`, targetReadingSpeed)
  checkOption(minDuration <= maxDuration, 'minDuration', `at most \`maxDuration\` (${maxDuration})`, minDuration)
  checkOption(own.linger === undefined || linger <= maxLinger, 'linger', `at most \`hold\` (${maxLinger})`, linger)
  return {
    ...rules,
    targetReadingSpeed: own.targetReadingSpeed ?? Math.min(targetReadingSpeed, maxReadingSpeed),
    maxReadingSpeed: own.maxReadingSpeed ?? Math.max(maxReadingSpeed, targetReadingSpeed),
    linger: Math.min(linger, maxLinger),
  }
}

function canonical(language: unknown): string {
  try {
    const [tag] = Intl.getCanonicalLocales(String(language))
    if (typeof language === 'string' && tag !== undefined) return tag
  } catch { /* told below */ }
  checkOption(false, 'language', 'a BCP 47 tag such as "en" or "zh-Hans"', language)
}

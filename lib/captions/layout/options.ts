import { checkOption, checkOptions, integer, number, oneOf, type OptionChecks } from '../../option-checks.js'
import type { Language } from './languages/language.js'
import { type Profile, resolveProfile, type Rules } from './profiles.js'

/**
 * Options of the layout of cues. Every number of a profile can be set on its own.
 *
 * @example
 * ```ts
 * import { toSrt, type LayoutOptions } from 'stenopipe'
 *
 * const options: LayoutOptions = { profile: 'bbc', language: 'en-GB', maxLineWidth: 32 }
 * const captions = toSrt(options)
 * ```
 */
export interface LayoutOptions extends Partial<Rules> {
  /**
   * Style guide to follow: `verbatim` (same-language captions, after Netflix), `translated` (slower reading), `bbc` (37
   * characters a line) or `ard` (German public broadcasters: 37 characters, 13 to 15 a second). Default `verbatim`.
   */
  readonly profile?: Profile
  /** Language spoken, a BCP 47 tag such as `en` or `zh-Hans`. Default: detected from script and function words. */
  readonly language?: string
}

/** Every layout option with its check. */
export const layoutChecks: OptionChecks<LayoutOptions> = {
  profile: oneOf(['verbatim', 'translated', 'bbc', 'ard'] satisfies Profile[]),
  language: canonicalTag,
  maxLineWidth: number(4, 200),
  maxLines: integer(1, 2),
  targetReadingSpeed: number(1, 100),
  maxReadingSpeed: number(1, 100),
  minDuration: integer(0, 10_000),
  maxDuration: integer(1000, 60_000),
  minGap: integer(0, 1000),
  chainGapsBelow: integer(0, 3000),
  maxLinger: integer(0, 10_000),
  linger: integer(0, 10_000),
}

/** Checked layout options; the rules of each language are resolved on demand. */
export class LayoutRules {
  /** Language option in its canonical spelling. */
  readonly tag: string | undefined
  readonly #profile: Profile
  readonly #overrides: Partial<Rules>
  readonly #resolved = new Map<Language, Rules>()

  /** Errors: STENO_BAD_OPTION for a value out of its bounds, an invalid language tag or two options that conflict. */
  constructor(options: LayoutOptions = {}) {
    checkOptions(options, layoutChecks)
    const { profile = 'verbatim', language, ...overrides } = options
    this.#profile = profile
    this.#overrides = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined))
    this.tag = language === undefined ? undefined : canonicalTag('language', language)
    this.of('en')
  }

  /** Rules for a language. Errors: STENO_BAD_OPTION for two options that conflict. */
  of(language: Language): Rules {
    let rules = this.#resolved.get(language)
    if (!rules) {
      rules = reconcile({ ...resolveProfile(this.#profile, language), ...this.#overrides }, this.#overrides)
      this.#resolved.set(language, rules)
    }
    return rules
  }
}

/** Moves the defaults that conflict with an override; two overrides that conflict are an error. */
function reconcile(rules: Rules, overrides: Partial<Rules>): Rules {
  const { targetReadingSpeed, maxReadingSpeed, minDuration, maxDuration, maxLinger, linger } = rules
  const speeds = [overrides.targetReadingSpeed, overrides.maxReadingSpeed]
  checkOption(speeds.includes(undefined) || targetReadingSpeed <= maxReadingSpeed,
    'targetReadingSpeed', `at most \`maxReadingSpeed\` (${maxReadingSpeed})`, targetReadingSpeed)
  checkOption(minDuration <= maxDuration, 'minDuration', `at most \`maxDuration\` (${maxDuration})`, minDuration)
  checkOption(overrides.linger === undefined || linger <= maxLinger,
    'linger', `at most \`maxLinger\` (${maxLinger})`, linger)
  return {
    ...rules,
    targetReadingSpeed: overrides.targetReadingSpeed ?? Math.min(targetReadingSpeed, maxReadingSpeed),
    maxReadingSpeed: overrides.maxReadingSpeed ?? Math.max(maxReadingSpeed, targetReadingSpeed),
    linger: Math.min(linger, maxLinger),
  }
}

/** A BCP 47 tag in its canonical spelling. Errors: STENO_BAD_OPTION. */
function canonicalTag(option: string, got: unknown): string {
  try {
    const [tag] = Intl.getCanonicalLocales(String(got))
    if (typeof got === 'string' && tag !== undefined) return tag
  } catch { /* reported below */ }
  checkOption(false, option, 'a BCP 47 tag such as "en" or "zh-Hans"', got)
}

import { endsUnspaced, startsUnspaced } from '../../text/spacing.js'
import { alphabeticCost } from './languages/alphabetic.js'
import { chineseCost } from './languages/chinese.js'
import { japaneseCost } from './languages/japanese.js'
import { koreanCost } from './languages/korean.js'
import { endingOf } from './punctuation.js'
import type { Language } from './profiles.js'

/**
 * What it costs to break at a place, from 0 (a sentence ends) to 90 (never if it can be helped): at 30 and above the
 * break parts what belongs together, at 10 nothing speaks for or against it.
 */
export interface Place {
  readonly cost: number
  /** A sentence ends here. */
  readonly sentenceEnd: boolean
}

/** What stands on both sides of a place that may be broken at. */
export interface Sides {
  /** The stretch before, with its marks. */
  readonly before: string
  /** The stretch after, with its marks. */
  readonly after: string
  /** Whether white space parts them. */
  readonly space: boolean
}

/** Costs of what marks say, the same in all languages. */
const MARKS = { sentence: 0, clause: 1, comma: 2, closed: 5 } as const

/** Judges a place between two stretches of a sentence. */
export function placeBetween(sides: Sides, language: Language): Place {
  const ending = endingOf(sides.before)
  if (ending === 'sentence' && !isAbbreviation(sides, language)) return { cost: MARKS.sentence, sentenceEnd: true }
  if (ending === 'clause' || ending === 'comma') return { cost: MARKS[ending], sentenceEnd: false }
  const cost = wordCost(sides, language)
  return { cost: ending === 'closed' ? Math.min(cost, MARKS.closed) : cost, sentenceEnd: false }
}

function wordCost(sides: Sides, language: Language): number {
  const written = endsUnspaced(sides.before) && startsUnspaced(sides.after)
  if (language === 'ja') return japaneseCost(sides)
  if (language === 'zh' || written) return chineseCost(sides)
  return language === 'ko' ? koreanCost(sides) : alphabeticCost(sides, language)
}

/** A full stop that ends no sentence: “Dr.”, “z. B.”, “J.” or one that goes on in lower case. */
function isAbbreviation({ before, after, space }: Sides, language: Language): boolean {
  if (!space || !before.endsWith('.')) return false
  return /^\p{Ll}/u.test(after) || /(?:^|\.)\p{L}\.$/u.test(before) || alphabeticCost({ before, after, space }, language) >= 30
}

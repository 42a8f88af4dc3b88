import { endsWithInitial, isAbbreviation } from '../../text/abbreviations.js'
import { endsUnspaced, startsUnspaced } from '../../text/spacing.js'
import { alphabeticPenalty } from './languages/alphabetic.js'
import type { BreakContext } from './languages/break-context.js'
import { chinesePenalty } from './languages/chinese.js'
import { japanesePenalty } from './languages/japanese.js'
import { koreanPenalty } from './languages/korean.js'
import type { Language } from './languages/language.js'
import { endingOf } from './punctuation.js'

/** A place where a line or a cue may end. */
export interface BreakCandidate {
  /**
   * Penalty of breaking here, from 0 (end of a sentence) to 90 (never, if it can be avoided). 10 is neutral; 30 and
   * above separates what belongs together.
   */
  readonly penalty: number
  /** True when a sentence ends here. */
  readonly sentenceEnd: boolean
}

/** Penalties of breaks after punctuation, the same in all languages. */
const PUNCTUATION = { sentence: 0, clause: 1, comma: 2, closing: 5 } as const

/** Judges the break between two units of a sentence. */
export function breakBetween(context: BreakContext, language: Language): BreakCandidate {
  const ending = endingOf(context.before)
  if (ending === 'sentence' && !isWithinSentence(context, language)) {
    return { penalty: PUNCTUATION.sentence, sentenceEnd: true }
  }
  if (ending === 'clause' || ending === 'comma') return { penalty: PUNCTUATION[ending], sentenceEnd: false }
  const penalty = wordPenalty(context, language)
  return { penalty: ending === 'closing' ? Math.min(penalty, PUNCTUATION.closing) : penalty, sentenceEnd: false }
}

function wordPenalty(context: BreakContext, language: Language): number {
  if (language === 'ja') return japanesePenalty(context)
  if (language === 'zh' || (endsUnspaced(context.before) && startsUnspaced(context.after))) {
    return chinesePenalty(context)
  }
  return language === 'ko' ? koreanPenalty(context) : alphabeticPenalty(context, language)
}

/** True for a full stop that ends no sentence: “Dr.”, “z. B.”, “J.”, or one before a lower-case letter. */
function isWithinSentence({ before, after, space }: BreakContext, language: Language): boolean {
  if (!space || !before.endsWith('.')) return false
  return /^\p{Ll}/u.test(after) || endsWithInitial(before) || isAbbreviation(before, language)
}

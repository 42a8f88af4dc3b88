import type { Cue } from '../../types.js'
import { type CaptionInput, checkResult, isCue } from './caption-input.js'
import { Layout } from './layout.js'
import type { LayoutOptions } from './options.js'

/** Builds cues from results; cues pass through as they are. */
export interface CueBuilder {
  /** Adds a result or a cue. @returns The cues that cannot change any more. */
  push(input: CaptionInput): Cue[]
  /** Ends the input. @returns The remaining cues. */
  flush(): Cue[]
}

const EXPECTED = 'a RecognitionResult of `recognize()` or a Cue'

/**
 * Cue builder that lays finals out. Interims only show how far the source has come: with them a cue is returned sooner,
 * but never another one.
 *
 * Errors: STENO_BAD_OPTION for an option, and from `push()` for anything that is neither a result nor a cue.
 *
 * @example
 * ```ts
 * const builder = cueBuilder({ profile: 'bbc' })
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: 900, text: 'Good evening.', words: [] }
 * builder.push({ requestId: '', sentence, isSentenceEnd: true }) // []
 * builder.flush() // [{ start: 0, end: 1400, lines: ['Good evening.'] }]
 * ```
 */
export function cueBuilder(options: LayoutOptions = {}): CueBuilder {
  const layout = new Layout(options)
  return {
    push(input) {
      if (isCue(input)) return [input]
      checkResult(input, EXPECTED)
      const { sentence, isSentenceEnd } = input
      return isSentenceEnd ? layout.push(sentence) : layout.advance(sentence.beginTime)
    },
    flush: () => layout.flush(),
  }
}

/** Cue builder without layout: one cue of one line for each final. Errors: STENO_BAD_OPTION from `push()`. */
export function sentencePerCue(): CueBuilder {
  return {
    push(input) {
      if (isCue(input)) return [input]
      checkResult(input, EXPECTED)
      if (!input.isSentenceEnd) return []
      const { text, beginTime, endTime, speakerId } = input.sentence
      const speaker = speakerId === undefined ? {} : { speaker: speakerId }
      return [{ start: beginTime, end: endTime ?? beginTime, lines: [text], ...speaker }]
    },
    flush: () => [],
  }
}

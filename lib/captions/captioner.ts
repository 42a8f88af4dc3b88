import { check } from '../errors.js'
import type { RecognitionResult, Sentence } from '../types.js'
import type { Cue } from './cue.js'
import { Layout } from './layout.js'

/** What the stages of this folder take: results of `recognize()`, or cues that were laid out before. */
export type CaptionInput = RecognitionResult | Cue

/** Makes cues of sentences; a layout that looks ahead gives the rest at the end. */
interface CueMaker {
  push(sentence: Sentence): Cue[]
  flush?(): Cue[]
}

/** Cues of whatever comes, and those that are left at the end. */
export interface Captioner {
  readonly push: (input: CaptionInput) => Cue[]
  readonly flush: () => Cue[]
}

/** Cues of whatever comes: finals are laid out, interims passed over, cues left as they are. */
export function captioner(layout: CueMaker = new Layout()): Captioner {
  return {
    push(input) {
      if (isCue(input)) return [input]
      checkResult(input)
      return input.isSentenceEnd ? layout.push(input.sentence) : []
    },
    flush: () => layout.flush?.() ?? [],
  }
}

/** Sentences as they were said, each as one line. */
export const spoken: CueMaker = {
  push: ({ text, beginTime, endTime, speakerId }) =>
    [{ start: beginTime, end: endTime ?? beginTime, lines: [text], ...speakerId !== undefined && { speaker: speakerId } }],
}

/** Throws STENO_BAD_OPTION unless it is a result. */
export function checkResult(input: unknown): asserts input is RecognitionResult {
  check(typeof (input as RecognitionResult | null)?.sentence?.text === 'string', 'chunk', 'a RecognitionResult', input)
}

function isCue(input: CaptionInput): input is Cue {
  return Array.isArray((input as Cue | null)?.lines)
}
